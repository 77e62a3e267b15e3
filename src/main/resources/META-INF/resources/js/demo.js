// Reads and sets the simulated faults of the demo camera. The card is hidden if the service has no demo camera.
import { request } from "./service.js";

export class DemoSwitches {
  constructor(card, form, onError) {
    this.card = card;
    this.form = form;
    form.addEventListener("input", () => this.updateValues());
    form.addEventListener("change", () => this.send().catch(onError));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  async load() {
    const switches = await request("api/demo").catch(() => null);
    this.card.hidden = !switches;
    if (switches) {
      this.render(switches);
    }
  }

  render({ running, loss, jitter_ms: jitter, corruption, frozen }) {
    const { elements } = this.form;
    elements.running.checked = running;
    elements.frozen.checked = frozen;
    elements.loss.value = loss * 100;
    elements.corruption.value = corruption * 100;
    elements.jitter.value = jitter;
    this.updateValues();
  }

  updateValues() {
    const { elements } = this.form;
    elements.loss_out.value = `${elements.loss.value} %`;
    elements.corruption_out.value = `${elements.corruption.value} %`;
    elements.jitter_out.value = `up to ${elements.jitter.value} ms`;
  }

  async send() {
    const { elements } = this.form;
    const switches = {
      running: elements.running.checked,
      frozen: elements.frozen.checked,
      loss: elements.loss.value / 100,
      corruption: elements.corruption.value / 100,
      jitter_ms: Number(elements.jitter.value),
    };
    this.render(await request("api/demo", {
      method: "PUT", body: JSON.stringify(switches), headers: { "Content-Type": "application/json" },
    }));
  }
}
