import { byId, make } from "./html.js";
import { className } from "./words.js";

/** The pictures that come with the server, painted in the manner of the ten classes. */
const classes = ["River", "Forest", "SeaLake", "Highway", "Residential", "AnnualCrop"];

/**
 * Offers the samples.
 *
 * @param {(files: File[]) => void} receive
 */
export function offerSamples(receive) {
  const open = async (/** @type {string[]} */ wanted) => receive(await Promise.all(wanted.map(fetched)));
  byId("samples").append(
    ...classes.map((name) => {
      const picture = make("img", { src: path(name), alt: "", width: 96, height: 96 });
      const button = make("button", { type: "button", "data-sample": name }, picture, className(name));
      button.addEventListener("click", () => open([name]));
      return make("li", {}, button);
    }),
  );
  byId("all-samples").addEventListener("click", () => open(classes));
}

/** `SeaLake` is in `sea-lake.png`. @param {string} name */
const fileName = (name) => `${name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.png`;

const path = (/** @type {string} */ name) => `/samples/${fileName(name)}`;

/** @param {string} name @returns {Promise<File>} */
async function fetched(name) {
  const response = await fetch(path(name));
  return new File([await response.blob()], fileName(name), { type: "image/png" });
}
