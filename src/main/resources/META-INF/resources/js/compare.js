// Runs a second model on the frames of the wall and shows both results side by side, with their agreement per camera.
import { element, meterTerm } from "./dom.js";
import { formatCount, formatDuration, formatPercent } from "./format.js";
import { Scene } from "./scene.js";
import { post } from "./service.js";
import { Sparkline } from "./sparkline.js";

const PAUSE_MS = 400;
const MAX_FRAMES = 30;
// A camera that cannot be compared is reported after this many attempts.
const MAX_ATTEMPTS = 5;
const SIDES = ["Old", "New"];
const VIEW = { view: "mask", opacity: 0.6, selected: null, maxSide: 480 };

class CameraComparison {
  constructor(camera) {
    this.ious = [];
    this.canvases = [0, 1].map(() => element("canvas", { width: 320, height: 180 }));
    this.captions = [0, 1].map(() => element("figcaption"));
    this.mean = element("p", { className: "mean" });
    this.classes = element("dl", { className: "meters" });
    const spark = element("span", { className: "spark" });
    this.sparkline = new Sparkline(spark);
    this.element = element("article", { className: "comparison" },
      element("h3", { textContent: camera }),
      ...this.canvases.map((canvas, at) => element("figure", {}, canvas, this.captions[at])),
      element("div", { className: "agreement" }, this.mean, spark, this.classes));
    this.element.dataset.camera = camera;
  }

  // Mean IoU of the last MAX_FRAMES frames, in [0, 1].
  get meanIou() {
    return this.ious.reduce((sum, each) => sum + each, 0) / this.ious.length;
  }

  async render({ first, second, agreement }) {
    const sides = [first, second];
    const scenes = await Promise.all(sides.map((each) => Scene.decode(each)));
    scenes.forEach((scene, at) => {
      scene.draw(this.canvases[at], VIEW);
      scene.close();
      const { model, timings } = sides[at];
      this.captions[at].textContent =
        `${SIDES[at]}: ${model.name} ${model.version} · infer ${formatDuration(timings.infer)}`;
    });
    this.ious.push(agreement.mean_iou);
    this.ious = this.ious.slice(-MAX_FRAMES);
    this.sparkline.add(agreement.mean_iou * 100);
    this.mean.replaceChildren(element("b", { textContent: formatPercent(this.meanIou) }),
      ` mean IoU over ${formatCount(this.ious.length, "frame")}; `
      + `${formatPercent(agreement.pixels)} of pixels equal in the latest frame`);
    this.classes.replaceChildren(...Object.entries(agreement.iou).flatMap(([name, iou]) =>
      meterTerm(name, iou, 1, formatPercent(iou), `IoU of ${name}`)));
  }
}

export class Comparisons {
  constructor({ parent, oldSelect, newSelect, button, wall, onError, onCompared }) {
    Object.assign(this, { parent, oldSelect, newSelect, button, wall, onError, onCompared });
    this.run = 0;
    this.running = false;
    this.served = [];
    this.chosen = false;
    oldSelect.addEventListener("change", () => { this.chosen = true; });
  }

  // Fills the selections with the served models and the candidate files.
  setModels(models, candidates) {
    this.served = models;
    const option = (value, textContent) => element("option", { value, textContent });
    const group = (label, options) => (options.length ? [element("optgroup", { label }, ...options)] : []);
    const names = () => models.map((model) => option(model.served_as, model.served_as));
    const previous = [this.oldSelect.value, this.newSelect.value];
    this.oldSelect.replaceChildren(...names());
    this.newSelect.replaceChildren(
      ...group("Candidates", candidates.map(({ file }) => option(`file:${file}`, file))), ...group("Served", names()));
    [this.oldSelect, this.newSelect].forEach((select, at) => {
      const values = [...select.options].map((each) => each.value);
      select.value = values.includes(previous[at]) ? previous[at] : values[0];
    });
    this.selectBusyModel();
  }

  // Selects a model with cameras as the old one, until the user selects one.
  selectBusyModel() {
    const busy = this.served.filter((model) => this.camerasOf(model).length > 0).map((model) => model.served_as);
    if (!this.chosen && !this.running && busy.length > 0 && !busy.includes(this.oldSelect.value)) {
      [this.oldSelect.value] = busy;
    }
  }

  // The cameras whose latest outcome is of a model.
  camerasOf({ sha256 }) {
    return this.wall.models().filter(({ model }) => model?.sha256 === sha256).map(({ camera }) => camera);
  }

  async toggle() {
    if (this.running) {
      this.stop();
      return;
    }
    const run = ++this.run;
    this.setRunning(true);
    this.parent.replaceChildren();
    this.cameras = new Map();
    const old = this.served.find((model) => model.served_as === this.oldSelect.value);
    try {
      const candidate = await this.loadCandidate();
      if (run === this.run) {
        this.onCompared({ old, candidate, cameras: this.cameras });
        await this.compareUntilStopped(old, candidate?.served_as ?? this.newSelect.value, candidate, run);
      }
    } catch (error) {
      this.onError(error.message);
      this.stop();
    }
  }

  // Loads the selected candidate file; null if a served model is selected.
  async loadCandidate() {
    const [, file] = this.newSelect.value.split(/^file:/);
    return file === undefined ? null : post(`api/candidates/trial?${new URLSearchParams({ file })}`);
  }

  stop() {
    this.run++;
    this.setRunning(false);
  }

  setRunning(running) {
    this.running = running;
    this.button.textContent = running ? "Stop comparing" : "Start comparing";
    this.button.setAttribute("aria-pressed", String(running));
    this.oldSelect.disabled = this.newSelect.disabled = running;
  }

  // Compares one frame at a time, so that the stream keeps the capacity of the device.
  async compareUntilStopped(old, model, candidate, run) {
    const attempts = new Map();
    while (run === this.run) {
      const cameras = this.camerasOf(old);
      for (const camera of cameras) {
        try {
          const answer = await post(`api/compare?${new URLSearchParams({ camera, model })}`);
          if (run !== this.run) {
            return;
          }
          if (answer.first.model.sha256 === old.sha256) {
            await this.render(camera, answer);
            this.onCompared({ old, candidate, cameras: this.cameras });
          }
        } catch (error) {
          // a single error is normal: the latest frame of the camera may have no result
          attempts.set(camera, (attempts.get(camera) ?? 0) + 1);
          if (attempts.get(camera) === MAX_ATTEMPTS && !this.cameras.has(camera)) {
            this.onError(`${camera}: ${error.message}`);
          }
        }
      }
      if (cameras.length === 0 && this.cameras.size === 0) {
        this.parent.replaceChildren(element("p", { className: "nothing",
          textContent: `There is nothing to compare yet: no camera on the wall uses the model ${old.served_as}.` }));
      }
      await new Promise((done) => { setTimeout(done, PAUSE_MS); });
    }
  }

  async render(camera, answer) {
    if (!this.cameras.has(camera)) {
      if (this.cameras.size === 0) {
        this.parent.replaceChildren();
      }
      this.cameras.set(camera, new CameraComparison(camera));
      this.parent.append(this.cameras.get(camera).element);
    }
    await this.cameras.get(camera).render(answer);
  }
}
