import { byId, make } from "./html.js";

/** The pictures that come with the server, painted in the manner of the ten classes. */
const names = ["river", "forest", "sea-lake", "highway", "residential", "annual-crop"];

/**
 * Offers the samples.
 *
 * @param {(files: File[]) => void} receive
 */
export function offerSamples(receive) {
  const open = async (/** @type {string[]} */ wanted) => receive(await Promise.all(wanted.map(fetched)));
  byId("samples").append(
    ...names.map((name) => {
      const picture = make("img", { src: path(name), alt: "", width: 96, height: 96 });
      const button = make("button", { type: "button", "data-sample": name }, picture, name.replace("-", " "));
      button.addEventListener("click", () => open([name]));
      return make("li", {}, button);
    }),
  );
  byId("all-samples").addEventListener("click", () => open(names));
}

const path = (/** @type {string} */ name) => `/samples/${name}.png`;

/** @param {string} name @returns {Promise<File>} */
async function fetched(name) {
  const response = await fetch(path(name));
  return new File([await response.blob()], `${name}.png`, { type: "image/png" });
}
