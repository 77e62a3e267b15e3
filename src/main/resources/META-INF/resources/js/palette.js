// Colours of classes and attention.

// The PASCAL VOC colour of a label, as in the palette of the label map. Bits 0, 1, 2 of the value become the highest
// bit of red, green and blue, bits 3, 4, 5 the next lower ones.
export function colour(value) {
  const rgb = [0, 0, 0];
  for (let bit = 7, rest = value; rest > 0; bit--, rest >>= 3) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[channel] |= ((rest >> channel) & 1) << bit;
    }
  }
  return rgb;
}

// Class i has label i + 1, because label 0 is the background.
export const classColour = (index) => colour(index + 1);

export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

// A lighter shade, for outlines.
export const lighter = (rgb) => rgb.map((channel) => Math.round(channel + (255 - channel) * 0.45));

// Five colours of matplotlib's colour map "inferno".
const HEAT = [[20, 11, 52], [132, 32, 107], [229, 92, 48], [246, 185, 60], [252, 255, 164]];

// The colour of an attention in [0, 1], from dark to bright.
export function heat(value) {
  const position = Math.min(Math.max(value, 0), 1) * (HEAT.length - 1);
  const below = Math.min(Math.floor(position), HEAT.length - 2);
  return HEAT[below].map((channel, i) => Math.round(channel + (HEAT[below + 1][i] - channel) * (position - below)));
}
