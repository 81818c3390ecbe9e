import { byId, make } from "./html.js";
import { className, counted, percentage } from "./words.js";

/** @typedef {import("./picture.js").Picture} Picture */

/** Shows an album as a row of tabs, a thumbnail with its label each. */
export class Gallery {
  #album;
  #strip = byId("gallery");
  /** @type {Map<Picture, HTMLElement>} */
  #tabs = new Map();

  /** @param {import("./album.js").Album} album */
  constructor(album) {
    this.#album = album;
    album.addEventListener("added", ({ picture }) => this.#add(picture));
    album.addEventListener("removed", ({ picture }) => this.#remove(picture));
    album.addEventListener("changed", ({ picture }) => this.#describe(picture));
    album.addEventListener("opened", () => this.#mark());
    this.#strip.addEventListener("keydown", (event) => this.#move(event));
    byId("spread").addEventListener("click", ({ currentTarget }) => {
      const isSpread = this.#strip.toggleAttribute("data-spread");
      currentTarget.setAttribute("aria-expanded", String(isSpread));
      currentTarget.textContent = isSpread ? "Show one row" : "Show all";
    });
    byId("clear").addEventListener("click", () => album.clear());
  }

  /** @param {Picture} picture */
  #add(picture) {
    const thumbnail = make("img", { src: picture.url, alt: "", loading: "lazy", decoding: "async" });
    thumbnail.addEventListener("error", () => thumbnail.setAttribute("data-broken", ""));
    const tab = make(
      "button",
      { type: "button", role: "tab", id: picture.id, "aria-controls": "panel", "aria-selected": "false", tabindex: -1,
        title: picture.name },
      make("span", { class: "thumbnail" }, thumbnail),
      make("span", { class: "tab-label" }),
      make("span", { class: "tab-detail" },
        make("span", { class: "tab-name" }, picture.name), " ", make("span", { class: "share" })),
    );
    tab.addEventListener("click", () => this.#album.open(picture));
    this.#tabs.set(picture, tab);
    this.#strip.append(tab);
    this.#describe(picture);
  }

  /** @param {Picture} picture */
  #remove(picture) {
    const tab = this.#tabs.get(picture);
    this.#tabs.delete(picture);
    const hadFocus = tab === document.activeElement;
    tab?.remove();
    if (hadFocus && this.#album.current) this.#tabs.get(this.#album.current)?.focus();
    this.#count();
  }

  /** @param {Picture} picture */
  #describe(picture) {
    const tab = this.#tabs.get(picture);
    if (!tab) return;
    const { prediction, progress } = picture;
    tab.dataset.progress = progress;
    const say = (/** @type {string} */ part, /** @type {string} */ text) => {
      /** @type {HTMLElement} */ (tab.querySelector(part)).textContent = text;
    };
    say(".tab-label", prediction ? className(prediction.class) : progress === "failed" ? "Not classified" : "…");
    say(".share", prediction ? percentage(prediction.probability) : "");
    this.#count();
  }

  #mark() {
    for (const [picture, tab] of this.#tabs) {
      const isOpen = picture === this.#album.current;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      // Not scrollIntoView, which would move the page as well.
      if (isOpen) {
        const { offsetLeft, offsetWidth } = tab;
        const { scrollLeft, clientWidth } = this.#strip;
        const isSeen = offsetLeft >= scrollLeft && offsetLeft + offsetWidth <= scrollLeft + clientWidth;
        if (!isSeen) this.#strip.scrollLeft = offsetLeft - (clientWidth - offsetWidth) / 2;
      }
    }
  }

  /** How many there are of each class. */
  #count() {
    const { pictures } = this.#album;
    /** @type {Map<string, number>} */
    const tally = new Map();
    for (const { prediction, progress } of pictures) {
      const word = prediction ? className(prediction.class) : progress === "failed" ? "not classified" : null;
      if (word) tally.set(word, (tally.get(word) ?? 0) + 1);
    }
    const parts = [...tally].sort((one, other) => other[1] - one[1]).map(([word, count]) => `${count} ${word}`);
    const isAlone = pictures.length === 1;
    byId("tally").textContent = counted(pictures.length, "image") + (isAlone || !parts.length ? "" : `: ${parts.join(", ")}`);
    this.#strip.toggleAttribute("data-alone", isAlone);
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const { pictures, current } = this.#album;
    if (!current) return;
    const place = pictures.indexOf(current);
    const target = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: pictures.length - 1 }[event.key];
    if (event.key === "Delete") this.#album.remove(current);
    else if (target === undefined) return;
    else {
      const picture = pictures[(target + pictures.length) % pictures.length];
      this.#album.open(picture);
      this.#tabs.get(picture)?.focus();
    }
    event.preventDefault();
  }
}
