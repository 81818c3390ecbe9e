import { byId, make } from "./html.js";
import { announce } from "./notices.js";
import { className, percentage } from "./words.js";

/** @typedef {import("./picture.js").Picture} Picture */

/**
 * Says what the open picture is, or why that is not known.
 *
 * @param {import("./album.js").Album} album
 * @param {(picture: Picture) => void} retry
 */
export function showHeadline(album, retry) {
  const show = () => album.current && headline(album.current);
  album.addEventListener("opened", show);
  album.addEventListener("changed", ({ picture }) => picture === album.current && show());
  byId("again").addEventListener("click", () => album.current && retry(album.current));
}

/** @param {Picture} picture */
function headline(picture) {
  const { prediction, progress, classification, problem, name } = picture;
  const hasFailed = progress === "failed";
  byId("panel").dataset.progress = progress;
  byId("label").textContent = prediction ? className(prediction.class) : hasFailed ? "Not classified" : "…";
  byId("confidence").textContent = prediction ? percentage(prediction.probability) : "";
  byId("circumstances").textContent = circumstances(picture);
  // What is no image stays none.
  byId("again").hidden = !hasFailed || problem?.code === "INVALID_ARGUMENT";

  const remarks = [];
  if (hasFailed && problem) remarks.push(problem.message);
  if (prediction && prediction.probability < 0.5) remarks.push("The network is not sure: no class has half of the probability.");
  remarks.push(...(classification?.warnings ?? []));
  if (picture.note) remarks.push(picture.note);
  byId("remarks").replaceChildren(...remarks.map((remark) => make("li", {}, remark)));

  if (hasFailed && !prediction) announce(`${name}: not classified. ${problem?.message ?? ""}`);
  else if (prediction) announce(`${name}: ${className(prediction.class)}, ${percentage(prediction.probability)}`);
}

/** @param {Picture} picture */
function circumstances({ name, classification, elapsed, progress }) {
  if (!classification) return progress === "asking" ? `${name}, no answer yet` : name;
  const { image, timing } = classification;
  const network = Math.round(timing.compute_microseconds / 1000);
  return `${name}, ${image.width} × ${image.height}, answered in ${Math.round(elapsed)} ms (network ${network} ms)`;
}
