import { resize } from "./bilinear.js";

/**
 * The colours of a map for 0…1, the colour of 0 first.
 *
 * @typedef {[number, number, number][]} Palette
 */

/** The place among 256 colours of the one that stands for a value. @param {number} value */
export const colorIndex = (value) => Math.floor((value > 0 ? Math.min(value, 1) : 0) * 255 + 0.5);

/**
 * The evidence at every pixel of a picture, interpolated between the cells' centres.
 *
 * @param {import("./api.js").Explanation} explanation
 * @param {import("./api.js").Size} size
 */
export const upsample = ({ values, rows, columns }, size) =>
  resize(values.flat(), { width: columns, height: rows }, size);

/**
 * The colours of a heatmap, opaque.
 *
 * @param {Float32Array} values
 * @param {import("./api.js").Size} size
 * @param {Palette} palette
 */
export function colored(values, { width, height }, palette) {
  const image = new ImageData(width, height);
  const { data } = image;
  for (let pixel = 0, place = 0; pixel < values.length; pixel += 1) {
    const color = palette[colorIndex(values[pixel])];
    data[place++] = color[0];
    data[place++] = color[1];
    data[place++] = color[2];
    data[place++] = 255;
  }
  return image;
}

/**
 * Lays a heatmap over a picture, as the server's overlay does: `(1 - strength) * picture + strength * colour`,
 * rounded. Changes the picture's pixels.
 *
 * @param {ImageData} picture
 * @param {Float32Array} values One a pixel.
 * @param {Palette} palette
 * @param {number} strength 0…1.
 */
export function overlay({ data }, values, palette, strength) {
  const share = 1 - strength;
  values.forEach((value, pixel) => {
    const color = palette[colorIndex(value)];
    for (let channel = 0; channel < 3; channel += 1) {
      const place = pixel * 4 + channel;
      data[place] = Math.floor(share * data[place] + strength * color[channel] + 0.5);
    }
  });
}

/** Takes the colours out of a picture, for a class that nothing speaks for. @param {ImageData} picture */
export function fade({ data }) {
  for (let place = 0; place < data.length; place += 4) {
    const luma = 0.299 * data[place] + 0.587 * data[place + 1] + 0.114 * data[place + 2];
    data.fill(Math.floor(48 + luma / 2 + 0.5), place, place + 3);
  }
}
