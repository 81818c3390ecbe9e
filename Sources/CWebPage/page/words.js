/**
 * A share of 0…1 in percent with one decimal. Neither a doubt nor a chance is rounded away: `>99.9 %` and
 * `<0.1 %` stand for shares that would otherwise read as certain or as impossible.
 *
 * @param {number} share
 */
export function percentage(share) {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return "<0.1\u00a0%";
  if (percent >= 99.95 && percent < 100) return ">99.9\u00a0%";
  return `${percent.toFixed(1)}\u00a0%`;
}

/** A positive number with about three significant digits. @param {number} value */
export function magnitude(value) {
  if (value > 0 && value < 0.0005) return "<0.001";
  return value.toFixed(value < 0.9995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/**
 * A class as a person says it: `AnnualCrop` is an annual crop.
 *
 * @param {string} name
 */
export function className(name) {
  if (name === "SeaLake") return "Sea or lake";
  const words = name.split(/(?<=[a-z])(?=[A-Z])/);
  return [words[0], ...words.slice(1).map((word) => word.toLowerCase())].join(" ");
}

/** `1 image`, `2 images`. @param {number} count @param {string} noun */
export const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** A size in bytes as people say it. @param {number} bytes */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KiB`;
  return `${(bytes / 1024 ** 2).toFixed(bytes < 10 * 1024 ** 2 ? 1 : 0)} MiB`;
}

/**
 * Where in the image the evidence is strongest, for those who cannot see the colours.
 *
 * @param {import("./api.js").Explanation} explanation
 */
export function strongestPlace({ values, rows, columns }) {
  const flat = values.flat();
  const cell = flat.indexOf(Math.max(...flat));
  const third = (/** @type {number} */ place, /** @type {number} */ count) => Math.floor(((place + 0.5) / count) * 3);
  const vertical = ["upper", "", "lower"][third(Math.floor(cell / columns), rows)];
  const horizontal = ["left", "", "right"][third(cell % columns, columns)];
  return [vertical, horizontal].filter(Boolean).join(" ") || "middle";
}
