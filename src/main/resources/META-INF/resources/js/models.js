// Lists the served models and the cameras whose latest outcome each of them produced.
import { element, setText, term } from "./dom.js";
import { formatPercent } from "./format.js";
import { request } from "./service.js";

// Text of a mean IoU in a model card; undefined if the card does not have one. Models are also made without masks.
export function meanIouText({ evaluation } = {}) {
  const { labelsPredicted, images, split, masks } = evaluation ?? {};
  if (masks === "none") {
    return "not measured (no masks)";
  }
  const { meanIou } = labelsPredicted ?? {};
  return Number.isFinite(meanIou) ? `${meanIou.toFixed(1)}${images ? ` on ${images} images of ${split}` : ""}` : undefined;
}

// The accuracy in a model card as rows of a description list. Cards of other training programs may have no such fields.
export function accuracyTerms(card) {
  const { labelsGiven, labelAccuracy, classification } = card?.evaluation ?? {};
  const row = (name, value, suffix = "") => (Number.isFinite(value) ? term(name, `${value.toFixed(1)}${suffix}`) : []);
  const miou = meanIouText(card);
  return [
    ...(miou === undefined ? [] : term("Mean IoU", miou)),
    ...row("Labels given", labelsGiven?.meanIou, " mean IoU"),
    ...row("Mean AP", classification?.meanAveragePrecision, " % (labels)"),
    ...row("Mean F1", classification?.meanF1, " % (labels)"),
    ...row("Label accuracy", labelAccuracy, " %"),
  ];
}

export function cardDetails(card) {
  return element("details", {}, element("summary", { textContent: "Model card" }),
    element("pre", { textContent: JSON.stringify(card, null, 2), tabIndex: 0 }));
}

export class Models {
  constructor(parent, wall) {
    this.parent = parent;
    this.wall = wall;
  }

  async load() {
    const models = await request("api/models");
    this.cards = models.map((model) => new ModelCard(model));
    this.parent.replaceChildren(...this.cards.map((card) => card.element));
    this.updateCameras();
    return models;
  }

  updateCameras() {
    const cameras = this.wall.models();
    this.cards?.forEach((card) => card.setCameras(cameras));
  }
}

class ModelCard {
  constructor(model) {
    this.model = model;
    this.cameras = element("dd");
    const title = element("h3", {}, model.served_as);
    if (model.by_default) {
      title.append(" ", element("span", { className: "badge", textContent: "default" }));
    }
    this.element = element("article", { className: "card model-card" }, title,
      element("dl", {},
        ...term("Model", `${model.name} ${model.version}`),
        ...term("Device", model.device),
        ...(model.refused ? term("Not reloaded", model.refused) : []),
        ...accuracyTerms(model.card),
        ...term("Classes", model.classes.join(", ")),
        ...term("Input", `${model.input_size} px, stride ${model.stride}`),
        ...term("Thresholds",
          `score ${formatPercent(model.score_threshold)}, background ${formatPercent(model.background_threshold)}`),
        element("dt", { textContent: "Cameras" }), this.cameras,
        ...term("SHA-256", element("code", { className: "digest", textContent: model.sha256 }))),
      cardDetails(model.card));
  }

  setCameras(cameras) {
    const names = cameras.filter((each) => each.model?.sha256 === this.model.sha256).map((each) => each.camera);
    setText(this.cameras, names.join(", ") || "none on the wall");
  }
}
