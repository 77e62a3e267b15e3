// The last values as a line, from 0 up to the largest of them.
const KEPT = 60;
const [WIDTH, HEIGHT] = [120, 22];
const SVG = "http://www.w3.org/2000/svg";

export class Sparkline {
  constructor(place) {
    this.values = [];
    this.line = document.createElementNS(SVG, "polyline");
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.append(this.line);
    place.append(svg);
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > KEPT) {
      this.values.shift();
    }
    const most = Math.max(...this.values, 1);
    const step = WIDTH / (KEPT - 1);
    const from = KEPT - this.values.length;
    this.line.setAttribute("points", this.values
      .map((each, at) => `${((from + at) * step).toFixed(1)},${(HEIGHT - 1 - (each / most) * (HEIGHT - 2)).toFixed(1)}`)
      .join(" "));
  }
}
