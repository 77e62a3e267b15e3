// The classes of one camera as buttons. A class that has gone stays for a moment, faded, so that the row keeps still.
import { classColour, css } from "./palette.js";
import { percent } from "./words.js";

const STAY = 2000;

export class Legend {
  constructor(list, onChoose) {
    this.list = list;
    this.onChoose = onChoose;
    this.chosen = null;
    this.chips = new Map();
  }

  show(classes, now) {
    for (const label of classes) {
      const chip = this.chips.get(label.index) ?? this.add(label);
      chip.seen = now;
      chip.score.textContent = percent(label.score);
      chip.button.title = `${label.name}: score ${label.score.toFixed(3)}, ${percent(label.area)} of the picture`;
      chip.item.classList.remove("gone");
    }
    for (const [index, chip] of this.chips) {
      if (chip.seen === now) {
        continue;
      }
      chip.item.classList.add("gone");
      chip.score.textContent = "–";
      if (now - chip.seen > STAY && index !== this.chosen) {
        chip.item.remove();
        this.chips.delete(index);
      }
    }
  }

  add(label) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const swatch = document.createElement("i");
    const name = document.createElement("span");
    const score = document.createElement("b");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    swatch.style.background = css(classColour(label.index));
    name.textContent = label.name;
    button.append(swatch, name, score);
    button.addEventListener("click", () => this.choose(label.index));
    item.append(button);
    const chip = { item, button, score, seen: 0 };
    const after = [...this.chips].filter(([index]) => index > label.index).sort(([a], [b]) => a - b)[0];
    this.list.insertBefore(item, after ? after[1].item : null);
    this.chips.set(label.index, chip);
    return chip;
  }

  choose(index) {
    this.chosen = this.chosen === index ? null : index;
    for (const [each, chip] of this.chips) {
      chip.button.setAttribute("aria-pressed", String(each === this.chosen));
    }
    this.onChoose();
  }
}
