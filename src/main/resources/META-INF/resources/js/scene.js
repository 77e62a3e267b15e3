// Decodes one frame and draws its picture together with mask or attention.
import { classColour, colour, heat, lighter } from "./palette.js";

const MAX_SIDE = 1280;
const FILL_ALPHA = 205;

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const decodeImage = (base64, options) => createImageBitmap(new Blob([bytesOf(base64)]), options);

// A pixel as 32-bit number in the byte order of the machine, for comparison with the data of an ImageData.
const pixel = (rgb, alpha) => new Uint32Array(new Uint8Array([...rgb, alpha]).buffer)[0];

function attentionAt({ values, rows, columns, scale }, x, y) {
  const at = Math.min(rows - 1, Math.floor(y * rows)) * columns + Math.min(columns - 1, Math.floor(x * columns));
  return bytesOf(values)[at] * scale;
}

function createCanvas(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

export class Scene {
  // Decodes picture and label map. A picture that the browser cannot decode is omitted; for a label map it is an error.
  static async decode(event) {
    const [picture, map] = await Promise.all([
      event.picture ? decodeImage(event.picture).catch(() => null) : null,
      event.label_map
        ? decodeImage(event.label_map.png, { colorSpaceConversion: "none", premultiplyAlpha: "none" }) : null,
    ]);
    return new Scene(event, picture, map);
  }

  constructor(event, picture, map) {
    this.event = event;
    this.picture = picture;
    this.width = event.width || picture?.width || 640;
    this.height = event.height || picture?.height || 360;
    // Size of the label map in pixels of the picture. Padding of the model input can make it larger than the picture.
    this.mapSize = event.label_map
      ? [event.label_map.width * event.label_map.scale_x, event.label_map.height * event.label_map.scale_y]
      : [this.width, this.height];
    this.map = map && Scene.readPixels(map);
    this.overlays = new Map();
  }

  static readPixels(bitmap) {
    const canvas = createCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return context.getImageData(0, 0, canvas.width, canvas.height);
  }

  // Draws the frame. view: "mask", "attention", "frame", or "split" (frame and mask side by side); opacity of the
  // overlay in [0, 1]; selected: index of a class, or null for all classes (mask) or the class with the highest score
  // (attention).
  draw(canvas, { view, opacity, selected, maxSide = MAX_SIDE }) {
    const scale = Math.min(1, maxSide / Math.max(this.width, this.height));
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
      this.drawPane(context, { width, height, scale, view: pane, opacity, selected });
      context.restore();
    });
  }

  drawPane(context, { width, height, scale, view, opacity, selected }) {
    if (this.picture) {
      context.drawImage(this.picture, 0, 0, width, height);
    } else {
      context.fillStyle = "#20262e";
      context.fillRect(0, 0, width, height);
    }
    const overlay = this.overlay(view, selected);
    if (overlay) {
      context.globalAlpha = opacity;
      context.imageSmoothingEnabled = view === "attention";
      context.imageSmoothingQuality = "high";
      context.drawImage(overlay, 0, 0, this.mapSize[0] * scale, this.mapSize[1] * scale);
    }
  }

  // The class (undefined for background) and its attention at a position of the picture, each coordinate in [0, 1).
  // Null if the label map does not cover the position.
  pixelAt(x, y) {
    if (!this.map) {
      return null;
    }
    const column = Math.floor((x * this.width / this.mapSize[0]) * this.map.width);
    const row = Math.floor((y * this.height / this.mapSize[1]) * this.map.height);
    if (column < 0 || row < 0 || column >= this.map.width || row >= this.map.height) {
      return null;
    }
    const value = new Uint32Array(this.map.data.buffer)[row * this.map.width + column];
    const label = (this.event.classes ?? []).find((each) => pixel(classColour(each.index), 255) === value);
    return { label, attention: label?.attention && attentionAt(label.attention, x, y) };
  }

  overlay(view, selected) {
    const key = `${view} ${selected}`;
    if (!this.overlays.has(key)) {
      this.overlays.set(key, view === "mask" ? this.renderMask(selected)
        : view === "attention" ? this.renderAttention(selected) : null);
    }
    return this.overlays.get(key);
  }

  renderMask(selected) {
    if (!this.map) {
      return null;
    }
    const { width, height, data } = this.map;
    const canvas = createCanvas(width, height);
    const context = canvas.getContext("2d");
    const painted = context.createImageData(width, height);
    const source = new Uint32Array(data.buffer);
    const target = new Uint32Array(painted.data.buffer);
    const background = pixel(colour(0), 255);
    const only = selected === null ? null : pixel(classColour(selected), 255);
    const fills = new Map();
    const edges = new Map();
    for (let at = 0; at < source.length; at++) {
      const value = source[at];
      if (value === background || (only !== null && value !== only)) {
        continue;
      }
      if (!fills.has(value)) {
        const rgb = [...data.subarray(at * 4, at * 4 + 3)];
        fills.set(value, pixel(rgb, FILL_ALPHA));
        edges.set(value, pixel(lighter(rgb), 255));
      }
      const x = at % width;
      const isEdge = (x > 0 && source[at - 1] !== value) || (x < width - 1 && source[at + 1] !== value)
        || (at >= width && source[at - width] !== value)
        || (at < source.length - width && source[at + width] !== value);
      target[at] = (isEdge ? edges : fills).get(value);
    }
    context.putImageData(painted, 0, 0);
    return canvas;
  }

  renderAttention(selected) {
    const candidates = (this.event.classes ?? []).filter((label) => label.attention);
    const label = selected === null
      ? candidates.reduce((best, next) => (best && best.score >= next.score ? best : next), null)
      : candidates.find((each) => each.index === selected);
    if (!label) {
      return null;
    }
    const { values, rows, columns, scale } = label.attention;
    const canvas = createCanvas(columns, rows);
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
