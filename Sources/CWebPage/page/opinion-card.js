import { make } from "./html.js";
import { className, percentage } from "./words.js";

/**
 * Both answers beside each other. Neither is shown as the truth.
 *
 * @param {import("./api.js").Comparison} comparison One with an opinion.
 */
export function opinionCard({ classification, verdict, opinion, opinion_milliseconds }) {
  if (!opinion) throw new Error("there is no opinion to show");
  const [own] = classification.predictions;
  const agrees = verdict === "agree";
  return make(
    "div",
    { class: "comparison", "data-verdict": verdict },
    make("p", { class: "verdict" }, agrees ? "They agree." : "They disagree. Neither is the truth: look at the image."),
    make(
      "table",
      {},
      row("th", "", "landcover", opinion.model),
      row("td", "Class", className(own.class), className(opinion.class)),
      row("td", "Confidence", percentage(own.probability),
        opinion.confidence === null ? "not said" : `${percentage(opinion.confidence)} by its own word`),
      ...tokens(opinion),
      row("td", "Time", `${Math.round(classification.timing.compute_microseconds / 1000)} ms`,
        opinion.cached ? "remembered" : `${(opinion_milliseconds / 1000).toFixed(1)} s`),
      row("td", "Cost", "–", cost(opinion)),
    ),
    make("blockquote", {}, opinion.reason),
  );
}

/** What the probabilities of its tokens say, which is not what it says. @param {import("./api.js").Opinion} opinion */
function tokens({ token_probabilities: probabilities }) {
  if (probabilities.length === 0) return [];
  const words = probabilities.slice(0, 3).map((each) => `${className(each.class)} ${percentage(each.probability)}`);
  return [row("td", "By its tokens", "–", words.join(", "))];
}

/** @param {import("./api.js").Opinion} opinion */
function cost({ cost_usd, tokens: { prompt, completion } }) {
  const money = cost_usd === null ? "" : `$${cost_usd.toFixed(5)}, `;
  return `${money}${prompt} + ${completion} tokens`;
}

/** @param {"td" | "th"} cell @param {string} name @param {...string} values */
const row = (cell, name, ...values) =>
  make(
    "tr",
    {},
    name ? make("th", { scope: "row" }, name) : make("td"),
    ...values.map((value) => make(cell, cell === "th" ? { scope: "col" } : {}, value)),
  );
