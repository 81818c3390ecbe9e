import { resize } from "./bilinear.js";
import { fade, overlay, upsample } from "./heatmap.js";

/** Sides that a saved picture's longer side lies between, as with the server's own. */
const bounds = { smallest: 448, largest: 2048 };

/**
 * The overlay as a file, drawn pixel by pixel as the server draws it.
 *
 * @param {CanvasImageSource & {naturalWidth: number, naturalHeight: number}} picture
 * @param {import("./api.js").Explanation} explanation
 * @param {import("./heatmap.js").Palette} palette
 * @param {number} strength 0…1.
 * @returns {Promise<Blob>} A PNG.
 */
export async function overlayPNG(picture, explanation, palette, strength) {
  const source = { width: picture.naturalWidth, height: picture.naturalHeight };
  const longer = Math.max(source.width, source.height);
  const wanted = Math.min(Math.max(longer, bounds.smallest), bounds.largest);
  const scaled = (/** @type {number} */ side) => Math.max(1, Math.round((side * wanted) / longer));
  const size = { width: scaled(source.width), height: scaled(source.height) };

  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  const pixels = enlarged(pixelsOf(picture, source), size);
  if (explanation.peak > 0) overlay(pixels, upsample(explanation, size), palette, strength);
  else fade(pixels);
  context.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** @param {CanvasImageSource} picture @param {import("./api.js").Size} size */
function pixelsOf(picture, { width, height }) {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  // What lies under transparent pixels, which the network sees, no browser tells.
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/** @param {ImageData} image @param {import("./api.js").Size} size */
function enlarged(image, size) {
  if (image.width === size.width && image.height === size.height) return image;
  const target = new ImageData(size.width, size.height);
  // The array clamps and rounds.
  target.data.set(resize(image.data, image, size, 4));
  return target;
}
