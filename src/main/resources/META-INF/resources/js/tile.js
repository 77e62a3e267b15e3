// One camera. It decodes one frame at a time and, when done, goes on with the newest that has come meanwhile.
import { Legend } from "./legend.js";
import { Scene } from "./scene.js";

const IDLE = 3000;
const DESCRIBE = 2000;
const STARVED = 1000;

const words = (constant) => constant.toLowerCase().replaceAll("_", " ");
const time = (ms) => (ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const rate = (fps) => (fps < 10 ? fps.toFixed(1) : String(Math.round(fps)));

export class Tile {
  constructor(camera, settings, onClose) {
    this.camera = camera;
    this.settings = settings;
    this.element = document.getElementById("tile").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.element.querySelector(selector);
    this.find("h2").textContent = camera;
    this.find("h2").title = camera;
    this.element.setAttribute("aria-label", `Camera ${camera}`);
    this.find(".close").addEventListener("click", onClose);
    this.find(".close").setAttribute("aria-label", `Remove camera ${camera}`);
    this.canvas = this.find("canvas");
    this.legend = new Legend(this.find(".legend"), () => this.draw());
    this.described = 0;
    this.drawn = -STARVED;
    this.seen = 0;
    this.fps = 0;
  }

  async show(event) {
    this.seen = performance.now();
    this.next = event;
    if (this.busy) {
      return;
    }
    this.busy = true;
    while (this.next) {
      const taken = this.next;
      this.next = null;
      await this.take(taken).catch((error) => this.note(`This frame cannot be shown: ${error.message}`));
    }
    this.busy = false;
  }

  async take(event) {
    if (event.outcome !== "skipped") {
      const scene = await Scene.of(event);
      this.scene?.close();
      this.scene = scene;
      this.legend.show(event.classes, performance.now());
      this.drawn = performance.now();
      this.draw();
    }
    this.tell(event);
  }

  draw() {
    if (!this.scene) {
      return;
    }
    this.scene.draw(this.canvas, { ...this.settings, chosen: this.legend.chosen });
    this.note(this.remark(this.scene.event));
  }

  remark(event) {
    if (event.outcome === "failed") {
      return `${words(event.failed.code)}: ${event.failed.message}`;
    }
    if (this.settings.view === "attention" && event.classes.length > 0 && !this.scene.hasAttention()) {
      return "This camera's frames do not ask for attention";
    }
    return this.scene.picture ? "" : "The mask alone: this frame's picture is not at hand";
  }

  note(text, kind = this.scene?.event.outcome) {
    const note = this.find(".note");
    note.textContent = text;
    note.hidden = !text;
    note.dataset.kind = kind;
  }

  tell(event) {
    const { results, skipped, failed, fps } = event.tally;
    this.fps = fps;
    this.element.dataset.outcome = event.outcome;
    this.element.dataset.frame = event.frame;
    this.find(".tile-fps").textContent = `${rate(fps)} fps`;
    this.find(".latency").textContent = time(event.latency_ms);
    const { queue, decode, infer, encode } = event.timings;
    this.find(".latency").title = `Capture to outcome. Of it: queue ${time(queue)}, decode ${time(decode)}, `
      + `infer ${time(infer)}, encode ${time(encode)}`;
    this.counts([["segmented", results], ["skipped", skipped], ["failed", failed]]);
    this.find(".model").textContent = event.model ? `${event.model.name} ${event.model.version}` : "";
    this.find(".model").title = event.model ? `SHA-256 ${event.model.sha256}` : "";
    if (event.outcome === "skipped" && performance.now() - this.drawn > STARVED) {
      this.note(`Frame ${event.frame} skipped: ${words(event.skipped.reason)} (${time(event.skipped.age_ms)})`, "skipped");
    }
    this.describe(event);
  }

  counts(pairs) {
    this.find(".counts").replaceChildren(...pairs.map(([name, count]) => {
      const span = document.createElement("span");
      span.className = count > 0 ? name : `${name} none`;
      span.textContent = `${count.toLocaleString("en")} ${name}`;
      return span;
    }));
  }

  // Seldom, so that a screen reader is not flooded.
  describe(event) {
    const now = performance.now();
    if (now - this.described > DESCRIBE || this.described === 0) {
      this.described = now;
      const seen = event.classes.map((label) => `${label.name} ${Math.round(label.score * 100)} %`).join(", ");
      this.canvas.setAttribute("aria-label", `Camera ${this.camera}: ${event.outcome === "result" ? seen || "nothing" : event.outcome}`);
    }
  }

  // Frames a second now: none once the camera has fallen silent.
  tick(now) {
    const silent = now - this.seen > IDLE;
    this.element.classList.toggle("idle", silent);
    if (silent) {
      this.fps = 0;
      this.find(".tile-fps").textContent = `${Math.round((now - this.seen) / 1000)} s ago`;
    }
    return this.fps;
  }
}
