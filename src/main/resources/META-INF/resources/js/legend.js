// Shows the classes of one camera as buttons, which select a class. A class that is no longer detected stays for
// KEEP_MS, dashed, so that the buttons do not move with every frame.
import { classColour, css } from "./palette.js";
import { formatPercent } from "./format.js";

const KEEP_MS = 2000;

export class Legend {
  constructor(list, onSelect) {
    this.list = list;
    this.onSelect = onSelect;
    this.selected = null;
    this.entries = new Map();
  }

  update(classes, now) {
    for (const label of classes) {
      const entry = this.entries.get(label.index) ?? this.add(label);
      entry.seenAt = now;
      entry.score.textContent = formatPercent(label.score);
      const area = formatPercent(label.area);
      entry.button.title = `${label.name}: score ${label.score.toFixed(3)}, ${area} of the picture`;
      entry.item.classList.remove("gone");
    }
    for (const [index, entry] of this.entries) {
      if (entry.seenAt === now) {
        continue;
      }
      entry.item.classList.add("gone");
      entry.score.textContent = "–";
      if (now - entry.seenAt > KEEP_MS && index !== this.selected) {
        entry.item.remove();
        this.entries.delete(index);
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
    button.addEventListener("click", () => this.toggle(label.index));
    item.append(button);
    const entry = { item, button, score, seenAt: 0 };
    const next = [...this.entries].filter(([index]) => index > label.index).sort(([a], [b]) => a - b)[0];
    this.list.insertBefore(item, next ? next[1].item : null);
    this.entries.set(label.index, entry);
    return entry;
  }

  toggle(index) {
    this.selected = this.selected === index ? null : index;
    for (const [each, entry] of this.entries) {
      entry.button.setAttribute("aria-pressed", String(each === this.selected));
    }
    this.onSelect();
  }
}
