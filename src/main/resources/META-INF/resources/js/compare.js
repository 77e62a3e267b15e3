// A second model over the frames that the wall shows: old and new side by side, and how far they agree, per camera.
import { Scene } from "./scene.js";
import { post } from "./service.js";
import { Sparkline } from "./sparkline.js";
import { element, percent, time } from "./words.js";

const PAUSE = 400;
const KEPT = 30;
const PATIENCE = 5;
const SIDE = 480;
const SIDES = ["Old", "New"];
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

  // How far the two have agreed here, in [0,1].
  get over() {
    return this.means.reduce((sum, each) => sum + each, 0) / this.means.length;
  }

  async show({ first, second, agreement }) {
    const sides = [first, second];
    const scenes = await Promise.all(sides.map((each) => Scene.of(each)));
    scenes.forEach((scene, at) => {
      scene.draw(this.canvases[at], VIEW);
      scene.close();
      const { model, timings } = sides[at];
      this.names[at].textContent = `${SIDES[at]}: ${model.name} ${model.version} · infer ${time(timings.infer)}`;
    });
    this.means.push(agreement.mean_iou);
    this.means = this.means.slice(-KEPT);
    this.sparkline.add(agreement.mean_iou * 100);
    this.mean.replaceChildren(element("b", { textContent: percent(this.over) }),
      ` mean IoU over ${this.means.length} ${this.means.length === 1 ? "frame" : "frames"}; ${percent(agreement.pixels)} of pixels alike in this one`);
    this.classes.replaceChildren(...Object.entries(agreement.iou).flatMap(([name, iou]) => [
      element("dt", { textContent: name }),
      element("dd", {}, element("meter", { min: 0, max: 1, value: iou, ariaLabel: `IoU of ${name}` }), ` ${percent(iou)}`),
    ]));
  }
}

export class Comparisons {
  constructor({ place, old, fresh, button, wall, onRefused, onShown }) {
    Object.assign(this, { place, old, fresh, button, wall, onRefused, onShown });
    this.run = 0;
    this.running = false;
    this.served = [];
    this.chosen = false;
    old.addEventListener("change", () => { this.chosen = true; });
  }

  // models that serve, and candidates, which are loaded when they are compared
  offer(models, candidates) {
    this.served = models;
    const option = (value, textContent) => element("option", { value, textContent });
    const group = (label, options) => (options.length ? [element("optgroup", { label }, ...options)] : []);
    const names = () => models.map((model) => option(model.served_as, model.served_as));
    const kept = [this.old.value, this.fresh.value];
    this.old.replaceChildren(...names());
    this.fresh.replaceChildren(...group("Candidates", candidates.map(({ file }) => option(`file:${file}`, file))),
      ...group("Served", names()));
    Comparisons.select(this.old, kept[0]);
    Comparisons.select(this.fresh, kept[1]);
    this.tick();
  }

  // Until somebody has chosen, the old model is one that has cameras.
  tick() {
    const busy = this.served.filter((model) => this.camerasOf(model).length > 0).map((model) => model.served_as);
    if (!this.chosen && !this.running && busy.length > 0 && !busy.includes(this.old.value)) {
      [this.old.value] = busy;
    }
  }

  static select(select, ...wishes) {
    const values = [...select.options].map((each) => each.value);
    select.value = wishes.find((wish) => values.includes(wish)) ?? values[0];
  }

  // The cameras that a model answered last.
  camerasOf({ sha256 }) {
    return this.wall.models().filter(({ model }) => model?.sha256 === sha256).map(({ camera }) => camera);
  }

  async toggle() {
    if (this.running) {
      this.stop();
      return;
    }
    const run = ++this.run;
    this.running = true;
    this.label("Stop comparing");
    this.place.replaceChildren();
    this.shown = new Map();
    const old = this.served.find((model) => model.served_as === this.old.value);
    try {
      const candidate = await this.load();
      if (run === this.run) {
        this.onShown({ old, candidate, shown: this.shown });
        await this.compare(old, candidate?.served_as ?? this.fresh.value, candidate, run);
      }
    } catch (error) {
      this.onRefused(error.message);
      this.stop();
    }
  }

  // The candidate that is chosen, loaded; null where a served model is.
  async load() {
    const [, file] = this.fresh.value.split(/^file:/);
    return file === undefined ? null : post(`api/candidates/trial?${new URLSearchParams({ file })}`);
  }

  stop() {
    this.run++;
    this.running = false;
    this.label("Start comparing");
  }

  label(text) {
    this.button.textContent = text;
    this.button.setAttribute("aria-pressed", String(this.running));
    this.old.disabled = this.fresh.disabled = this.running;
  }

  // One camera after the other and never two frames at once: the stream comes first.
  async compare(old, model, candidate, run) {
    const refused = new Map();
    while (run === this.run) {
      const cameras = this.camerasOf(old);
      for (const camera of cameras) {
        try {
          const query = new URLSearchParams({ camera, model });
          const answer = await post(`api/compare?${query}`);
          if (run !== this.run) {
            return;
          }
          if (answer.first.model.sha256 === old.sha256) {
            await this.show(camera, answer);
            this.onShown({ old, candidate, shown: this.shown });
          }
        } catch (error) {
          // a camera may have nothing to compare just now, so only what lasts is told, and once
          refused.set(camera, (refused.get(camera) ?? 0) + 1);
          if (refused.get(camera) === PATIENCE && !this.shown.has(camera)) {
            this.onRefused(`${camera}: ${error.message}`);
          }
        }
      }
      if (cameras.length === 0 && this.shown.size === 0) {
        this.place.replaceChildren(element("p", { className: "nothing",
          textContent: `No camera on the wall was answered by ${old.served_as}: there is nothing to compare yet.` }));
      }
      await new Promise((done) => { setTimeout(done, PAUSE); });
    }
  }

  async show(camera, answer) {
    if (!this.shown.has(camera)) {
      if (this.shown.size === 0) {
        this.place.replaceChildren();
      }
      this.shown.set(camera, new Comparison(camera));
      this.place.append(this.shown.get(camera).element);
    }
    await this.shown.get(camera).show(answer);
  }
}
