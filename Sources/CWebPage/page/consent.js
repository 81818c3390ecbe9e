import { byId } from "./html.js";
import { prefer, preference } from "./preferences.js";

/** Whether images may be sent away: for this page once it was allowed, for longer only if that was ticked. */
export class Consent {
  #dialog = byId("consent");
  #isGiven = preference("second-opinion") === "allowed";
  /** @type {(answer: boolean) => void} */
  #answer = () => {};

  constructor() {
    byId("consent-yes").addEventListener("click", () => this.#close(true));
    byId("consent-no").addEventListener("click", () => this.#close(false));
    // Escape.
    this.#dialog.addEventListener("cancel", () => this.#answer(false));
  }

  get isGiven() {
    return this.#isGiven;
  }

  /**
   * Asks, unless it was allowed before.
   *
   * @param {import("./picture.js").Picture} picture What would be sent.
   * @returns {Promise<boolean>}
   */
  ask(picture) {
    if (this.#isGiven) return Promise.resolve(true);
    byId("consent-picture").src = picture.url;
    byId("consent-remember").checked = false;
    this.#dialog.showModal();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  /** From now on asks again. */
  withdraw() {
    this.#isGiven = false;
    prefer("second-opinion", null);
  }

  /** @param {boolean} isAllowed */
  #close(isAllowed) {
    this.#isGiven = isAllowed;
    if (isAllowed && byId("consent-remember").checked) prefer("second-opinion", "allowed");
    this.#dialog.close();
    this.#answer(isAllowed);
  }
}
