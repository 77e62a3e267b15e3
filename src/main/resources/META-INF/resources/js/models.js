// The models that are served, and which cameras they answered last.
import { request } from "./service.js";
import { element, percent } from "./words.js";

const term = (name, ...value) => [element("dt", { textContent: name }), element("dd", {}, ...value)];

// Of the card's many numbers those that tell how good it is; what else it holds can be unfolded. A card of another make
// may have none of them.
function accuracy({ evaluation = {} }) {
  const { labelsPredicted, labelsGiven, labelAccuracy, images, split } = evaluation;
  const number = (name, value, after = "") => (Number.isFinite(value) ? term(name, `${value.toFixed(1)}${after}`) : []);
  return [
    ...number("Mean IoU", labelsPredicted?.meanIou, images ? ` on ${images} images of ${split}` : ""),
    ...number("Labels known", labelsGiven?.meanIou),
    ...number("Label accuracy", labelAccuracy, " %"),
  ];
}

export function cardOf(card) {
  return element("details", {}, element("summary", { textContent: "Model card" }),
    element("pre", { textContent: JSON.stringify(card, null, 2), tabIndex: 0 }));
}

export class Models {
  constructor(place, wall) {
    this.place = place;
    this.wall = wall;
  }

  async load() {
    const models = await request("api/models");
    const cameras = this.wall.models();
    this.place.replaceChildren(...models.map((model) => Models.card(model,
      cameras.filter((each) => each.model?.sha256 === model.sha256).map((each) => each.camera))));
    return models;
  }

  static card(model, cameras) {
    const title = element("h3", {}, model.served_as);
    if (model.by_default) {
      title.append(" ", element("span", { className: "badge", textContent: "default" }));
    }
    return element("article", { className: "card model-card" }, title,
      element("dl", {},
        ...term("File says", `${model.name} ${model.version}`),
        ...term("Device", model.device),
        ...(model.refused ? term("Refused", `a changed file: ${model.refused}`) : []),
        ...accuracy(model.card),
        ...term("Classes", model.classes.join(", ")),
        ...term("Input", `${model.input_size} px, stride ${model.stride}`),
        ...term("Thresholds", `score ${percent(model.score_threshold)}, background ${percent(model.background_threshold)}`),
        ...term("Cameras", cameras.length ? cameras.join(", ") : "none on the wall"),
        ...term("SHA-256", element("code", { className: "digest", textContent: model.sha256 }))),
      cardOf(model.card));
  }
}
