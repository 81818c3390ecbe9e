/**
 * Bilinear resampling as the server does it, which is Pillow's: pixels are areas with their centres at the
 * halves, the outermost continue to the edge, and shrinking averages all that a new pixel covers.
 */

/**
 * Which old pixels make up each new one of a row.
 *
 * @param {number} source Pixels of the old row.
 * @param {number} target Pixels of the new row.
 * @returns {{first: number, weights: number[]}[]} The weights of each sum to 1.
 */
export function taps(source, target) {
  const scale = source / target;
  const reach = Math.max(scale, 1);
  return Array.from({ length: target }, (_, pixel) => {
    const centre = (pixel + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(source, Math.floor(centre + reach + 0.5));
    const weights = [];
    for (let old = first; old < end; old += 1) {
      weights.push(Math.max(0, 1 - Math.abs(old + 0.5 - centre) / reach));
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/**
 * Resizes a grid of numbers, columns first.
 *
 * @param {ArrayLike<number>} grid Row after row; each pixel has `channels` numbers.
 * @param {import("./api.js").Size} from
 * @param {import("./api.js").Size} to
 * @param {number} [channels]
 * @returns {Float32Array}
 */
export function resize(grid, from, to, channels = 1) {
  const narrow = resizeLines(grid, from.height, from.width * channels, channels, taps(from.width, to.width));
  return resizeColumns(narrow, to.width * channels, taps(from.height, to.height));
}

/**
 * @param {ArrayLike<number>} grid @param {number} rows @param {number} stride Numbers a row.
 * @param {number} channels @param {ReturnType<typeof taps>} plan
 */
function resizeLines(grid, rows, stride, channels, plan) {
  const target = new Float32Array(rows * plan.length * channels);
  let place = 0;
  for (let row = 0; row < rows; row += 1) {
    for (const { first, weights } of plan) {
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        let old = row * stride + first * channels + channel;
        for (let tap = 0; tap < weights.length; tap += 1, old += channels) sum += weights[tap] * grid[old];
        target[place++] = sum;
      }
    }
  }
  return target;
}

/** @param {Float32Array} grid @param {number} stride Numbers a row. @param {ReturnType<typeof taps>} plan */
function resizeColumns(grid, stride, plan) {
  const target = new Float32Array(plan.length * stride);
  plan.forEach(({ first, weights }, row) => {
    for (let column = 0; column < stride; column += 1) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap += 1) sum += weights[tap] * grid[(first + tap) * stride + column];
      target[row * stride + column] = sum;
    }
  });
  return target;
}
