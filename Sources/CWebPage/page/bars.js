import { byId, make } from "./html.js";
import { className, percentage } from "./words.js";

/**
 * Shows every class with its probability, likeliest first; choosing one shows the evidence for it.
 *
 * @param {import("./album.js").Album} album
 */
export function showBars(album) {
  const bars = byId("bars");
  /** What the bars show now, so that they are made anew only when that changes. @type {unknown} */
  let shown;
  const show = () => {
    const { current } = album;
    const predictions = current?.classification?.predictions;
    byId("classes").disabled = !predictions;
    if (!current || !predictions) {
      shown = undefined;
      bars.replaceChildren();
      return;
    }
    if (shown !== predictions[0]) {
      shown = predictions[0];
      bars.replaceChildren(...predictions.map(bar));
    }
    const chosen = current.chosenClass ?? predictions[0].class;
    for (const radio of bars.querySelectorAll("input")) radio.checked = radio.value === chosen;
  };
  album.addEventListener("opened", show);
  album.addEventListener("changed", ({ picture }) => picture === album.current && show());
  bars.addEventListener("change", ({ target }) => {
    if (!album.current) return;
    album.current.chosenClass = /** @type {HTMLInputElement} */ (target).value;
    album.touch(album.current);
  });
}

/** @param {import("./api.js").Prediction} prediction */
function bar({ class: name, probability }) {
  const length = make("span", { class: "length" });
  length.style.setProperty("--share", String(probability));
  return make(
    "label",
    { class: "bar", title: name },
    make("input", { type: "radio", name: "class", value: name }),
    make("span", { class: "bar-name" }, className(name)),
    make("span", { class: "track", "aria-hidden": "true" }, length),
    make("span", { class: "share" }, percentage(probability)),
  );
}
