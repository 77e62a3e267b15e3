// The models that are served, and which cameras they answered last.
import { request } from "./service.js";
import { element, percent } from "./words.js";

const term = (name, ...value) => [element("dt", { textContent: name }), element("dd", {}, ...value)];

// Of the card's many numbers those that tell how good it is; what else it holds can be unfolded. A card of another make
// may have none of them.
export function accuracy({ evaluation = {} }) {
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
    this.cards = models.map((model) => new ModelCard(model));
    this.place.replaceChildren(...this.cards.map((card) => card.element));
    this.tick();
    return models;
  }

  // Cameras come and go while the page is open.
  tick() {
    const cameras = this.wall.models();
    this.cards?.forEach((card) => card.tell(cameras));
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
        ...term("File says", `${model.name} ${model.version}`),
        ...term("Device", model.device),
        ...(model.refused ? term("Refused", `a changed file: ${model.refused}`) : []),
        ...accuracy(model.card),
        ...term("Classes", model.classes.join(", ")),
        ...term("Input", `${model.input_size} px, stride ${model.stride}`),
        ...term("Thresholds", `score ${percent(model.score_threshold)}, background ${percent(model.background_threshold)}`),
        element("dt", { textContent: "Cameras" }), this.cameras,
        ...term("SHA-256", element("code", { className: "digest", textContent: model.sha256 }))),
      cardOf(model.card));
  }

  tell(cameras) {
    const its = cameras.filter((each) => each.model?.sha256 === this.model.sha256).map((each) => each.camera);
    const text = its.length ? its.join(", ") : "none on the wall";
    if (this.cameras.textContent !== text) {
      this.cameras.textContent = text;
    }
  }
}
