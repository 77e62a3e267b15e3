// Lists dead letters, newest first, and redrives them.
import { element } from "./dom.js";
import { formatBytes, formatConstant, formatCount, formatDateTime } from "./format.js";
import { post, request } from "./service.js";

export class DeadLetterList {
  constructor({ list, count, redriveAll, toast }) {
    Object.assign(this, { list, count, redriveAllButton: redriveAll, toast });
  }

  async load() {
    const { letters, waiting } = await request("api/dead-letters");
    this.redriveAllButton.disabled = waiting === 0;
    this.count.textContent = letters.length === 0 ? "none" : `${letters.length} shown, ${waiting} can be redriven`;
    this.list.replaceChildren(...letters.map((letter) => this.row(letter)));
    if (letters.length === 0) {
      this.list.append(element("li", { className: "nothing", textContent: "There are no dead letters." }));
    }
  }

  row(letter) {
    const place = `${letter.partition}/${letter.offset}`;
    const [, partition, offset] = letter.frame.split("/").slice(-3);
    const written = element("time", { dateTime: letter.at, textContent: formatDateTime(letter.at) });
    const about = element("p", { className: "about" },
      element("b", {}, letter.camera || "(no camera)"), " · ", written,
      ` · ${formatBytes(letter.bytes)}`, ...(letter.times ? [` · redriven ${letter.times}× before`] : []), " · ",
      element("a", { href: `#/frames/${partition}/${offset}`, textContent: letter.frame }));
    const reason = element("p", { className: "reason" },
      element("span", { className: "code", textContent: formatConstant(letter.code) }),
      element("span", { className: "stage-name", textContent: ` in ${formatConstant(letter.stage)} ` }),
      letter.message);
    const button = element("button", {
      type: "button", className: "needs-write", disabled: letter.redriven || letter.cut,
      textContent: letter.redriven ? "Redriven" : letter.cut ? "Incomplete" : "Redrive",
    });
    if (letter.cut) {
      button.title = `The frame was too large for a dead letter. Kafka may still have it at ${letter.frame}.`;
    }
    button.addEventListener("click", () => this.redrive(place, button));
    const row = element("li", { className: letter.redriven ? "letter redriven" : "letter" },
      DeadLetterList.preview(letter, place), element("div", {}, reason, about), button);
    row.dataset.place = place;
    return row;
  }

  // A preview of the picture. Browsers show the intact part of a corrupt picture. The URL contains the time of the dead
  // letter, because offsets start again at 0 when the topic is recreated, and browsers cache the picture.
  static preview(letter, place) {
    const textContent = letter.format ? "loading …" : "no picture";
    const preview = element("span", { className: "preview", textContent });
    if (letter.format) {
      const image = element("img", { loading: "lazy", alt: `Picture (${letter.format}), possibly incomplete` });
      image.addEventListener("load", () => preview.replaceChildren(image));
      image.addEventListener("error", () => preview.replaceChildren(`unreadable ${letter.format}`));
      image.src = `api/dead-letters/${place}/picture?at=${encodeURIComponent(letter.at)}`;
      preview.append(image);
    }
    return preview;
  }

  async redrive(place, button) {
    button.disabled = true;
    try {
      const { redriven } = await post(`api/dead-letters/${place}/redrive`);
      this.toast(redriven === 1 ? "Dead letter redriven" : "This dead letter was redriven before");
      button.textContent = "Redriven";
      await this.load();
    } catch (error) {
      button.disabled = false;
      this.toast(error.message, "error");
    }
  }

  async redriveAll() {
    this.redriveAllButton.disabled = true;
    try {
      const { redriven, cut } = await post("api/dead-letters/redrive");
      const incomplete = cut > 0 ? `, ${cut} incomplete and not redriven` : "";
      this.toast(`${formatCount(redriven, "dead letter")} redriven${incomplete}`);
    } finally {
      await this.load();
    }
  }
}
