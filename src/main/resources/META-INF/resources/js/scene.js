// One frame, decoded: its picture and what the model saw in it, drawn together or not at all.
import { classColour, colour, heat, lighter } from "./palette.js";

const LONG_SIDE = 1280;
const FILL = 205;

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const decode = (base64, options) => createImageBitmap(new Blob([bytesOf(base64)]), options);

// A pixel as it lies in an ImageData, in the machine's byte order.
const word = (rgb, alpha) => new Uint32Array(new Uint8Array([...rgb, alpha]).buffer)[0];

function attentionAt({ values, rows, columns, scale }, x, y) {
  const at = Math.min(rows - 1, Math.floor(y * rows)) * columns + Math.min(columns - 1, Math.floor(x * columns));
  return bytesOf(values)[at] * scale;
}

function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

export class Scene {
  // A picture that the browser cannot decode is left out; a label map that it cannot decode fails the scene.
  static async of(event) {
    const [picture, map] = await Promise.all([
      event.picture ? decode(event.picture).catch(() => null) : null,
      event.label_map ? decode(event.label_map.png, { colorSpaceConversion: "none", premultiplyAlpha: "none" }) : null,
    ]);
    return new Scene(event, picture, map);
  }

  constructor(event, picture, map) {
    this.event = event;
    this.picture = picture;
    this.width = event.width || picture?.width || 640;
    this.height = event.height || picture?.height || 360;
    // The part of the picture that the model's input covers, in pixels of the picture.
    this.reach = event.label_map
      ? [event.label_map.width * event.label_map.scale_x, event.label_map.height * event.label_map.scale_y]
      : [this.width, this.height];
    this.map = map && Scene.read(map);
    this.layers = new Map();
  }

  static read(bitmap) {
    const canvas = sheet(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return context.getImageData(0, 0, canvas.width, canvas.height);
  }

  // view: mask, attention, frame, or split for the frame with the mask beside it; chosen: a class's index, or null for
  // all of them (mask) or the surest (attention).
  draw(canvas, { view, opacity, chosen, longSide = LONG_SIDE }) {
    const scale = Math.min(1, longSide / Math.max(this.width, this.height));
    const [width, height] = [Math.round(this.width * scale), Math.round(this.height * scale)];
    const panes = view === "split" ? ["frame", "mask"] : [view];
    if (canvas.width !== width * panes.length || canvas.height !== height) {
      canvas.width = width * panes.length;
      canvas.height = height;
    }
    const context = canvas.getContext("2d");
    panes.forEach((pane, at) => {
      context.save();
      context.translate(at * width, 0);
      this.pane(context, { width, height, scale, view: pane, opacity, chosen });
      context.restore();
    });
  }

  pane(context, { width, height, scale, view, opacity, chosen }) {
    if (this.picture) {
      context.drawImage(this.picture, 0, 0, width, height);
    } else {
      context.fillStyle = "#20262e";
      context.fillRect(0, 0, width, height);
    }
    const layer = this.layer(view, chosen);
    if (layer) {
      context.globalAlpha = opacity;
      context.imageSmoothingEnabled = view === "attention";
      context.imageSmoothingQuality = "high";
      context.drawImage(layer, 0, 0, this.reach[0] * scale, this.reach[1] * scale);
    }
  }

  // What is at a place of the picture, both in [0,1]: the class there, if any, and how much it is attended to.
  at(x, y) {
    if (!this.map) {
      return null;
    }
    const column = Math.floor((x * this.width / this.reach[0]) * this.map.width);
    const row = Math.floor((y * this.height / this.reach[1]) * this.map.height);
    if (column < 0 || row < 0 || column >= this.map.width || row >= this.map.height) {
      return null;
    }
    const here = new Uint32Array(this.map.data.buffer)[row * this.map.width + column];
    const label = (this.event.classes ?? []).find((each) => word(classColour(each.index), 255) === here);
    return { label, attention: label?.attention && attentionAt(label.attention, x, y) };
  }

  layer(view, chosen) {
    const key = `${view} ${chosen}`;
    if (!this.layers.has(key)) {
      this.layers.set(key, view === "mask" ? this.mask(chosen) : view === "attention" ? this.attention(chosen) : null);
    }
    return this.layers.get(key);
  }

  mask(chosen) {
    if (!this.map) {
      return null;
    }
    const { width, height, data } = this.map;
    const canvas = sheet(width, height);
    const context = canvas.getContext("2d");
    const painted = context.createImageData(width, height);
    const source = new Uint32Array(data.buffer);
    const target = new Uint32Array(painted.data.buffer);
    const background = word(colour(0), 255);
    const only = chosen === null ? null : word(classColour(chosen), 255);
    const fills = new Map();
    const edges = new Map();
    for (let at = 0; at < source.length; at++) {
      const here = source[at];
      if (here === background || (only !== null && here !== only)) {
        continue;
      }
      if (!fills.has(here)) {
        const rgb = [...data.subarray(at * 4, at * 4 + 3)];
        fills.set(here, word(rgb, FILL));
        edges.set(here, word(lighter(rgb), 255));
      }
      const x = at % width;
      const edge = (x > 0 && source[at - 1] !== here) || (x < width - 1 && source[at + 1] !== here)
        || (at >= width && source[at - width] !== here)
        || (at < source.length - width && source[at + width] !== here);
      target[at] = (edge ? edges : fills).get(here);
    }
    context.putImageData(painted, 0, 0);
    return canvas;
  }

  attention(chosen) {
    const known = (this.event.classes ?? []).filter((label) => label.attention);
    const label = chosen === null
      ? known.reduce((best, next) => (best && best.score >= next.score ? best : next), null)
      : known.find((each) => each.index === chosen);
    if (!label) {
      return null;
    }
    const { values, rows, columns, scale } = label.attention;
    const canvas = sheet(columns, rows);
    const context = canvas.getContext("2d");
    const painted = context.createImageData(columns, rows);
    bytesOf(values).forEach((value, at) => {
      const attention = value * scale;
      painted.data.set(heat(attention), at * 4);
      painted.data[at * 4 + 3] = Math.round(255 * Math.min(1, attention * 1.5));
    });
    context.putImageData(painted, 0, 0);
    return canvas;
  }

  hasAttention() {
    return (this.event.classes ?? []).some((label) => label.attention);
  }

  close() {
    this.picture?.close();
  }
}
