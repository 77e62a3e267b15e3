// One camera. It decodes one frame at a time and, when done, goes on with the newest that has come meanwhile; nothing
// while it is frozen or out of sight.
import { Legend } from "./legend.js";
import { Scene } from "./scene.js";
import { Sparkline } from "./sparkline.js";
import { percent, rate, saveAs, time, words } from "./words.js";

const IDLE = 3000;
const DESCRIBE = 2000;
const STARVED = 1000;
// Who wants less motion gets a picture a second.
const CALM = 950;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

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
    this.find(".freeze").addEventListener("click", () => this.freeze(!this.frozen));
    this.find(".step").addEventListener("click", () => this.step());
    this.find(".save").addEventListener("click", () => this.save());
    this.canvas = this.find("canvas");
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerdown", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.legend = new Legend(this.find(".legend"), () => this.draw());
    this.sparkline = new Sparkline(this.find(".spark"));
    this.described = 0;
    this.drawn = -STARVED;
    this.seen = 0;
    this.fps = 0;
    this.visible = true;
    this.frozen = false;
    this.steps = false;
  }

  show(event) {
    this.seen = performance.now();
    this.tally(event);
    this.next = event;
    return this.go();
  }

  async go() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    while (this.next && this.shows()) {
      const taken = this.next;
      this.next = null;
      await this.take(taken).catch((error) => this.note(`This frame cannot be shown: ${error.message}`));
    }
    this.busy = false;
  }

  shows() {
    return this.visible && (this.frozen ? this.steps : !calm.matches || performance.now() - this.drawn > CALM);
  }

  see(visible) {
    this.visible = visible;
    this.go();
  }

  freeze(frozen) {
    this.frozen = frozen;
    this.element.classList.toggle("frozen", frozen);
    this.find(".freeze").setAttribute("aria-pressed", String(frozen));
    this.find(".step").disabled = !frozen;
    this.go();
  }

  // Shows the newest frame that has come while frozen, or the next one to come.
  step() {
    this.steps = true;
    this.go();
  }

  save() {
    if (this.scene) {
      const name = `${this.camera}-${this.scene.event.frame}-${this.settings.view}.png`;
      this.canvas.toBlob((blob) => saveAs(blob, name), "image/png");
    }
  }

  async take(event) {
    if (event.outcome !== "skipped") {
      const scene = await Scene.of(event);
      if (!this.shows()) {
        scene.close();
        this.next ??= event;
        return;
      }
      this.steps = false;
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
    this.find(".stage").classList.toggle("wide", this.settings.view === "split");
    this.note(this.remark(this.scene.event));
    this.tip();
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

  // The pointer's place in the picture, in [0,1]; the canvas keeps its shape within its box.
  point(event) {
    this.pointed = null;
    if (event && this.scene) {
      const box = this.canvas.getBoundingClientRect();
      const { width, height } = this.canvas;
      const scale = Math.min(box.width / width, box.height / height);
      const x = (event.clientX - box.left - (box.width - width * scale) / 2) / (width * scale);
      const y = (event.clientY - box.top - (box.height - height * scale) / 2) / (height * scale);
      if (x >= 0 && x < 1 && y >= 0 && y < 1) {
        this.pointed = [this.settings.view === "split" ? (2 * x) % 1 : x, y];
      }
    }
    this.tip();
  }

  tip() {
    const here = this.pointed && this.scene?.at(...this.pointed);
    const tip = this.find(".tip");
    tip.hidden = !here;
    if (here) {
      const attention = here.attention === undefined ? "" : ` · attention ${here.attention.toFixed(2)}`;
      tip.textContent = here.label ? `${here.label.name} · score ${percent(here.label.score)}${attention}` : "background";
    }
  }

  // What is true of the camera, whichever frame is shown.
  tally(event) {
    const { results, skipped, failed, fps } = event.tally;
    this.fps = fps;
    this.age = event.age_ms;
    this.model = event.model ?? this.model;
    this.find(".tile-fps").textContent = `${fps > 0 ? rate(fps) : "< 1"} fps`;
    this.sparkline.add(event.latency_ms);
    this.counts([["segmented", results], ["skipped", skipped], ["failed", failed]]);
  }

  // What is true of the frame that is shown.
  tell(event) {
    this.element.dataset.outcome = event.outcome;
    this.element.dataset.frame = event.frame;
    this.find(".latency").textContent = time(event.latency_ms);
    const { queue, decode, infer, encode } = event.timings;
    this.find(".latency").title = `Capture to outcome. Of it: queue ${time(queue)}, decode ${time(decode)}, `
      + `infer ${time(infer)}, encode ${time(encode)}`;
    this.find(".model").textContent = event.model ? `${event.model.name} ${event.model.version}` : "";
    this.find(".model").title = event.model ? `SHA-256 ${event.model.sha256}` : "";
    this.find(".open").hidden = !event.origin;
    if (event.origin) {
      this.find(".open").href = `#/frames/${event.origin.partition}/${event.origin.offset}`;
    }
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
      const seen = event.classes.map((label) => `${label.name} ${percent(label.score)}`).join(", ");
      this.canvas.setAttribute("aria-label", `Camera ${this.camera}: ${event.outcome === "result" ? seen || "nothing" : event.outcome}`);
    }
  }

  // Frames a second now: none once the camera has fallen silent.
  tick(now) {
    this.go();
    const silent = now - this.seen > IDLE;
    this.element.classList.toggle("idle", silent);
    if (this.age !== undefined) {
      this.find(".age").textContent = `${time(Math.max(0, this.age + now - this.seen))} old`;
    }
    if (silent) {
      this.fps = 0;
      this.find(".tile-fps").textContent = "0 fps";
    }
    return this.fps;
  }
}
