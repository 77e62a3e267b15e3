// Decodes the masks of eader.v1 to { width, height, values }: a Uint8Array in rows from the top, 1 inside a mask.
import { decode } from "fast-png";

// Decodes a label map: 0 is background, index + 1 a class. The label is the palette index of a pixel, not its colour.
export function labelMap(png) {
  const { width, height, data } = decode(png);
  return { width, height, values: data };
}

// Decodes COCO's compressed run-length encoding, like pycocotools. Runs follow the columns from top to bottom.
export function cocoRle({ height, width, counts }) {
  const values = new Uint8Array(height * width);
  runLengths(counts).reduce((start, run, i) => {
    // runs alternate between outside and inside; the first is outside and may have length 0
    for (let at = start; i % 2 === 1 && at < start + run; at++) {
      values[(at % height) * width + Math.floor(at / height)] = 1;
    }
    return start + run;
  }, 0);
  return { width, height, values };
}

// Decodes the run lengths: five bits per character, least significant group first.
function runLengths(counts) {
  const lengths = [];
  for (let at = 0; at < counts.length;) {
    let [value, shift, group] = [0, 0, 0];
    do {
      group = counts.charCodeAt(at++) - 48;
      value |= (group & 0x1f) << shift;
      shift += 5;
    } while (group & 0x20);
    if (group & 0x10) { // sign bit
      value |= -1 << shift;
    }
    // from the fourth run on, the difference to the run before the previous one is encoded
    lengths.push(lengths.length > 2 ? value + lengths.at(-2) : value);
  }
  return lengths;
}

// Rasterizes eader.v1 polygons: pixels with centres inside or on an exterior ring, but not inside one of its holes.
export function polygons(height, width, outlines) {
  const values = new Uint8Array(height * width);
  for (const { exterior, interiors } of outlines) {
    const outer = rasterize(height, width, exterior.coordinates);
    const holes = interiors.map((ring) => rasterize(height, width, ring.coordinates));
    for (let at = 0; at < values.length; at++) {
      // pixels on the ring of a hole belong to the class
      if ((outer.inside[at] || outer.edge[at]) && holes.every(({ inside, edge }) => edge[at] || !inside[at])) {
        values[at] = 1;
      }
    }
  }
  return { width, height, values };
}

// Rasterizes a ring: pixel centres inside it (even-odd rule) and on its edge.
function rasterize(height, width, ring) {
  const inside = new Uint8Array(height * width);
  const edge = new Uint8Array(height * width);
  for (let i = 0; i < ring.length; i += 2) {
    const [x0, y0, x1, y1] = [ring[i], ring[i + 1], ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]];
    const [left, right, top, bottom] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
    for (let y = Math.max(0, Math.ceil(top)); y <= Math.min(height - 1, bottom); y++) {
      for (let x = 0; x < width; x++) {
        const side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0); // 0 on the line; the sign is the side
        if (side === 0 && left <= x && x <= right) {
          edge[y * width + x] = 1;
        }
        if ((y0 <= y) !== (y1 <= y) && (side > 0) === (y1 > y0)) {
          inside[y * width + x] ^= 1;
        }
      }
    }
  }
  return { inside, edge };
}

// The number of pixels with this value.
export const count = ({ values }, value) => values.reduce((sum, each) => sum + (each === value), 0);
