import { byId } from "./html.js";

/**
 * Opens the samples that the page shows: pictures that come with the server, painted in the manner of the classes.
 *
 * @param {(files: File[]) => void} receive
 */
export function offerSamples(receive) {
  /** @type {HTMLElement[]} */
  const buttons = [...byId("samples").querySelectorAll("button")];
  const open = async (/** @type {HTMLElement[]} */ chosen) => receive(await Promise.all(chosen.map(fetched)));
  for (const button of buttons) button.addEventListener("click", () => open([button]));
  byId("all-samples").addEventListener("click", () => open(buttons));
}

/** @param {HTMLElement} button @returns {Promise<File>} */
async function fetched({ dataset: { sample = "" } }) {
  const response = await fetch(`/samples/${sample}`);
  return new File([await response.blob()], sample, { type: "image/png" });
}
