// The demo camera's switches, where there is one.
import { request } from "./service.js";

export class DemoSwitches {
  constructor(card, form, onRefused) {
    this.card = card;
    this.form = form;
    form.addEventListener("input", () => this.tell());
    form.addEventListener("change", () => this.send().catch(onRefused));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  async load() {
    const switches = await request("api/demo").catch(() => null);
    this.card.hidden = !switches;
    if (switches) {
      this.show(switches);
    }
  }

  show({ running, loss, jitter_ms: jitter, corruption, frozen }) {
    const { elements } = this.form;
    elements.running.checked = running;
    elements.frozen.checked = frozen;
    elements.loss.value = loss * 100;
    elements.corruption.value = corruption * 100;
    elements.jitter.value = jitter;
    this.tell();
  }

  tell() {
    const { elements } = this.form;
    elements.loss_out.value = `${elements.loss.value} %`;
    elements.corruption_out.value = `${elements.corruption.value} %`;
    elements.jitter_out.value = `up to ${elements.jitter.value} ms`;
  }

  async send() {
    const { elements } = this.form;
    const wanted = {
      running: elements.running.checked,
      frozen: elements.frozen.checked,
      loss: elements.loss.value / 100,
      corruption: elements.corruption.value / 100,
      jitter_ms: Number(elements.jitter.value),
    };
    this.show(await request("api/demo", {
      method: "PUT", body: JSON.stringify(wanted), headers: { "Content-Type": "application/json" },
    }));
  }
}
