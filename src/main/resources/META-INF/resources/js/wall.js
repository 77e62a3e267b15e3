// The tiles, one for each camera, dropped images first, then by name with numbers in their order.
import { Tile } from "./tile.js";
import { isDropped } from "./sources.js";

const order = (a, b) => isDropped(b) - isDropped(a) || a.localeCompare(b, "en", { numeric: true });
// A wall of more tiles than this changes in beats: for each change of one, the browser puts all of them together anew.
const FEW = 24;
const BEAT = 400;
const density = (tiles) => (tiles > 24 ? "tight" : tiles > 9 ? "dense" : "wide");

export class Wall {
  constructor(place, settings) {
    this.place = place;
    this.settings = settings;
    this.tiles = new Map();
    this.frozen = false;
    this.waiting = new Map();
    this.sight = new IntersectionObserver((entries) => entries.forEach((entry) => {
      this.tiles.get(entry.target.dataset.camera)?.see(entry.isIntersecting);
    }), { rootMargin: "80px" });
  }

  show(event) {
    const tile = this.tiles.get(event.camera) ?? this.add(event.camera);
    if (this.tiles.size <= FEW) {
      tile.show(event);
    } else {
      this.waiting.set(event.camera, event);
      this.beat ??= setTimeout(() => this.release(), BEAT);
    }
    return tile;
  }

  release() {
    this.beat = null;
    this.waiting.forEach((event, camera) => this.tiles.get(camera)?.show(event));
    this.waiting.clear();
  }

  add(camera) {
    const tile = new Tile(camera, this.settings, () => this.remove(camera));
    const after = [...this.tiles.keys()].sort(order).find((other) => order(camera, other) < 0);
    tile.element.dataset.camera = camera;
    this.place.insertBefore(tile.element, after === undefined ? null : this.tiles.get(after).element);
    this.tiles.set(camera, tile);
    if (this.frozen) {
      tile.freeze(true);
      // its first frame is shown all the same
      tile.step();
    }
    this.sight.observe(tile.element);
    this.place.dataset.density = density(this.tiles.size);
    return tile;
  }

  remove(camera) {
    const tile = this.tiles.get(camera);
    this.sight.unobserve(tile.element);
    tile.element.remove();
    this.tiles.delete(camera);
    this.place.dataset.density = density(this.tiles.size);
  }

  freeze(frozen) {
    this.frozen = frozen;
    this.tiles.forEach((tile) => tile.freeze(frozen));
  }

  draw() {
    this.tiles.forEach((tile) => tile.draw());
  }

  // Frames a second of all cameras.
  tick(now) {
    return [...this.tiles.values()].reduce((sum, tile) => sum + tile.tick(now), 0);
  }

  // Which cameras were answered by which model lately.
  models() {
    return [...this.tiles].map(([camera, tile]) => ({ camera, model: tile.model }));
  }
}
