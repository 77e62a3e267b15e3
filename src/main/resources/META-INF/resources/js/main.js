import { Comparisons } from "./compare.js";
import { DemoSwitches } from "./demo.js";
import { FramePage } from "./frame.js";
import { Letters } from "./letters.js";
import { listen } from "./live.js";
import { Models } from "./models.js";
import { request } from "./service.js";
import { acceptFiles, playVideo, webcam } from "./sources.js";
import { Swap } from "./swap.js";
import { Wall } from "./wall.js";

const $ = (id) => document.getElementById(id);
const settings = { view: "mask", opacity: 0.6 };
const wall = new Wall($("wall"), settings);
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

function showTotals() {
  const fps = wall.tick(performance.now());
  $("fps").textContent = fps < 10 ? String(Math.round(fps * 10) / 10) : String(Math.round(fps));
  $("cameras").textContent = String(wall.tiles.size);
  $("cameras-word").textContent = wall.tiles.size === 1 ? "camera" : "cameras";
  $("empty").hidden = wall.tiles.size > 0;
}

function toast(text, kind) {
  const element = document.createElement("p");
  element.textContent = text;
  element.dataset.kind = kind;
  $("toasts").append(element);
  setTimeout(() => element.remove(), kind === "error" ? 8000 : 3000);
}

const failed = (error) => toast(error.message, "error");

function applySettings() {
  const form = new FormData($("controls"));
  settings.view = form.get("view");
  settings.opacity = Number(form.get("opacity")) / 100;
  wall.draw();
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
$("freeze-all").addEventListener("click", () => {
  wall.freeze(!wall.frozen);
  $("freeze-all").setAttribute("aria-pressed", String(wall.frozen));
});

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText($("command").textContent);
    toast("Copied");
  } catch {
    getSelection().selectAllChildren($("command"));
    toast("Selected: the browser does not let the page copy");
  }
});

const onSent = (camera, name, alone) => {
  awaited = camera;
  if (alone) {
    toast(`${name} sent as camera “${camera}”`);
  }
};
let progress = null;
const onProgress = (sent, all, last) => {
  progress ??= $("toasts").appendChild(document.createElement("p"));
  progress.textContent = `${sent} of ${all} images sent`;
  if (last) {
    const element = progress;
    progress = null;
    setTimeout(() => element.remove(), 3000);
  }
};
const onRefused = (why) => toast(why, "error");
acceptFiles({
  pickers: [$("pick"), $("pick-any")],
  dropzone: $("dropzone"),
  onSent,
  onRefused,
  onProgress,
  onVideo: (file) => playVideo({ file, preview: $("video-preview"), stop: $("video-stop"), onRefused }),
});
webcam({ button: $("webcam"), preview: $("webcam-preview"), onRefused });

// The pages, told by what stands behind the # of the address.
const demo = new DemoSwitches($("demo-card"), $("demo"), failed);
const letters = new Letters($("letters"), $("letters-count"), toast);
const models = new Models($("models"), wall);
const swap = new Swap({ toast, onSwapped: () => { comparisons.stop(); return loadModels(); } });
const comparisons = new Comparisons({
  place: $("comparisons"), old: $("compare-old"), fresh: $("compare-new"), button: $("compare"), wall, onRefused,
  onShown: (comparison) => swap.show(comparison),
});
const frame = new FramePage($("frame"));

async function loadModels() {
  const [served, { candidates }] = await Promise.all([models.load(), request("api/candidates")]);
  comparisons.offer(served, candidates);
}

const PAGES = {
  sources: () => demo.load(),
  letters: () => letters.load(),
  models: loadModels,
  frames: (partition, offset) => frame.load(partition, offset),
};
$("letters-refresh").addEventListener("click", () => letters.load().catch(failed));
$("letters-redrive").addEventListener("click", () => letters.redriveAll().catch(failed));
$("compare").addEventListener("click", () => comparisons.toggle());

function go() {
  const [name, ...place] = location.hash.replace(/^#\//, "").split("/");
  const open = Object.hasOwn(PAGES, name) ? PAGES[name] : null;
  const page = name === "frames" ? "frame" : open ? name : "wall";
  comparisons.stop();
  swap.end().catch(failed);
  document.querySelectorAll("main > [data-page]").forEach((each) => { each.hidden = each.dataset.page !== page; });
  document.querySelectorAll("nav [data-page]").forEach((each) => {
    if (each.dataset.page === page) {
      each.setAttribute("aria-current", "page");
    } else {
      each.removeAttribute("aria-current");
    }
  });
  Promise.resolve(open?.(...place)).catch(failed);
}

addEventListener("hashchange", () => {
  go();
  scrollTo(0, 0);
  document.querySelector("main > :not([hidden]) h2[tabindex]")?.focus({ preventScroll: true });
});
go();

listen({
  onFrame: (event) => {
    const tile = wall.show(event);
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

setInterval(() => {
  showTotals();
  models.tick();
  comparisons.tick();
}, 500);
