import { colorIndex } from "./heatmap.js";
import { byId } from "./html.js";
import { className, magnitude } from "./words.js";

/** What the colours mean: a bar of them over numbers in logit units. */
export class Legend {
  #title = byId("legend-title");
  #marker = byId("marker");
  #heading = "";
  #peak = 0;

  /**
   * @param {import("./api.js").Explanation | undefined} explanation
   * @param {import("./heatmap.js").Palette | undefined} palette
   */
  draw(explanation, palette) {
    this.#peak = explanation?.peak ?? 0;
    byId("legend").toggleAttribute("data-empty", this.#peak === 0);
    this.#heading = explanation ? headingOf(explanation) : "";
    this.mark(null);
    const ticks = byId("ticks").children;
    const places = this.#peak < 0.1 ? 3 : this.#peak < 1 ? 2 : this.#peak < 20 ? 1 : 0;
    [...ticks].forEach((tick, place) => {
      const value = (this.#peak * place) / (ticks.length - 1);
      tick.textContent = value === 0 ? "0" : value.toFixed(places);
    });
    if (!palette) return;
    const context = byId("scale-colors").getContext("2d");
    const colors = new ImageData(palette.length, 1);
    palette.forEach((color, place) => colors.data.set([...color, 255], place * 4));
    context.putImageData(colors, 0, 0);
  }

  /** Points at a value. @param {number | null} value 0…1; null takes the marker away. */
  mark(value) {
    this.#marker.hidden = value === null;
    if (value === null) {
      this.#title.textContent = this.#heading;
      return;
    }
    this.#marker.style.setProperty("--place", String(colorIndex(value) / 255));
    this.#title.textContent = `Here: ${value === 0 ? "0" : magnitude(value * this.#peak)} of ${magnitude(this.#peak)} logit units`;
  }
}

/** @param {import("./api.js").Explanation} explanation */
function headingOf({ prediction, peak, rows, columns }) {
  const name = className(prediction.class);
  if (peak === 0) return `No evidence for ${name}`;
  return `Evidence for ${name} in logit units, ${rows} × ${columns} cells`;
}
