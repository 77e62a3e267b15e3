// Puts a candidate in a served model's place, once it was compared on live frames and somebody has said yes.
import { accuracy } from "./models.js";
import { post, request } from "./service.js";
import { element, percent } from "./words.js";

const $ = (id) => document.getElementById(id);

export class Swap {
  constructor({ toast, onSwapped }) {
    this.toast = toast;
    this.onSwapped = onSwapped;
    this.dialog = $("swap");
    $("swap-ask").addEventListener("click", () => this.ask());
    $("swap-no").addEventListener("click", () => this.dialog.close());
    $("swap-yes").addEventListener("click", () => this.swap());
  }

  // What the dry run has come to; only a candidate can be swapped in.
  show({ old, candidate, shown }) {
    $("verdict").hidden = !candidate;
    if (!candidate) {
      return;
    }
    Object.assign(this, { old, candidate, shown });
    const means = [...shown.values()].map((each) => each.over);
    const frames = [...shown.values()].reduce((sum, each) => sum + each.means.length, 0);
    this.mean = means.reduce((sum, each) => sum + each, 0) / means.length;
    const text = means.length === 0
      ? `${candidate.file} is loaded and waits for frames that ${old.served_as} answered.`
      : `${candidate.file} beside ${old.served_as}: ${percent(this.mean)} mean IoU on ${shown.size} ${shown.size === 1 ? "camera" : "cameras"}.`;
    if ($("verdict-text").textContent !== text) {
      $("verdict-text").textContent = text;
    }
    this.frames = frames;
    $("swap-ask").disabled = frames === 0;
  }

  ask() {
    const { old, candidate, shown } = this;
    const rows = [
      ["Model", `${old.name} ${old.version}`, `${candidate.name} ${candidate.version}`],
      ["SHA-256", Swap.digest(old), Swap.digest(candidate)],
      ["Mean IoU by its card", Swap.quality(old), Swap.quality(candidate)],
      ["Classes", old.classes.join(", "), candidate.classes.join(", ")],
    ];
    $("swap-facts").replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, element("td"),
        ...["Old", "New"].map((textContent) => element("th", { scope: "col", textContent })))),
      element("tbody", {}, ...rows.map(([name, ...values]) => element("tr", {},
        element("th", { scope: "row", textContent: name }), ...values.map((value) => element("td", {}, value)))))));
    $("swap-note").textContent = `Dry run: ${percent(this.mean)} mean IoU with each other on ${[...shown.keys()].join(", ")}, `
      + `${this.frames} ${this.frames === 1 ? "frame" : "frames"}. ${old.from_file
        ? `The file that is served as ${old.served_as} is replaced, wherever else it is served from too.`
        : `${old.served_as} came with the service: the swap holds for this instance until it ends.`}`;
    this.dialog.showModal();
    $("swap-no").focus();
  }

  static digest({ sha256 }) {
    return element("code", { className: "digest", textContent: sha256 });
  }

  static quality({ card }) {
    const [, value] = accuracy(card);
    return value?.textContent ?? "not told";
  }

  async swap() {
    const { old, candidate } = this;
    $("swap-yes").disabled = true;
    try {
      await post(`api/candidates/swap?${new URLSearchParams({ model: old.served_as, sha256: candidate.sha256 })}`);
      this.toast(`${old.served_as} is now ${candidate.name} ${candidate.version}`);
      this.candidate = null;
      this.hide();
      await this.onSwapped();
    } catch (error) {
      this.toast(error.message, "error");
    } finally {
      this.dialog.close();
      $("swap-yes").disabled = false;
    }
  }

  hide() {
    $("verdict").hidden = true;
    $("swap-ask").disabled = true;
  }

  // Nothing is kept loaded that nobody looks at.
  async end() {
    if (this.candidate) {
      this.candidate = null;
      this.hide();
      await request("api/candidates/trial", { method: "DELETE" });
    }
  }
}
