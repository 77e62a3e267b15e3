// Draws the latest values as a line. The vertical axis ranges from 0 to the largest value.
const MAX_VALUES = 60;
const [WIDTH, HEIGHT] = [120, 22];
const SVG = "http://www.w3.org/2000/svg";

export class Sparkline {
  constructor(parent) {
    this.values = [];
    this.line = document.createElementNS(SVG, "polyline");
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.append(this.line);
    parent.append(svg);
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > MAX_VALUES) {
      this.values.shift();
    }
    const max = Math.max(...this.values, 1);
    const step = WIDTH / (MAX_VALUES - 1);
    const first = MAX_VALUES - this.values.length;
    this.line.setAttribute("points", this.values
      .map((each, at) => `${((first + at) * step).toFixed(1)},${(HEIGHT - 1 - (each / max) * (HEIGHT - 2)).toFixed(1)}`)
      .join(" "));
  }
}
