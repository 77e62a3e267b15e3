// Creates elements and saves files.

// element("p", { className: "note" }, "text", child): strings become text nodes, never markup.
export function element(name, properties = {}, ...children) {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}

// A row of a description list.
export const term = (name, ...value) => [element("dt", { textContent: name }), element("dd", {}, ...value)];

// A row of a description list with a bar and its value as text.
export const meterTerm = (name, value, max, text, ariaLabel = name) =>
  term(name, element("meter", { min: 0, max, value, ariaLabel }), ` ${text}`);

export function saveAs(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name.replace(/[^\w.-]+/g, "_") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Replaces the text only if it changed, so that screen readers do not repeat it.
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
