import { droppedFiles } from "./folders.js";
import { byId } from "./html.js";
import { notify } from "./notices.js";

/**
 * All ways in for files: the picker, a drop anywhere, the clipboard, and the system's "open with".
 *
 * @param {(files: File[]) => void} receive
 */
export function takeFiles(receive) {
  const picker = byId("files");
  for (const id of ["open", "choose"]) byId(id).addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    receive([...picker.files]);
    // The same files may be chosen again.
    picker.value = "";
  });
  takeDrops(receive);
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) receive(files);
    else notify("There is no image in the clipboard.", { kind: "problem" });
  });
  /** @type {any} */ (window).launchQueue?.setConsumer(async (/** @type {any} */ launch) => {
    if (launch.files.length > 0) receive(await Promise.all(launch.files.map((/** @type {any} */ file) => file.getFile())));
  });
}

/** @param {(files: File[]) => void} receive */
function takeDrops(receive) {
  // Every element on the way sends enter and leave; only the first and the last count.
  let depth = 0;
  const show = (/** @type {number} */ level) => {
    depth = Math.max(0, level);
    document.body.toggleAttribute("data-dropping", depth > 0);
  };
  const isFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragenter", (event) => isFiles(event) && show(depth + 1));
  addEventListener("dragleave", (event) => isFiles(event) && show(depth - 1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    show(0);
    const files = event.dataTransfer ? await droppedFiles(event.dataTransfer) : [];
    if (files.length > 0) receive(files);
    else notify("There is no image in what was dropped. Drop files, or a folder with images.", { kind: "problem" });
  });
}
