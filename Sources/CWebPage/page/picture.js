/**
 * One opened image, and what is known of it.
 *
 * @typedef {"waiting" | "asking" | "answered" | "failed"} Progress
 */
export class Picture {
  static #opened = 0;

  /** @type {Progress} */
  progress = "waiting";
  /** @type {import("./api.js").Classification | null} */
  classification = null;
  /** @type {import("./api.js").Explanation[] | null} In the model's order. */
  explanations = null;
  /** @type {string | null} The class whose evidence is shown; null is the likeliest. */
  chosenClass = null;
  /** @type {import("./problem.js").Problem | null} */
  problem = null;
  /** @type {import("./api.js").Comparison | null} */
  comparison = null;
  /** Milliseconds from asking to the answer. */
  elapsed = 0;
  /** Aborted when the picture is removed. */
  withdrawn = new AbortController();

  /**
   * @param {string} name
   * @param {Blob} image What is sent.
   * @param {string} [note] What was done to it before.
   */
  constructor(name, image, note = "") {
    this.id = `picture-${++Picture.#opened}`;
    this.name = name;
    this.image = image;
    this.note = note;
    this.url = URL.createObjectURL(image);
  }

  /** The likeliest class. @returns {import("./api.js").Prediction | undefined} */
  get prediction() {
    return this.classification?.predictions[0];
  }

  /** The evidence to show. @returns {import("./api.js").Explanation | undefined} */
  get explanation() {
    const shown = this.chosenClass ?? this.prediction?.class;
    return this.explanations?.find(({ prediction }) => prediction.class === shown);
  }

  /** Takes an answer that holds everything. @param {import("./api.js").GradCAM} answer */
  explain({ explanations, ...rest }) {
    const predictions = explanations.map(({ prediction }) => prediction);
    predictions.sort((one, other) => other.probability - one.probability || one.index - other.index);
    this.classification = { predictions, ...rest };
    this.explanations = explanations;
  }

  /** Gives its memory and its calls back. */
  withdraw() {
    this.withdrawn.abort();
    URL.revokeObjectURL(this.url);
  }
}
