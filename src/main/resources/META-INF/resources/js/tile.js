// Shows one camera. A tile decodes one frame at a time and then continues with the newest received one. While it is
// frozen or outside the viewport it decodes nothing.
import { saveAs } from "./dom.js";
import { formatConstant, formatDuration, formatPercent, formatRate } from "./format.js";
import { Legend } from "./legend.js";
import { Scene } from "./scene.js";
import { Sparkline } from "./sparkline.js";

// A camera without frames for this long is shown as idle.
const IDLE_MS = 3000;
// Interval of updates for screen readers.
const LABEL_INTERVAL_MS = 2000;
// A skipped frame is reported when no other frame was drawn for this long.
const NO_FRAME_MS = 1000;
// With prefers-reduced-motion, frames are drawn at most once per second.
const REDUCED_MOTION_INTERVAL_MS = 950;
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

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
    this.find(".close").setAttribute("aria-label", `Hide camera ${camera}`);
    this.find(".freeze").addEventListener("click", () => this.setFrozen(!this.frozen));
    this.find(".step").addEventListener("click", () => this.step());
    this.find(".save").addEventListener("click", () => this.savePicture());
    this.canvas = this.find("canvas");
    this.canvas.addEventListener("pointermove", (event) => this.setPointer(event));
    this.canvas.addEventListener("pointerdown", (event) => this.setPointer(event));
    this.canvas.addEventListener("pointerleave", () => this.setPointer(null));
    this.legend = new Legend(this.find(".legend"), () => this.draw());
    this.sparkline = new Sparkline(this.find(".spark"));
    this.labelledAt = 0;
    this.drawnAt = -NO_FRAME_MS;
    this.receivedAt = 0;
    this.fps = 0;
    this.visible = true;
    this.frozen = false;
    this.stepRequested = false;
  }

  // Updates the counts and renders the event as soon as possible, unless a newer one arrives before.
  receive(event) {
    this.receivedAt = performance.now();
    this.updateCounts(event);
    this.pending = event;
    this.renderPending();
  }

  async renderPending() {
    if (this.rendering) {
      return;
    }
    this.rendering = true;
    while (this.pending && this.canRender()) {
      const event = this.pending;
      this.pending = null;
      await this.render(event).catch((error) => this.setMessage(`Cannot show this frame: ${error.message}`));
    }
    this.rendering = false;
  }

  canRender() {
    const due = !reducedMotion.matches || performance.now() - this.drawnAt > REDUCED_MOTION_INTERVAL_MS;
    return this.visible && (this.frozen ? this.stepRequested : due);
  }

  setVisible(visible) {
    this.visible = visible;
    this.renderPending();
  }

  setFrozen(frozen) {
    this.frozen = frozen;
    this.element.classList.toggle("frozen", frozen);
    this.find(".freeze").setAttribute("aria-pressed", String(frozen));
    this.find(".step").disabled = !frozen;
    this.renderPending();
  }

  // Shows the newest frame received while frozen, or the next one.
  step() {
    this.stepRequested = true;
    this.renderPending();
  }

  savePicture() {
    if (this.scene) {
      const name = `${this.camera}-${this.scene.event.frame}-${this.settings.view}.png`;
      this.canvas.toBlob((blob) => saveAs(blob, name), "image/png");
    }
  }

  async render(event) {
    if (event.outcome !== "skipped") {
      const scene = await Scene.decode(event);
      if (!this.canRender()) {
        scene.close();
        this.pending ??= event;
        return;
      }
      this.stepRequested = false;
      this.scene?.close();
      this.scene = scene;
      this.legend.update(event.classes, performance.now());
      this.drawnAt = performance.now();
      this.draw();
    }
    this.updateDetails(event);
  }

  draw() {
    if (!this.scene) {
      return;
    }
    this.scene.draw(this.canvas, { ...this.settings, selected: this.legend.selected });
    this.find(".stage").classList.toggle("wide", this.settings.view === "split");
    this.setMessage(this.messageFor(this.scene.event));
    this.updateTooltip();
  }

  messageFor(event) {
    if (event.outcome === "failed") {
      return `${formatConstant(event.failed.code)}: ${event.failed.message}`;
    }
    if (this.settings.view === "attention" && event.classes.length > 0 && !this.scene.hasAttention()) {
      return "The frames of this camera do not request attention maps";
    }
    return this.scene.picture ? "" : "Mask only: the picture of this frame is not available";
  }

  setMessage(text, kind = this.scene?.event.outcome) {
    const message = this.find(".message");
    message.textContent = text;
    message.hidden = !text;
    message.dataset.kind = kind;
  }

  // Stores the position of the pointer in the picture, each coordinate in [0, 1). The canvas keeps its aspect ratio in
  // its box.
  setPointer(event) {
    this.pointer = null;
    if (event && this.scene) {
      const box = this.canvas.getBoundingClientRect();
      const { width, height } = this.canvas;
      const scale = Math.min(box.width / width, box.height / height);
      const x = (event.clientX - box.left - (box.width - width * scale) / 2) / (width * scale);
      const y = (event.clientY - box.top - (box.height - height * scale) / 2) / (height * scale);
      if (x >= 0 && x < 1 && y >= 0 && y < 1) {
        this.pointer = [this.settings.view === "split" ? (2 * x) % 1 : x, y];
      }
    }
    this.updateTooltip();
  }

  updateTooltip() {
    const pixel = this.pointer && this.scene?.pixelAt(...this.pointer);
    const tooltip = this.find(".tooltip");
    tooltip.hidden = !pixel;
    if (pixel) {
      const { label, attention } = pixel;
      const suffix = attention === undefined ? "" : ` · attention ${attention.toFixed(2)}`;
      tooltip.textContent = label ? `${label.name} · score ${formatPercent(label.score)}${suffix}` : "background";
    }
  }

  // Updates rate, latency line and counts, which do not depend on the frame that is drawn.
  updateCounts(event) {
    const { results, skipped, failed, fps } = event.tally;
    this.fps = fps;
    this.age = event.age_ms;
    this.model = event.model ?? this.model;
    this.find(".tile-fps").textContent = `${fps > 0 ? formatRate(fps) : "< 1"} fps`;
    this.sparkline.add(event.latency_ms);
    const counts = [["segmented", results], ["skipped", skipped], ["failed", failed]];
    this.find(".counts").replaceChildren(...counts.map(([name, count]) => {
      const span = document.createElement("span");
      span.className = count > 0 ? name : `${name} none`;
      span.textContent = `${count.toLocaleString("en")} ${name}`;
      return span;
    }));
  }

  // Updates latency, model and link for the frame that is drawn.
  updateDetails(event) {
    this.element.dataset.outcome = event.outcome;
    this.element.dataset.frame = event.frame;
    this.find(".latency").textContent = formatDuration(event.latency_ms);
    const { queue, decode, infer, encode } = event.timings;
    this.find(".latency").title = `From capture to outcome, including queue ${formatDuration(queue)}, `
      + `decode ${formatDuration(decode)}, infer ${formatDuration(infer)}, encode ${formatDuration(encode)}`;
    this.find(".model").textContent = event.model ? `${event.model.name} ${event.model.version}` : "";
    this.find(".model").title = event.model ? `SHA-256 ${event.model.sha256}` : "";
    this.find(".open").hidden = !event.origin;
    if (event.origin) {
      this.find(".open").href = `#/frames/${event.origin.partition}/${event.origin.offset}`;
    }
    if (event.outcome === "skipped" && performance.now() - this.drawnAt > NO_FRAME_MS) {
      const { reason, age_ms: age } = event.skipped;
      this.setMessage(
        `Frame ${event.frame} skipped: ${formatConstant(reason)} (age ${formatDuration(age)})`, "skipped");
    }
    this.updateAriaLabel(event);
  }

  updateAriaLabel(event) {
    const now = performance.now();
    if (now - this.labelledAt > LABEL_INTERVAL_MS || this.labelledAt === 0) {
      this.labelledAt = now;
      const classes = event.classes.map((label) => `${label.name} ${formatPercent(label.score)}`).join(", ");
      this.canvas.setAttribute("aria-label",
        `Camera ${this.camera}: ${event.outcome === "result" ? classes || "no class" : event.outcome}`);
    }
  }

  // Updates age and idle state; returns the current frames per second.
  updateRate(now) {
    this.renderPending();
    const idle = now - this.receivedAt > IDLE_MS;
    this.element.classList.toggle("idle", idle);
    if (this.age !== undefined) {
      this.find(".age").textContent = `${formatDuration(Math.max(0, this.age + now - this.receivedAt))} old`;
    }
    if (idle) {
      this.fps = 0;
      this.find(".tile-fps").textContent = "0 fps";
    }
    return this.fps;
  }
}
