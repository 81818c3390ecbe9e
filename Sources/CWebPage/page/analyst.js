import { classify, explain } from "./api.js";
import { Problem } from "./problem.js";
import { Turnstile } from "./turnstile.js";

/** @typedef {import("./picture.js").Picture} Picture */

/** Requests under way at once: enough to keep the daemon busy, few enough that an opened image is quick. */
const placesAtOnce = 4;

/** Attempts that a call is worth, each of which may have waited for the daemon. */
const attempts = 6;

/** Gets an answer for every picture of an album; explains the one that is open. */
export class Analyst {
  #album;
  #readiness;
  #turnstile = new Turnstile(placesAtOnce);
  /** @type {WeakSet<Picture>} */
  #explaining = new WeakSet();

  /**
   * @param {import("./album.js").Album} album
   * @param {import("./readiness.js").Readiness} readiness
   */
  constructor(album, readiness) {
    this.#album = album;
    this.#readiness = readiness;
    album.addEventListener("added", ({ picture }) => this.#classify(picture));
    album.addEventListener("opened", ({ picture }) => picture && this.explain(picture));
  }

  /** Gets the evidence for every class, which includes the classification. @param {Picture} picture */
  async explain(picture) {
    if (picture.explanations || this.#explaining.has(picture)) return;
    this.#explaining.add(picture);
    await this.#ask(picture, explain, (answer) => picture.explain(answer), { first: true });
    this.#explaining.delete(picture);
  }

  /** @param {Picture} picture */
  async #classify(picture) {
    // The picture that is opened next is explained at once; one call is enough for it.
    await Promise.resolve();
    const isNeeded = () => !picture.classification && !this.#explaining.has(picture);
    await this.#ask(picture, classify, (answer) => (picture.classification ??= answer), { isNeeded });
  }

  /**
   * @template Answer
   * @param {Picture} picture
   * @param {(image: Blob, signal: AbortSignal) => Promise<Answer>} call
   * @param {(answer: Answer) => void} accept
   * @param {{first?: boolean, isNeeded?: () => boolean}} options
   */
  async #ask(picture, call, accept, { first = false, isNeeded = () => true }) {
    const { signal } = picture.withdrawn;
    try {
      await this.#turnstile.pass(async () => {
        if (signal.aborted || !isNeeded()) return;
        this.#become(picture, picture.classification ? "answered" : "asking");
        accept(await this.#persist(() => timed(picture, call(picture.image, signal)), signal));
        picture.problem = null;
        this.#become(picture, "answered");
      }, { first });
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      picture.problem = problem;
      this.#become(picture, "failed");
    }
  }

  /**
   * Calls until there is an answer: waits for a daemon that is away, and for its turn at a busy one.
   *
   * @template Answer
   * @param {() => Promise<Answer>} call
   * @param {AbortSignal} signal
   * @returns {Promise<Answer>}
   */
  async #persist(call, signal) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (problem) {
        const mayPass = problem instanceof Problem && (problem.isOutage || problem.isBusy);
        if (!mayPass || signal.aborted || attempt === attempts) throw problem;
        if (problem.isOutage) {
          this.#readiness.report(problem);
          await this.#readiness.returned();
          // It may be well and refuse this one call.
          await pause(0.1 * 2 ** attempt);
        } else await pause(problem.retryAfter ?? 1);
      }
    }
  }

  /** @param {Picture} picture @param {import("./picture.js").Progress} progress */
  #become(picture, progress) {
    picture.progress = progress;
    this.#album.touch(picture);
  }
}

/**
 * Notes how long an answer took.
 *
 * @template Answer
 * @param {Picture} picture @param {Promise<Answer>} answer
 */
async function timed(picture, answer) {
  const begun = performance.now();
  await answer;
  picture.elapsed = performance.now() - begun;
  return answer;
}

/** @param {number} seconds */
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
