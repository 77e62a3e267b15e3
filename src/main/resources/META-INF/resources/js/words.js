// How numbers and names are written, and elements made.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const words = (constant) => constant.toLowerCase().replaceAll("_", " ");
export const time = (ms) => {
  if (ms < 1000) {
    return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  }
  if (ms < MINUTE) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  if (ms < HOUR) {
    return `${Math.round(ms / MINUTE)} min`;
  }
  return ms < 2 * DAY ? `${(ms / HOUR).toFixed(1)} h` : `${(ms / DAY).toFixed(1)} days`;
};
// Date and time in the browser's language and time zone.
export const dateTime = (instant) => new Date(instant).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
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
