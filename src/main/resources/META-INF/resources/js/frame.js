// Shows one frame and its outcome, read from Kafka by partition and offset of the frame.
import { element, meterTerm, saveAs, term } from "./dom.js";
import { formatConstant, formatCount, formatDuration, formatPercent } from "./format.js";
import { cardDetails } from "./models.js";
import { classColour, css } from "./palette.js";
import { Scene } from "./scene.js";
import { request } from "./service.js";

const STAGES = ["queue", "decode", "infer", "encode"];
const CLASS_MAX_SIDE = 360;

// File extensions by the first four base64 characters of the file.
const EXTENSIONS = { "/9j/": ".jpg", iVBO: ".png", UklG: ".webp" };

const fromBase64 = (text, type) => new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type });
const json = (value) => new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
// Time in UTC with milliseconds; further digits are dropped.
const formatInstant = (instant) => instant.replace("T", " ").replace(/(\.\d{3})?\d*Z$/, "$1 UTC");
const formatRecord = ({ topic, partition, offset }) => `${topic} · partition ${partition} · offset ${offset}`;

// The result in the COCO format: one image and one annotation per class. Category ids are the labels of the label map.
export function coco({ event, regions }) {
  const areas = new Map(event.classes.map((each) => [each.index, each.area]));
  return {
    images: [{ id: 1, file_name: `${event.camera}/${event.frame}`, width: event.width, height: event.height }],
    categories: event.classes.map(({ index, name }) => ({ id: index + 1, name })),
    annotations: regions.map((region, at) => ({
      id: at + 1, image_id: 1, category_id: region.index + 1, iscrowd: 0, score: region.score, bbox: region.box,
      area: Math.round(areas.get(region.index) * event.width * event.height), segmentation: region.segmentation,
    })),
  };
}

const polygons = ({ regions }) => regions.map(({ name, polygons: outlines, polygon_tolerance, polygon_iou }) => ({
  name, tolerance: polygon_tolerance, iou: polygon_iou,
  polygons: outlines.map(([exterior, ...interiors]) => ({ exterior, interiors })),
}));

function createCanvas(scene, options, label) {
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  scene.draw(canvas, { opacity: 0.6, selected: null, maxSide: CLASS_MAX_SIDE, ...options });
  return canvas;
}

export class FramePage {
  constructor(root) {
    this.root = root;
    this.body = root.querySelector("#frame-body");
    this.title = root.querySelector("h2");
    this.loads = 0;
  }

  async load(partition, offset) {
    const load = ++this.loads;
    this.title.textContent = "Frame";
    this.setMessage("Reading the frame from Kafka …");
    try {
      const detail = await request(`api/frames/${Number(partition)}/${Number(offset)}`);
      const scene = await Scene.decode(detail.event);
      if (load === this.loads) {
        this.render(detail, scene);
      }
      scene.close();
    } catch (error) {
      if (load === this.loads) {
        this.setMessage(error.message);
      }
    }
  }

  setMessage(textContent) {
    this.body.replaceChildren(element("p", { className: "lead", textContent }));
  }

  render(detail, scene) {
    const { event } = detail;
    this.title.textContent = `${event.camera} · ${event.frame}`;
    const whole = createCanvas(scene, { view: "mask", maxSide: 1280 }, "The frame with its mask");
    const outcome = event.outcome === "failed" ? `${formatConstant(event.failed.code)}: ${event.failed.message}`
      : event.outcome === "skipped" ? `skipped: ${formatConstant(event.skipped.reason)}` : "segmented";
    this.body.replaceChildren(
      element("div", { className: "frame-top" },
        element("figure", { className: "whole" }, whole),
        element("div", { className: "card" },
          element("dl", {},
            ...term("Outcome", outcome),
            ...term("Captured", formatInstant(detail.captured_at)),
            ...term("Sequence", String(event.sequence)),
            ...term("Picture", event.width ? `${event.width} × ${event.height}` : "unknown"),
            ...term("Frame at", formatRecord(event.origin)),
            ...term("Outcome at", formatRecord(detail.outcome)),
            ...term("Thresholds", `score ${formatPercent(detail.score_threshold)}, `
              + `background ${formatPercent(detail.background_threshold)}`),
            ...Object.entries(detail.attributes).flatMap(([name, value]) => term(name, value))),
          FramePage.downloads(detail),
          FramePage.timings(event))),
      element("div", { className: "classes" },
        ...event.classes.map((each) => FramePage.classCard(each, scene, detail))),
      FramePage.modelCard(detail));
  }

  static downloads(detail) {
    const { event } = detail;
    const name = `${event.camera}-${event.frame}`;
    const button = (text, createBlob, ending) => {
      const created = element("button", { type: "button", textContent: text });
      created.addEventListener("click", () => saveAs(createBlob(), `${name}${ending}`));
      return created;
    };
    const results = event.label_map ? [
      button("Label map", () => fromBase64(event.label_map.png, "image/png"), "-labels.png"),
      button("COCO RLE", () => json(coco(detail)), "-coco.json"),
      button("Polygons", () => json(polygons(detail)), "-polygons.json"),
    ] : [];
    const picture = event.picture ? [button("Picture", () => fromBase64(event.picture, "application/octet-stream"),
      EXTENSIONS[event.picture.slice(0, 4)] ?? "")] : [];
    return element("div", { className: "downloads" }, ...results, ...picture);
  }

  // "other" is the time outside of the stages: transfer to Kafka, waiting in Kafka, and between the stages.
  static timings({ timings, latency_ms: total }) {
    const stages = STAGES.map((stage) => [stage, timings[stage]]);
    const other = total - stages.reduce((sum, [, spent]) => sum + spent, 0);
    const rows = other > 0 ? [["other", other], ...stages] : stages;
    const max = Math.max(...rows.map(([, spent]) => spent), 1);
    return element("div", { className: "timings" },
      element("h3", { textContent: `Timings: ${formatDuration(total)} from capture to outcome` }),
      element("dl", { className: "meters" },
        ...rows.flatMap(([stage, spent]) => meterTerm(stage, spent, max, formatDuration(spent)))));
  }

  static classCard(label, scene, { regions }) {
    const region = regions.find((each) => each.index === label.index);
    const swatch = element("i", { className: "swatch" });
    swatch.style.background = css(classColour(label.index));
    const facts = [`score ${label.score.toFixed(3)}`, `${(100 * label.area).toFixed(1)} % of the picture`,
      ...(region ? [formatCount(region.polygons.length, "region"), `polygon IoU ${region.polygon_iou.toFixed(3)}`]
        : ["no pixels in the label map"])];
    return element("article", { className: "card" },
      element("h3", {}, swatch, label.name),
      element("p", { textContent: facts.join(" · ") }),
      element("div", { className: "pair" },
        element("figure", {}, createCanvas(scene, { view: "mask", selected: label.index }, `Mask of ${label.name}`),
          element("figcaption", { textContent: "Mask" })),
        element("figure", {}, label.attention
          ? createCanvas(scene, { view: "attention", selected: label.index }, `Attention map of ${label.name}`)
          : element("p", { className: "nothing", textContent: "This frame did not request attention maps" }),
        element("figcaption", { textContent: "Attention" }))));
  }

  static modelCard({ event, card }) {
    if (!event.model) {
      return element("p", { className: "lead", textContent: "No model processed this frame." });
    }
    return element("article", { className: "card" },
      element("h3", { textContent: `${event.model.name} ${event.model.version}` }),
      element("p", {}, element("code", { className: "digest", textContent: event.model.sha256 })),
      card ? cardDetails(card)
        : element("p", { textContent: "This model is no longer served, so its card is not available." }));
  }
}
