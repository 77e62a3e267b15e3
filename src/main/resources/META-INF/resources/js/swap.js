// Replaces a served model by a candidate, after at least one comparison and a confirmation.
import { element, setText } from "./dom.js";
import { formatCount, formatPercent } from "./format.js";
import { meanIouText } from "./models.js";
import { post, request } from "./service.js";

const $ = (id) => document.getElementById(id);

export class Swap {
  constructor({ toast, onSwapped }) {
    this.toast = toast;
    this.onSwapped = onSwapped;
    this.dialog = $("swap");
    $("swap-open").addEventListener("click", () => this.openDialog());
    $("swap-cancel").addEventListener("click", () => this.dialog.close());
    $("swap-confirm").addEventListener("click", () => this.swap());
  }

  // Shows the result of a comparison. Only candidates can be swapped in.
  showComparison({ old, candidate, cameras }) {
    $("verdict").hidden = !candidate;
    if (!candidate) {
      return;
    }
    Object.assign(this, { old, candidate, cameras });
    const comparisons = [...cameras.values()];
    this.frames = comparisons.reduce((sum, each) => sum + each.ious.length, 0);
    this.meanIou = comparisons.reduce((sum, each) => sum + each.meanIou, 0) / comparisons.length;
    setText($("verdict-text"), comparisons.length === 0
      ? `${candidate.file} is loaded. Waiting for frames of cameras that use ${old.served_as}.`
      : `${candidate.file} and ${old.served_as}: ${formatPercent(this.meanIou)} mean IoU on `
        + `${formatCount(cameras.size, "camera")}.`);
    $("swap-open").disabled = this.frames === 0;
  }

  openDialog() {
    const { old, candidate, cameras } = this;
    const rows = [
      ["Model", `${old.name} ${old.version}`, `${candidate.name} ${candidate.version}`],
      ["SHA-256", Swap.digest(old), Swap.digest(candidate)],
      ["Mean IoU in card", Swap.cardMeanIou(old), Swap.cardMeanIou(candidate)],
      ["Classes", old.classes.join(", "), candidate.classes.join(", ")],
    ];
    $("swap-facts").replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, element("td"),
        ...["Old", "New"].map((textContent) => element("th", { scope: "col", textContent })))),
      element("tbody", {}, ...rows.map(([name, ...values]) => element("tr", {},
        element("th", { scope: "row", textContent: name }), ...values.map((value) => element("td", {}, value)))))));
    $("swap-note").textContent = `The two models agree with ${formatPercent(this.meanIou)} mean IoU over `
      + `${formatCount(this.frames, "frame")} of ${[...cameras.keys()].join(", ")}. ${old.from_file
        ? `The model file of ${old.served_as} will be replaced; every instance that uses this file reloads it.`
        : `${old.served_as} is a bundled model: the swap lasts until this instance stops.`}`;
    this.dialog.showModal();
    $("swap-cancel").focus();
  }

  static digest({ sha256 }) {
    return element("code", { className: "digest", textContent: sha256 });
  }

  static cardMeanIou({ card }) {
    return meanIouText(card) ?? "not given";
  }

  async swap() {
    const { old, candidate } = this;
    $("swap-confirm").disabled = true;
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
      $("swap-confirm").disabled = false;
    }
  }

  hide() {
    $("verdict").hidden = true;
    $("swap-open").disabled = true;
  }

  // Unloads the candidate.
  async discard() {
    if (this.candidate) {
      this.candidate = null;
      this.hide();
      await request("api/candidates/trial", { method: "DELETE" });
    }
  }
}
