// Shows one tile per camera: uploaded images first, then cameras by name, with numbers in numeric order.
import { Tile } from "./tile.js";
import { isUpload } from "./sources.js";

const compareCameras = (a, b) => isUpload(b) - isUpload(a) || a.localeCompare(b, "en", { numeric: true });
// A wall with more tiles is updated in batches, because the browser composes the whole wall again for each change of a
// tile.
const MAX_IMMEDIATE_TILES = 24;
const BATCH_INTERVAL_MS = 400;
const density = (tiles) => (tiles > 24 ? "tight" : tiles > 9 ? "dense" : "wide");

export class Wall {
  constructor(parent, settings) {
    this.parent = parent;
    this.settings = settings;
    this.tiles = new Map();
    this.frozen = false;
    this.batch = new Map();
    this.visibility = new IntersectionObserver((entries) => entries.forEach((entry) => {
      this.tiles.get(entry.target.dataset.camera)?.setVisible(entry.isIntersecting);
    }), { rootMargin: "80px" });
  }

  // Passes an event to the tile of its camera, now or with the next batch, and returns the tile.
  receive(event) {
    const tile = this.tiles.get(event.camera) ?? this.add(event.camera);
    if (this.tiles.size <= MAX_IMMEDIATE_TILES) {
      tile.receive(event);
    } else {
      this.batch.set(event.camera, event);
      this.batchTimer ??= setTimeout(() => this.flushBatch(), BATCH_INTERVAL_MS);
    }
    return tile;
  }

  flushBatch() {
    this.batchTimer = null;
    this.batch.forEach((event, camera) => this.tiles.get(camera)?.receive(event));
    this.batch.clear();
  }

  add(camera) {
    const tile = new Tile(camera, this.settings, () => this.remove(camera));
    const next = [...this.tiles.keys()].sort(compareCameras).find((other) => compareCameras(camera, other) < 0);
    tile.element.dataset.camera = camera;
    this.parent.insertBefore(tile.element, next === undefined ? null : this.tiles.get(next).element);
    this.tiles.set(camera, tile);
    if (this.frozen) {
      tile.setFrozen(true);
      tile.step();
    }
    this.visibility.observe(tile.element);
    this.parent.dataset.density = density(this.tiles.size);
    return tile;
  }

  remove(camera) {
    const tile = this.tiles.get(camera);
    this.visibility.unobserve(tile.element);
    tile.element.remove();
    this.tiles.delete(camera);
    this.parent.dataset.density = density(this.tiles.size);
  }

  setFrozen(frozen) {
    this.frozen = frozen;
    this.tiles.forEach((tile) => tile.setFrozen(frozen));
  }

  redraw() {
    this.tiles.forEach((tile) => tile.draw());
  }

  // Updates ages and rates; returns the frames per second of all cameras.
  updateRates(now) {
    return [...this.tiles.values()].reduce((sum, tile) => sum + tile.updateRate(now), 0);
  }

  // The cameras with the model of their latest outcome.
  models() {
    return [...this.tiles].map(([camera, tile]) => ({ camera, model: tile.model }));
  }
}
