import { listen } from "./live.js";
import { Tile } from "./tile.js";
import { acceptImages, isDropped } from "./upload.js";

const $ = (id) => document.getElementById(id);
const tiles = new Map();
const settings = { view: "mask", opacity: 0.6 };
let connected = false;
let feed = "RESTING";
let awaited = null;

const STATES = {
  LIVE: ["live", "Live"],
  RESTING: ["waiting", "Starting"],
  NO_TOPICS: ["waiting", "Waiting for topics"],
  UNREACHABLE: ["down", "Kafka does not answer"],
};

function showConnection() {
  const [state, text] = connected ? STATES[feed] ?? ["waiting", feed] : ["down", "Reconnecting"];
  $("connection").dataset.state = state;
  if ($("connection").textContent !== text) {
    $("connection").textContent = text;
  }
}

// Dropped images first, then cameras by name, numbers in their order.
const order = (a, b) => isDropped(b) - isDropped(a) || a.localeCompare(b, "en", { numeric: true });

function addTile(camera) {
  const tile = new Tile(camera, settings, () => {
    tiles.delete(camera);
    tile.element.remove();
    showTotals();
  });
  const after = [...tiles.keys()].sort(order).find((other) => order(camera, other) < 0);
  $("wall").insertBefore(tile.element, after === undefined ? null : tiles.get(after).element);
  tiles.set(camera, tile);
  showTotals();
  return tile;
}

function showTotals() {
  const now = performance.now();
  const fps = [...tiles.values()].reduce((sum, tile) => sum + tile.tick(now), 0);
  $("fps").textContent = fps < 10 ? String(Math.round(fps * 10) / 10) : String(Math.round(fps));
  $("cameras").textContent = String(tiles.size);
  $("cameras-word").textContent = tiles.size === 1 ? "camera" : "cameras";
  $("empty").hidden = tiles.size > 0;
}

function toast(text, kind) {
  const element = document.createElement("p");
  element.textContent = text;
  element.dataset.kind = kind;
  $("toasts").append(element);
  setTimeout(() => element.remove(), kind === "error" ? 8000 : 3000);
}

function applySettings() {
  const form = new FormData($("controls"));
  settings.view = form.get("view");
  settings.opacity = Number(form.get("opacity")) / 100;
  tiles.forEach((tile) => tile.draw());
  try {
    localStorage.setItem("eader.settings", JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}

function restoreSettings() {
  try {
    Object.assign(settings, JSON.parse(localStorage.getItem("eader.settings")));
  } catch {
    return;
  }
  const controls = $("controls").elements;
  controls.view.value = settings.view;
  controls.opacity.value = settings.opacity * 100;
}

restoreSettings();
$("controls").addEventListener("input", applySettings);
$("controls").addEventListener("submit", (event) => event.preventDefault());

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText($("command").textContent);
    toast("Copied");
  } catch {
    getSelection().selectAllChildren($("command"));
    toast("Selected: the browser does not let the page copy");
  }
});

acceptImages({
  picker: $("pick"),
  dropzone: $("dropzone"),
  onSent: (camera, name) => {
    awaited = camera;
    toast(`${name} sent as camera “${camera}”`);
  },
  onRefused: (why) => toast(why, "error"),
});

listen({
  onFrame: (event) => {
    const tile = tiles.get(event.camera) ?? addTile(event.camera);
    tile.show(event);
    if (event.camera === awaited) {
      awaited = null;
      tile.element.scrollIntoView({ block: "nearest" });
    }
  },
  onFeed: ({ state, write }) => {
    feed = state;
    document.body.dataset.write = write.toLowerCase();
    showConnection();
  },
  onConnection: (open) => {
    connected = open;
    showConnection();
  },
});

setInterval(showTotals, 500);
