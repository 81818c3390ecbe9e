import { Album } from "./album.js";
import { Analyst } from "./analyst.js";
import * as api from "./api.js";
import { showBars } from "./bars.js";
import { Consent } from "./consent.js";
import { readable } from "./formats.js";
import { Gallery } from "./gallery.js";
import { showHeadline } from "./headline.js";
import { byId } from "./html.js";
import { takeFiles } from "./intake.js";
import { Legend } from "./legend.js";
import { Look } from "./look.js";
import { notify } from "./notices.js";
import { SecondOpinion } from "./opinion.js";
import { Picture } from "./picture.js";
import { Readiness } from "./readiness.js";
import { offerSamples } from "./samples.js";
import { offerFiles } from "./saving.js";
import { showReadiness } from "./service.js";
import { Stage } from "./stage.js";
import { counted, fileSize } from "./words.js";

/** Images that the page holds; more are the command line's business. */
const most = 500;

/** What serves; null until it has told. @type {any} */
let server = null;

const readiness = new Readiness();
const album = new Album();
const look = new Look(readiness);
const stage = new Stage(album, look, new Legend());
showReadiness(readiness);
new Gallery(album);
// The views come before whoever changes what they show.
showBars(album);
new SecondOpinion(album, new Consent());
offerFiles(album, look, stage, () => server?.model ?? null);
const analyst = new Analyst(album, readiness);
showHeadline(album, (picture) => analyst.explain(picture));

album.addEventListener("opened", ({ picture }) => {
  document.body.dataset.view = picture ? "workbench" : "welcome";
  document.title = picture ? `${picture.name} – landcover` : "landcover";
});
byId("remove").addEventListener("click", () => album.current && album.remove(album.current));
if (!["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)) {
  byId("privacy").textContent = `PNG or JPEG. Images go to ${location.hostname}, and no further.`;
}
takeFiles(open);
offerSamples(open);
readiness.addEventListener("change", introduce);
readiness.start();

/** Opens files, the first of them at once. @param {File[]} files */
async function open(files) {
  const room = most - album.pictures.length;
  if (files.length > room) {
    const left = counted(files.length - room, "image");
    notify(`This page holds ${most} images; ${left} left out. For more, use landcover classify.`, { kind: "problem" });
  }
  const pictures = await Promise.all(files.slice(0, room).map(pictureOf));
  album.add(pictures.filter((picture) => picture !== null));
  scrollTo({ top: 0 });
}

/** A file as a picture; null, and a notice, if it cannot be one. @param {File} file */
async function pictureOf(file) {
  const limit = server?.web.upload_limit_bytes ?? Infinity;
  try {
    if (file.size > limit) throw new Error(`has ${fileSize(file.size)}; at most ${fileSize(limit)} are taken.`);
    const { image, note } = await readable(file);
    return new Picture(file.name || "pasted image", image, note);
  } catch (error) {
    const reason = error instanceof DOMException ? "cannot be read." : /** @type {Error} */ (error).message;
    notify(`${file.name} ${reason}`, { kind: "problem" });
    return null;
  }
}

/** Tells which model answers, as soon as one does. */
async function introduce() {
  if (!readiness.isReady) return;
  server = await api.status().catch(() => server);
  const { name, metadata, classes } = server?.model ?? {};
  if (!name) return;
  const accuracy = metadata?.accuracy ? ` Right on ${metadata.accuracy}.` : "";
  byId("model").textContent = `${name} tells ${classes.length} classes apart, and picks one of them whatever the picture.${accuracy}`;
}
