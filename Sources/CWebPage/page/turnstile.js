/** Lets a few tasks through at a time; the others wait in line. */
export class Turnstile {
  #free;
  /** @type {(() => void)[]} */
  #line = [];

  /** @param {number} places */
  constructor(places) {
    this.#free = places;
  }

  /**
   * Runs a task when there is a place for it.
   *
   * @template T
   * @param {() => Promise<T>} task
   * @param {{first?: boolean}} [options] `first` goes before all who wait.
   * @returns {Promise<T>}
   */
  async pass(task, { first = false } = {}) {
    if (this.#free > 0) {
      this.#free -= 1;
    } else {
      await new Promise((enter) => (first ? this.#line.unshift(enter) : this.#line.push(enter)));
    }
    try {
      return await task();
    } finally {
      const next = this.#line.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
