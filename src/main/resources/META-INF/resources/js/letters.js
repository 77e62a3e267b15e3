// Dead letters as a list, newest first.
import { post, request } from "./service.js";
import { bytes, dateTime, element, words } from "./words.js";

export class Letters {
  constructor(list, count, toast) {
    this.list = list;
    this.count = count;
    this.toast = toast;
    this.all = document.getElementById("letters-redrive");
  }

  async load() {
    const { letters, waiting } = await request("api/dead-letters");
    this.all.disabled = waiting === 0;
    this.count.textContent = letters.length === 0 ? "none" : `${waiting} waiting, ${letters.length} shown`;
    this.list.replaceChildren(...letters.map((letter) => this.row(letter)));
    if (letters.length === 0) {
      this.list.append(element("li", { className: "nothing", textContent: "No frame has failed." }));
    }
  }

  row(letter) {
    const place = `${letter.partition}/${letter.offset}`;
    const [, partition, offset] = letter.frame.split("/").slice(-3);
    const when = element("time", { dateTime: letter.at, textContent: dateTime(letter.at) });
    const about = element("p", { className: "about" }, element("b", {}, letter.camera || "(no camera)"), " · ", when,
      ` · ${bytes(letter.bytes)}`, ...(letter.times ? [` · redriven ${letter.times}× before`] : []), " · ",
      element("a", { href: `#/frames/${partition}/${offset}`, textContent: letter.frame }));
    const why = element("p", { className: "why" },
      element("span", { className: "code", textContent: words(letter.code) }),
      element("span", { className: "stage-name", textContent: ` in ${words(letter.stage)} ` }), letter.message);
    const redrive = element("button", { type: "button", className: "writing", disabled: letter.redriven || letter.cut });
    redrive.textContent = letter.redriven ? "Redriven" : letter.cut ? "Cut" : "Redrive";
    if (letter.cut) {
      redrive.title = `Too large for the dead letters: the whole frame is at ${letter.frame} while Kafka keeps it`;
    }
    redrive.addEventListener("click", () => this.redrive(place, redrive));
    const row = element("li", { className: letter.redriven ? "letter redriven" : "letter" },
      Letters.preview(letter, place), element("div", {}, why, about), redrive);
    row.dataset.place = place;
    return row;
  }

  // A browser shows of a broken picture what it can; where that is nothing, what it is stands there in words. Offsets begin
  // anew with a new log, so the time is part of the address under which a browser keeps it.
  static preview(letter, place) {
    const preview = element("span", { className: "preview", textContent: letter.format ? "reading …" : "no picture" });
    if (letter.format) {
      const image = element("img", { loading: "lazy", alt: `What can be seen of it (${letter.format})` });
      image.addEventListener("load", () => preview.replaceChildren(image));
      image.addEventListener("error", () => preview.replaceChildren(`broken ${letter.format}`));
      image.src = `api/dead-letters/${place}/picture?at=${encodeURIComponent(letter.at)}`;
      preview.append(image);
    }
    return preview;
  }

  async redrive(place, button) {
    button.disabled = true;
    try {
      const { redriven } = await post(`api/dead-letters/${place}/redrive`);
      this.toast(redriven === 1 ? "Sent once more" : "It was redriven before");
      button.textContent = "Redriven";
      await this.load();
    } catch (error) {
      button.disabled = false;
      this.toast(error.message, "error");
    }
  }

  async redriveAll() {
    this.all.disabled = true;
    try {
      const { redriven, cut } = await post("api/dead-letters/redrive");
      this.toast(`${redriven} ${redriven === 1 ? "letter" : "letters"} sent once more` +
        (cut > 0 ? `, ${cut} cut and not sent` : ""));
    } finally {
      await this.load();
    }
  }
}
