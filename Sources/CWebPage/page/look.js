import { colorMaps } from "./api.js";
import { byId } from "./html.js";
import { prefer, preference } from "./preferences.js";
import { Problem } from "./problem.js";

/** How heatmaps are drawn: their colours, and how strong they are. Sends `change` for either. */
export class Look extends EventTarget {
  /** @type {Record<string, import("./heatmap.js").Palette>} */
  #palettes = {};
  #choice = byId("color-map");
  #slider = byId("strength");

  /** @param {import("./readiness.js").Readiness} readiness */
  constructor(readiness) {
    super();
    const colorMap = preference("color-map");
    if ([...this.#choice.options].some(({ value }) => value === colorMap)) this.#choice.value = colorMap;
    this.#slider.value = preference("strength") ?? this.#slider.value;
    this.#choice.addEventListener("change", () => {
      prefer("color-map", this.#choice.value);
      this.#changed();
    });
    this.#slider.addEventListener("input", () => this.#changed());
    this.#slider.addEventListener("change", () => prefer("strength", this.#slider.value));
    this.#load(readiness);
  }

  /** The colours in use; undefined until they are there. @returns {import("./heatmap.js").Palette | undefined} */
  get palette() {
    return this.#palettes[this.#choice.value];
  }

  /** The heatmap's share, 0…1. */
  get strength() {
    return this.#slider.valueAsNumber / 100;
  }

  #changed() {
    byId("strength-text").textContent = `${this.#slider.value} %`;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {import("./readiness.js").Readiness} readiness */
  async #load(readiness) {
    try {
      this.#palettes = await colorMaps();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      await readiness.returned();
      setTimeout(() => this.#load(readiness), 1000);
    }
    this.#changed();
  }
}
