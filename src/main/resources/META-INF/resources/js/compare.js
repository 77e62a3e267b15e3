// A second model over the frames that the wall shows: old and new side by side, and how far they agree, per camera.
import { Scene } from "./scene.js";
import { post } from "./service.js";
import { Sparkline } from "./sparkline.js";
import { element, percent, time } from "./words.js";

const PAUSE = 400;
const KEPT = 30;
const PATIENCE = 5;
const SIDE = 480;
const VIEW = { view: "mask", opacity: 0.6, chosen: null, longSide: SIDE };

class Comparison {
  constructor(camera) {
    this.means = [];
    this.canvases = [0, 1].map(() => element("canvas", { width: 320, height: 180 }));
    this.names = [0, 1].map(() => element("figcaption"));
    this.mean = element("p", { className: "mean" });
    this.classes = element("dl", { className: "ious" });
    this.spark = element("span", { className: "spark" });
    this.sparkline = new Sparkline(this.spark);
    this.element = element("article", { className: "comparison" },
      element("h3", { textContent: camera }),
      ...this.canvases.map((canvas, at) => element("figure", {}, canvas, this.names[at])),
      element("div", { className: "agreement" }, this.mean, this.spark, this.classes));
    this.element.dataset.camera = camera;
  }

  async show({ first, second, agreement }) {
    const sides = [first, second];
    const scenes = await Promise.all(sides.map((each) => Scene.of(each)));
    scenes.forEach((scene, at) => {
      scene.draw(this.canvases[at], VIEW);
      scene.close();
      const { model, timings } = sides[at];
      this.names[at].textContent = `${model.name} ${model.version} · infer ${time(timings.infer)}`;
    });
    this.means.push(agreement.mean_iou);
    this.means = this.means.slice(-KEPT);
    this.sparkline.add(agreement.mean_iou * 100);
    const over = this.means.reduce((sum, each) => sum + each, 0) / this.means.length;
    this.mean.replaceChildren(element("b", { textContent: percent(over) }),
      ` mean IoU over ${this.means.length} ${this.means.length === 1 ? "frame" : "frames"}; ${percent(agreement.pixels)} of pixels alike in this one`);
    this.classes.replaceChildren(...Object.entries(agreement.iou).flatMap(([name, iou]) => [
      element("dt", { textContent: name }),
      element("dd", {}, element("meter", { min: 0, max: 1, value: iou }), ` ${percent(iou)}`),
    ]));
  }
}

export class Comparisons {
  constructor(place, wall, onRefused) {
    this.place = place;
    this.wall = wall;
    this.onRefused = onRefused;
    this.run = 0;
    this.running = false;
  }

  offer(select, models) {
    const before = select.value;
    select.replaceChildren(...models.map((model) => element("option", { value: model.served_as, textContent: model.served_as })));
    select.value = models.some((model) => model.served_as === before) ? before : models[0]?.served_as;
  }

  toggle(model, button) {
    if (this.running) {
      this.stop(button);
      return;
    }
    this.running = true;
    button.textContent = "Stop comparing";
    button.setAttribute("aria-pressed", "true");
    this.place.replaceChildren();
    this.compare(model, ++this.run);
  }

  stop(button) {
    this.run++;
    this.running = false;
    button.textContent = "Start comparing";
    button.setAttribute("aria-pressed", "false");
  }

  // One camera after the other and never two frames at once: the stream comes first.
  async compare(model, run) {
    const shown = new Map();
    const refused = new Map();
    while (run === this.run) {
      for (const camera of [...this.wall.tiles.keys()]) {
        try {
          const query = new URLSearchParams({ camera, model });
          const answer = await post(`api/compare?${query}`);
          if (run !== this.run) {
            return;
          }
          if (!shown.has(camera)) {
            shown.set(camera, new Comparison(camera));
            this.place.append(shown.get(camera).element);
          }
          await shown.get(camera).show(answer);
        } catch (error) {
          // a camera may have nothing to compare just now, so only what lasts is told, and once
          refused.set(camera, (refused.get(camera) ?? 0) + 1);
          if (refused.get(camera) === PATIENCE && !shown.has(camera)) {
            this.onRefused(`${camera}: ${error.message}`);
          }
        }
      }
      await new Promise((done) => { setTimeout(done, PAUSE); });
    }
  }
}
