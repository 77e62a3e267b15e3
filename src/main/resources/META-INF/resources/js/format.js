// Formats numbers, times and constants for display.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// "TRUNCATED_IMAGE" becomes "truncated image".
export const formatConstant = (constant) => constant.toLowerCase().replaceAll("_", " ");

export function formatDuration(ms) {
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
}

// Date and time in the language and time zone of the browser.
export const formatDateTime = (instant) =>
  new Date(instant).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
export const formatRate = (fps) => (fps < 10 ? fps.toFixed(1) : String(Math.round(fps)));
export const formatPercent = (share) => `${Math.round(share * 100)} %`;
export const formatBytes = (count) => (count < 10_000 ? `${count} B` : `${Math.round(count / 1000)} kB`);
export const formatCount = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
