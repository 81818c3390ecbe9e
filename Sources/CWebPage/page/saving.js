import { overlayPNG } from "./figure.js";
import { byId } from "./html.js";
import { notify } from "./notices.js";
import { resultsCSV, resultsJSON } from "./results.js";
import { counted } from "./words.js";

/**
 * Saves the open overlay, and the results of all pictures.
 *
 * @param {import("./album.js").Album} album
 * @param {import("./look.js").Look} look
 * @param {import("./stage.js").Stage} stage
 * @param {() => unknown} model What answered.
 */
export function offerFiles(album, look, stage, model) {
  const update = () => {
    const { current, pictures } = album;
    byId("save-png").disabled = !current?.explanation;
    byId("save-scope").textContent = pictures.length > 1
      ? `JSON and CSV hold the results of all ${counted(pictures.length, "image")}.`
      : "JSON and CSV hold this image’s results.";
  };
  for (const type of ["added", "removed", "opened", "changed"]) album.addEventListener(type, update);

  byId("save-png").addEventListener("click", async () => {
    const { current } = album;
    const explanation = current?.explanation;
    if (!current || !explanation || !look.palette || !stage.picture) {
      notify("There is no picture to save yet.", { kind: "problem" });
      return;
    }
    try {
      const file = await overlayPNG(stage.picture, explanation, look.palette, look.strength);
      save(file, `${stem(current.name)}-${explanation.prediction.class}.png`);
    } catch {
      notify("Your browser cannot draw a picture as large as this one.", { kind: "problem" });
    }
  });
  byId("save-json").addEventListener("click", () => {
    save(new Blob([resultsJSON(album.pictures, model())], { type: "application/json" }), "landcover.json");
  });
  byId("save-csv").addEventListener("click", () => {
    save(new Blob([resultsCSV(album.pictures)], { type: "text/csv" }), "landcover.csv");
  });
}

/** @param {string} name */
const stem = (name) => name.replace(/\.[^.]*$/, "") || "image";

/** @param {Blob} file @param {string} name */
function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
