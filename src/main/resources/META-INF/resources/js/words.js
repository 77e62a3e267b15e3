// How numbers and names are written, and elements made.
export const words = (constant) => constant.toLowerCase().replaceAll("_", " ");
export const time = (ms) => {
  if (ms < 1000) {
    return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  }
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
};
export const rate = (fps) => (fps < 10 ? fps.toFixed(1) : String(Math.round(fps)));
export const percent = (share) => `${Math.round(share * 100)} %`;
export const bytes = (count) => (count < 10_000 ? `${count} B` : `${Math.round(count / 1000)} kB`);

// element("p", { className: "note" }, "text", child): text is always text, never markup.
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function saveAs(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name.replace(/[^\w.-]+/g, "_") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
