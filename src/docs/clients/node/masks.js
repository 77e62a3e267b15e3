// The masks of eader.v1: { width, height, values }, a Uint8Array of rows from the top; in a mask 1 is inside.
import { decode } from "fast-png";

// 0 background, index + 1 a class. A pixel's value is its label, its colour only shows it.
export function labelMap(png) {
  const { width, height, data } = decode(png);
  return { width, height, values: data };
}

// The mask of COCO's compressed run lengths, as pycocotools decodes it: runs go down the columns.
export function cocoRle({ height, width, counts }) {
  const values = new Uint8Array(height * width);
  runs(counts).reduce((start, run, i) => {
    // the first run is outside, and may be 0 long
    for (let at = start; i % 2 === 1 && at < start + run; at++) {
      values[(at % height) * width + Math.floor(at / height)] = 1;
    }
    return start + run;
  }, 0);
  return { width, height, values };
}

function runs(counts) {
  const lengths = [];
  for (let at = 0; at < counts.length;) {
    let [value, shift, group] = [0, 0, 0];
    do {
      group = counts.charCodeAt(at++) - 48;
      value |= (group & 0x1f) << shift;
      shift += 5;
    } while (group & 0x20);
    if (group & 0x10) { // the sign
      value |= -1 << shift;
    }
    // from the fourth on, a run is written as its difference to the run two before
    lengths.push(lengths.length > 2 ? value + lengths.at(-2) : value);
  }
  return lengths;
}

// The mask of eader.v1 polygons: pixels whose centres lie in an exterior or on it, but not within its holes.
export function polygons(height, width, outlines) {
  const values = new Uint8Array(height * width);
  for (const { exterior, interiors } of outlines) {
    const outer = trace(height, width, exterior.coordinates);
    const holes = interiors.map((ring) => trace(height, width, ring.coordinates));
    for (let at = 0; at < values.length; at++) {
      // the ring round a hole belongs to the class
      if ((outer.within[at] || outer.edge[at]) && holes.every(({ within, edge }) => edge[at] || !within[at])) {
        values[at] = 1;
      }
    }
  }
  return { width, height, values };
}

// What a ring goes round (by the even-odd rule), and what it passes over.
function trace(height, width, ring) {
  const within = new Uint8Array(height * width);
  const edge = new Uint8Array(height * width);
  for (let i = 0; i < ring.length; i += 2) {
    const [x0, y0, x1, y1] = [ring[i], ring[i + 1], ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]];
    const [left, right, top, bottom] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
    for (let y = Math.max(0, Math.ceil(top)); y <= Math.min(height - 1, bottom); y++) {
      for (let x = 0; x < width; x++) {
        const side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0); // 0 on the line, its sign tells the side
        if (side === 0 && left <= x && x <= right) {
          edge[y * width + x] = 1;
        }
        if ((y0 <= y) !== (y1 <= y) && (side > 0) === (y1 > y0)) {
          within[y * width + x] ^= 1;
        }
      }
    }
  }
  return { within, edge };
}

// How many pixels have the value.
export const count = ({ values }, value) => values.reduce((sum, each) => sum + (each === value), 0);
