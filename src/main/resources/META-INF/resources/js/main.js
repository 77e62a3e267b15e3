// Connects the pages of the console with each other and with the service.
import { Comparisons } from "./compare.js";
import { DeadLetterList } from "./dead-letters.js";
import { DemoSwitches } from "./demo.js";
import { setText } from "./dom.js";
import { FramePage } from "./frame.js";
import { connect } from "./live.js";
import { Models } from "./models.js";
import { request } from "./service.js";
import { acceptFiles, playVideo, setUpWebcam } from "./sources.js";
import { Swap } from "./swap.js";
import { Wall } from "./wall.js";

const $ = (id) => document.getElementById(id);
const settings = { view: "mask", opacity: 0.6 };
const wall = new Wall($("wall"), settings);
let connected = false;
let feed = "RESTING";
let awaitedCamera = null;

const STATES = {
  LIVE: ["live", "Live"],
  RESTING: ["waiting", "Starting"],
  NO_TOPICS: ["waiting", "Waiting for topics"],
  UNREACHABLE: ["down", "Kafka does not answer"],
};

function showConnection() {
  const [state, text] = connected ? STATES[feed] ?? ["waiting", feed] : ["down", "Reconnecting"];
  $("connection").dataset.state = state;
  setText($("connection"), text);
}

function showTotals() {
  const fps = wall.updateRates(performance.now());
  $("fps").textContent = fps < 10 ? String(Math.round(fps * 10) / 10) : String(Math.round(fps));
  $("cameras").textContent = String(wall.tiles.size);
  $("cameras-word").textContent = wall.tiles.size === 1 ? "camera" : "cameras";
  $("empty").hidden = wall.tiles.size > 0 || feed === "RESTING";
}

function toast(text, kind) {
  const element = document.createElement("p");
  element.textContent = text;
  element.dataset.kind = kind;
  $("toasts").append(element);
  setTimeout(() => element.remove(), kind === "error" ? 8000 : 3000);
}

const onError = (text) => toast(text, "error");
const onRejected = (error) => onError(error.message);

function applySettings() {
  const form = new FormData($("controls"));
  settings.view = form.get("view");
  settings.opacity = Number(form.get("opacity")) / 100;
  wall.redraw();
  try {
    localStorage.setItem("eader.settings", JSON.stringify(settings));
  } catch {
    // storage may be disabled; then the settings last until the page is closed
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
$("freeze-all").addEventListener("click", () => {
  wall.setFrozen(!wall.frozen);
  $("freeze-all").setAttribute("aria-pressed", String(wall.frozen));
});

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText($("command").textContent);
    toast("Copied");
  } catch {
    getSelection().selectAllChildren($("command"));
    toast("The browser does not allow copying. The command is selected.");
  }
});

const onSent = (camera, name, isReported) => {
  awaitedCamera = camera;
  if (isReported) {
    toast(`${name} sent as camera “${camera}”`);
  }
};
let progress = null;
const onProgress = (sent, all, isLast) => {
  progress ??= $("toasts").appendChild(document.createElement("p"));
  progress.textContent = `${sent} of ${all} images sent`;
  if (isLast) {
    const element = progress;
    progress = null;
    setTimeout(() => element.remove(), 3000);
  }
};
acceptFiles({
  pickers: [$("pick"), $("pick-any")],
  dropzone: $("dropzone"),
  onSent,
  onError,
  onProgress,
  onVideo: (file) => playVideo({ file, preview: $("video-preview"), stop: $("video-stop"), onError }),
});
setUpWebcam({ button: $("webcam"), preview: $("webcam-preview"), onError });

const demo = new DemoSwitches($("demo-card"), $("demo"), onRejected);
const letters = new DeadLetterList({
  list: $("letters"), count: $("letters-count"), redriveAll: $("letters-redrive"), toast,
});
const models = new Models($("models"), wall);
const swap = new Swap({ toast, onSwapped: () => { comparisons.stop(); return loadModels(); } });
const comparisons = new Comparisons({
  parent: $("comparisons"), oldSelect: $("compare-old"), newSelect: $("compare-new"), button: $("compare"),
  wall, onError, onCompared: (comparison) => swap.showComparison(comparison),
});
const frame = new FramePage($("frame"));

async function loadModels() {
  const [served, { candidates }] = await Promise.all([models.load(), request("api/candidates")]);
  comparisons.setModels(served, candidates);
}

// What to load when a page is opened, by the first part of the hash.
const PAGES = {
  sources: () => demo.load(),
  letters: () => letters.load(),
  models: loadModels,
  frames: (partition, offset) => frame.load(partition, offset),
};
$("letters-refresh").addEventListener("click", () => letters.load().catch(onRejected));
$("letters-redrive").addEventListener("click", () => letters.redriveAll().catch(onRejected));
$("compare").addEventListener("click", () => comparisons.toggle());

// Shows the page of the hash: "#/NAME" or "#/frames/PARTITION/OFFSET"; the wall by default.
function showPage() {
  const [name, ...parameters] = location.hash.replace(/^#\//, "").split("/");
  const load = Object.hasOwn(PAGES, name) ? PAGES[name] : null;
  const page = name === "frames" ? "frame" : load ? name : "wall";
  comparisons.stop();
  swap.discard().catch(onRejected);
  document.querySelectorAll("main > [data-page]").forEach((each) => { each.hidden = each.dataset.page !== page; });
  document.querySelectorAll("nav [data-page]").forEach((each) => {
    if (each.dataset.page === page) {
      each.setAttribute("aria-current", "page");
    } else {
      each.removeAttribute("aria-current");
    }
  });
  Promise.resolve(load?.(...parameters)).catch(onRejected);
}

addEventListener("hashchange", () => {
  showPage();
  scrollTo(0, 0);
  document.querySelector("main > :not([hidden]) h2[tabindex]")?.focus({ preventScroll: true });
});
showPage();

connect({
  onFrame: (event) => {
    const tile = wall.receive(event);
    if (event.camera === awaitedCamera) {
      awaitedCamera = null;
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

setInterval(() => {
  showTotals();
  models.updateCameras();
  comparisons.selectBusyModel();
}, 500);
