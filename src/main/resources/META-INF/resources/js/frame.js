// One frame and all there is to know about it, read from Kafka by where it stands.
import { cardOf } from "./models.js";
import { classColour, css } from "./palette.js";
import { Scene } from "./scene.js";
import { request } from "./service.js";
import { element, percent, saveAs, time, words } from "./words.js";

const STAGES = ["queue", "decode", "infer", "encode"];
const SMALL = 360;

// What a file begins with, in base64.
const ENDINGS = { "/9j/": ".jpg", iVBO: ".png", UklG: ".webp" };

const fromBase64 = (text, type) => new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type });
const json = (value) => new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
const term = (name, ...value) => [element("dt", { textContent: name }), element("dd", {}, ...value)];
// to the millisecond, as cameras' clocks are no better
const moment = (instant) => instant.replace("T", " ").replace(/(\.\d{3})?\d*Z$/, "$1 UTC");
const place = ({ topic, partition, offset }) => `${topic} · partition ${partition} · offset ${offset}`;

// The result as COCO has it: one image, an annotation for each class. Categories are numbered as in the label map.
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

function canvas(scene, options, label) {
  const made = element("canvas");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", label);
  scene.draw(made, { opacity: 0.6, chosen: null, longSide: SMALL, ...options });
  return made;
}

export class FramePage {
  constructor(root) {
    this.root = root;
    this.body = root.querySelector("#frame-body");
    this.title = root.querySelector("h2");
    this.asked = 0;
  }

  async load(partition, offset) {
    const asked = ++this.asked;
    this.title.textContent = "Frame";
    this.body.replaceChildren(element("p", { className: "lead", textContent: "Reading it from Kafka …" }));
    try {
      const detail = await request(`api/frames/${Number(partition)}/${Number(offset)}`);
      const scene = await Scene.of(detail.event);
      if (asked === this.asked) {
        this.show(detail, scene);
      }
      scene.close();
    } catch (error) {
      if (asked === this.asked) {
        this.body.replaceChildren(element("p", { className: "lead", textContent: error.message }));
      }
    }
  }

  show(detail, scene) {
    const { event } = detail;
    this.title.textContent = `${event.camera} · ${event.frame}`;
    const whole = canvas(scene, { view: "mask", longSide: 1280 }, "The frame and its mask");
    const outcome = event.outcome === "failed" ? `${words(event.failed.code)}: ${event.failed.message}`
      : event.outcome === "skipped" ? `skipped: ${words(event.skipped.reason)}` : "segmented";
    this.body.replaceChildren(
      element("div", { className: "frame-top" },
        element("figure", { className: "whole" }, whole),
        element("div", { className: "card" },
          element("dl", {},
            ...term("Outcome", outcome),
            ...term("Captured", moment(detail.captured_at)),
            ...term("Sequence", String(event.sequence)),
            ...term("Picture", event.width ? `${event.width} × ${event.height}` : "unknown"),
            ...term("Frame", place(event.origin)),
            ...term("Outcome at", place(detail.outcome)),
            ...term("Thresholds", `score ${percent(detail.score_threshold)}, background ${percent(detail.background_threshold)}`),
            ...Object.entries(detail.attributes).flatMap(([name, value]) => term(name, value))),
          FramePage.downloads(detail),
          FramePage.timings(event))),
      element("div", { className: "classes" }, ...event.classes.map((each) => FramePage.one(each, scene, detail))),
      FramePage.model(detail));
  }

  static downloads(detail) {
    const { event } = detail;
    const name = `${event.camera}-${event.frame}`;
    const button = (text, blob, ending) => {
      const made = element("button", { type: "button", textContent: text });
      made.addEventListener("click", () => saveAs(blob(), `${name}${ending}`));
      return made;
    };
    return element("div", { className: "downloads" },
      ...(event.label_map ? [button("Label map", () => fromBase64(event.label_map.png, "image/png"), "-labels.png")] : []),
      ...(event.label_map ? [button("COCO RLE", () => json(coco(detail)), "-coco.json")] : []),
      ...(event.label_map ? [button("Polygons", () => json(polygons(detail)), "-polygons.json")] : []),
      ...(event.picture ? [button("Picture", () => fromBase64(event.picture, "application/octet-stream"), ENDINGS[event.picture.slice(0, 4)] ?? "")] : []));
  }

  // What is not the service's own goes to the way in, the wait in Kafka and the way between the stages.
  static timings({ timings, latency_ms: total }) {
    const own = STAGES.map((stage) => [stage, timings[stage]]);
    const rest = total - own.reduce((sum, [, spent]) => sum + spent, 0);
    const rows = rest > 0 ? [["before, between", rest], ...own] : own;
    const most = Math.max(...rows.map(([, spent]) => spent), 1);
    return element("div", { className: "timings" },
      element("h3", { textContent: `Timings: ${time(total)} from capture to outcome` }),
      element("dl", { className: "ious" }, ...rows.flatMap(([stage, spent]) => [
        element("dt", { textContent: stage }),
        element("dd", {}, element("meter", { min: 0, max: most, value: spent, ariaLabel: stage }), ` ${time(spent)}`),
      ])));
  }

  static one(label, scene, { regions }) {
    const region = regions.find((each) => each.index === label.index);
    const swatch = element("i", { className: "swatch" });
    swatch.style.background = css(classColour(label.index));
    const facts = [`score ${label.score.toFixed(3)}`, `${(100 * label.area).toFixed(1)} % of the picture`,
      ...(region ? [`${region.polygons.length} ${region.polygons.length === 1 ? "region" : "regions"}`,
        `polygons' IoU ${region.polygon_iou.toFixed(3)}`] : ["no pixel won"])];
    return element("article", { className: "card" },
      element("h3", {}, swatch, label.name),
      element("p", { textContent: facts.join(" · ") }),
      element("div", { className: "pair" },
        element("figure", {}, canvas(scene, { view: "mask", chosen: label.index }, `Mask of ${label.name}`),
          element("figcaption", { textContent: "Mask" })),
        element("figure", {}, label.attention
          ? canvas(scene, { view: "attention", chosen: label.index }, `Attention to ${label.name}`)
          : element("p", { className: "nothing", textContent: "This frame did not ask for attention" }),
        element("figcaption", { textContent: "Attention" }))));
  }

  static model({ event, card }) {
    if (!event.model) {
      return element("p", { className: "lead", textContent: "No model was reached." });
    }
    return element("article", { className: "card" },
      element("h3", { textContent: `${event.model.name} ${event.model.version}` }),
      element("p", {}, element("code", { className: "digest", textContent: event.model.sha256 })),
      card ? cardOf(card) : element("p", { textContent: "This model is not served any more: its card is not at hand." }));
  }
}
