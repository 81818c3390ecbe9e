/** @typedef {import("./picture.js").Picture} Picture */

/**
 * All that is known of pictures, as JSON. Each has the fields that `landcover classify --json` writes.
 *
 * @param {Picture[]} pictures
 * @param {unknown} model What answered.
 */
export function resultsJSON(pictures, model) {
  return `${JSON.stringify({ model, images: pictures.map(record) }, null, 2)}\n`;
}

/**
 * The probabilities of pictures as comma-separated values, in the columns of `landcover classify --csv`.
 *
 * @param {Picture[]} pictures
 */
export function resultsCSV(pictures) {
  const lines = pictures.flatMap(({ name, classification, problem }) =>
    classification
      ? classification.predictions.map((each, place) => [name, place + 1, each.class, each.probability, each.logit, ""])
      : [[name, "", "", "", "", problem?.message ?? "not classified yet"]],
  );
  return [["file", "rank", "class", "probability", "logit", "error"], ...lines]
    .map((fields) => `${fields.map(quoted).join(",")}\n`)
    .join("");
}

/** @param {Picture} picture */
function record({ name, classification, explanations, comparison, problem }) {
  return {
    file: name,
    ...(classification ?? { error: { code: problem?.code, message: problem?.message ?? "not classified yet" } }),
    ...(explanations && { explanations: explanations.map(({ png, ...rest }) => rest) }),
    ...(comparison && {
      second_opinion: comparison.opinion, verdict: comparison.verdict, unavailable: comparison.unavailable,
    }),
  };
}

/** @param {string | number} field */
function quoted(field) {
  const text = String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
