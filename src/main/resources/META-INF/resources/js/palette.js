// The colours of PASCAL VOC, which the label map's palette holds too: the bits of the value, dealt out in turn to
// red, green and blue from the top down.
export function colour(value) {
  const rgb = [0, 0, 0];
  for (let bit = 7, rest = value; rest > 0; bit--, rest >>= 3) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[channel] |= ((rest >> channel) & 1) << bit;
    }
  }
  return rgb;
}

// The colour of a model's class; 0 in the label map is background.
export const classColour = (index) => colour(index + 1);

export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

// The same colour, light enough for an outline.
export const lighter = (rgb) => rgb.map((channel) => Math.round(channel + (255 - channel) * 0.45));

// Dark to bright by attention in [0,1], after matplotlib's inferno.
const HEAT = [[20, 11, 52], [132, 32, 107], [229, 92, 48], [246, 185, 60], [252, 255, 164]];

export function heat(value) {
  const place = Math.min(Math.max(value, 0), 1) * (HEAT.length - 1);
  const below = Math.min(Math.floor(place), HEAT.length - 2);
  return HEAT[below].map((channel, i) => Math.round(channel + (HEAT[below + 1][i] - channel) * (place - below)));
}
