import { ready } from "./api.js";

/** Milliseconds between two looks at a server that is away, and at one that answers. */
const pace = { away: 1000, ready: 15_000 };

/** Watches whether the daemon answers. Sends `change`. */
export class Readiness extends EventTarget {
  /** @type {boolean | null} Null until the first answer. */
  isReady = null;
  /** Why it is not ready, in a sentence. */
  reason = "";
  /** @type {number | undefined} */
  #timer;
  #looking = false;

  /** Begins to watch, for as long as the page is open. */
  start() {
    document.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  /**
   * Tells of a call that failed because the server is away.
   *
   * @param {import("./problem.js").Problem} problem
   */
  report(problem) {
    this.#become(false, problem.message);
    this.#schedule();
  }

  /** Resolves as soon as the daemon answers, at once if it does. @returns {Promise<void>} */
  async returned() {
    while (this.isReady !== true) {
      await new Promise((resolve) => this.addEventListener("change", resolve, { once: true }));
    }
  }

  async #look() {
    if (document.hidden || this.#looking) return;
    this.#looking = true;
    await ready().then(
      () => this.#become(true),
      (problem) => this.#become(false, problem.message),
    );
    this.#looking = false;
    this.#schedule();
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), this.isReady ? pace.ready : pace.away);
  }

  /** @param {boolean} isReady @param {string} [reason] */
  #become(isReady, reason = "") {
    if (isReady === this.isReady && reason === this.reason) return;
    this.isReady = isReady;
    this.reason = reason;
    this.dispatchEvent(new Event("change"));
  }
}
