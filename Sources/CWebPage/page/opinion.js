import { compare } from "./api.js";
import { opinionCard } from "./opinion-card.js";
import { byId, make } from "./html.js";
import { Problem } from "./problem.js";

/** @typedef {import("./picture.js").Picture} Picture */

/** Asks another model about the open picture, when it is told to and allowed to, and shows what it says. */
export class SecondOpinion {
  #album;
  #consent;
  /** @type {WeakSet<Picture>} Those that are being asked about. */
  #asking = new WeakSet();
  /** @type {WeakMap<Picture, Problem>} */
  #problems = new WeakMap();

  /**
   * @param {import("./album.js").Album} album
   * @param {import("./consent.js").Consent} consent
   */
  constructor(album, consent) {
    this.#album = album;
    this.#consent = consent;
    album.addEventListener("opened", () => this.#show());
    album.addEventListener("changed", ({ picture }) => picture === album.current && this.#show());
  }

  /** @param {Picture} picture */
  async #ask(picture) {
    if (!(await this.#consent.ask(picture))) return;
    this.#asking.add(picture);
    this.#problems.delete(picture);
    this.#album.touch(picture);
    try {
      picture.comparison = await compare(picture.image, picture.withdrawn.signal);
    } catch (problem) {
      if (problem instanceof Problem) this.#problems.set(picture, problem);
    }
    this.#asking.delete(picture);
    this.#album.touch(picture);
  }

  #show() {
    const { current } = this.#album;
    if (!current) return;
    byId("opinion").replaceChildren(...this.#content(current));
  }

  /** @param {Picture} picture @returns {HTMLElement[]} */
  #content(picture) {
    if (this.#asking.has(picture)) return [make("p", { class: "asking" }, "Asking …")];
    const { comparison } = picture;
    const problem = this.#problems.get(picture);
    const failure = problem?.message ?? comparison?.unavailable?.detail;
    if (failure) return [make("p", { class: "failure" }, failure), this.#button(picture, "Ask again")];
    if (comparison?.opinion) return [opinionCard(comparison)];
    const promise = this.#consent.isGiven
      ? "Sends this image to OpenAI’s GPT-4o, or to the server that is set."
      : "GPT-4o can be asked as well. The image would leave this machine; you are asked first.";
    const parts = [make("p", { class: "quiet" }, promise), this.#button(picture, "Ask GPT-4o")];
    if (this.#consent.isGiven) parts.push(this.#withdrawal());
    return parts;
  }

  /** @param {Picture} picture @param {string} text */
  #button(picture, text) {
    const button = make("button", { type: "button", id: "ask", disabled: picture.progress !== "answered" }, text);
    button.addEventListener("click", () => this.#ask(picture));
    return button;
  }

  #withdrawal() {
    const button = make("button", { type: "button", class: "link" }, "Ask me before sending again");
    button.addEventListener("click", () => {
      this.#consent.withdraw();
      this.#show();
    });
    return button;
  }
}
