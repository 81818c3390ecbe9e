import { plainPicture } from "./api.js";
import { colored, upsample } from "./heatmap.js";
import { byId } from "./html.js";
import { className, strongestPlace } from "./words.js";

/** Pixels of the drawn heatmap's longer side; the browser enlarges the rest of the way. */
const resolution = 512;

/** Shows the open picture under its heatmap. */
export class Stage {
  #album;
  #look;
  #legend;
  #frame = byId("frame");
  #image = byId("picture");
  #heat = byId("heat");
  #isLoaded = false;
  /** @type {{explanation?: import("./api.js").Explanation, palette?: import("./heatmap.js").Palette}} */
  #drawn = {};
  /** The evidence at every pixel of the drawn heatmap. */
  #values = new Float32Array();

  /**
   * @param {import("./album.js").Album} album
   * @param {import("./look.js").Look} look
   * @param {import("./legend.js").Legend} legend
   */
  constructor(album, look, legend) {
    this.#album = album;
    this.#look = look;
    this.#legend = legend;
    album.addEventListener("opened", () => this.#show());
    album.addEventListener("changed", ({ picture }) => picture === album.current && this.#draw());
    look.addEventListener("change", () => this.#draw());
    this.#image.addEventListener("load", () => this.#fit());
    this.#image.addEventListener("error", () => this.#askForPicture());
    this.#followPointer();
  }

  /** The picture as the browser shows it; null if it cannot. @returns {HTMLImageElement | null} */
  get picture() {
    return this.#isLoaded ? this.#image : null;
  }

  #show() {
    const { current } = this.#album;
    this.#frame.hidden = false;
    this.#isLoaded = false;
    byId("no-picture").hidden = true;
    if (current) {
      this.#image.src = current.url;
      this.#image.alt = current.name;
    } else {
      this.#image.removeAttribute("src");
      this.#frame.toggleAttribute("data-empty", true);
    }
    this.#draw();
  }

  /** Gives the frame the picture's proportions. */
  #fit() {
    this.#isLoaded = true;
    this.#frame.style.setProperty("--width", this.#image.naturalWidth);
    this.#frame.style.setProperty("--height", this.#image.naturalHeight);
    this.#frame.toggleAttribute("data-empty", false);
    this.#draw();
  }

  /** Draws what has changed: mostly nothing but the strength. */
  #draw() {
    const { palette, strength } = this.#look;
    this.#heat.style.opacity = strength;
    const explanation = this.#isLoaded ? this.#album.current?.explanation : undefined;
    if (explanation === this.#drawn.explanation && palette === this.#drawn.palette) return;
    this.#drawn = { explanation, palette };

    this.#legend.draw(explanation, palette);
    const isWithoutEvidence = explanation?.peak === 0;
    this.#frame.toggleAttribute("data-faded", isWithoutEvidence);
    const words = byId("no-evidence");
    words.hidden = !isWithoutEvidence;
    this.#heat.hidden = !explanation || isWithoutEvidence || !palette;
    if (explanation && isWithoutEvidence) {
      words.textContent = `Nothing in this image speaks for “${className(explanation.prediction.class)}”.`;
    } else if (explanation && palette) this.#paint(explanation, palette);
  }

  /** @param {import("./api.js").Explanation} explanation @param {import("./heatmap.js").Palette} palette */
  #paint(explanation, palette) {
    const { naturalWidth, naturalHeight } = this.#image;
    const scale = resolution / Math.max(naturalWidth, naturalHeight);
    const width = Math.max(1, Math.round(naturalWidth * scale));
    const height = Math.max(1, Math.round(naturalHeight * scale));
    this.#values = upsample(explanation, { width, height });
    Object.assign(this.#heat, { width, height });
    this.#heat.getContext("2d").putImageData(colored(this.#values, { width, height }, palette), 0, 0);
    const name = className(explanation.prediction.class);
    this.#heat.setAttribute("aria-label", `Evidence for ${name}, strongest in the ${strongestPlace(explanation)}`);
  }

  /** Shows what the server reads where the browser reads nothing. */
  async #askForPicture() {
    const { current } = this.#album;
    if (!current || this.#image.src.startsWith("data:")) return;
    this.#frame.hidden = true;
    const source = await plainPicture(current.image, current.withdrawn.signal).catch(() => null);
    if (current !== this.#album.current) return;
    this.#frame.hidden = source === null;
    byId("no-picture").hidden = source !== null;
    if (source) this.#image.src = source;
  }

  /** Pressing hides the heatmap; pointing reads it. */
  #followPointer() {
    const press = (/** @type {boolean} */ isPressed) => this.#frame.toggleAttribute("data-pressed", isPressed);
    this.#frame.addEventListener("pointerdown", () => press(true));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) addEventListener(end, () => press(false));
    this.#frame.addEventListener("pointerleave", () => {
      press(false);
      this.#legend.mark(null);
    });
    this.#frame.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const box = this.#frame.getBoundingClientRect();
      const column = Math.floor(((event.clientX - box.left) / box.width) * this.#heat.width);
      const row = Math.floor(((event.clientY - box.top) / box.height) * this.#heat.height);
      this.#legend.mark(this.#heat.hidden ? null : (this.#values[row * this.#heat.width + column] ?? null));
    });
  }
}
