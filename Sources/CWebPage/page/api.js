import { Problem } from "./problem.js";

/**
 * @typedef {{class: string, index: number, probability: number, logit: number}} Prediction
 * @typedef {{width: number, height: number}} Size
 * @typedef {{queue_microseconds: number, decode_microseconds: number, compute_microseconds: number,
 *   encode_microseconds: number}} Timing
 * @typedef {{predictions: Prediction[], image: Size, warnings: string[], timing: Timing}} Classification
 *   The predictions come likeliest first.
 * @typedef {{prediction: Prediction, rows: number, columns: number, peak: number, values: number[][],
 *   png?: string}} Explanation The values are 0…1 of the peak, which is in logit units.
 * @typedef {{explanations: Explanation[], image: Size, warnings: string[], timing: Timing}} GradCAM
 * @typedef {{class: string, confidence: number | null, reason: string, model: string, cost_usd: number | null,
 *   cached: boolean, tokens: {prompt: number, cached_prompt: number, completion: number},
 *   token_probabilities: {class: string, probability: number}[]}} Opinion
 * @typedef {{code: string, detail: string, retry_after_seconds: number | null}} Unavailable
 * @typedef {{classification: Classification, verdict: "agree" | "disagree" | "unavailable",
 *   opinion: Opinion | null, unavailable: Unavailable | null, opinion_milliseconds: number}} Comparison
 */

/** Longer than any answer takes; a server that says nothing at all must not hold the page up for ever. */
const patience = 90_000;

/** @param {Blob} image @param {AbortSignal} [signal] @returns {Promise<Classification>} */
export const classify = (image, signal) => post("classify?top_k=0", image, signal);

/**
 * The evidence for every class, in the model's own order.
 *
 * @param {Blob} image @param {AbortSignal} [signal] @returns {Promise<GradCAM>}
 */
export const explain = (image, signal) => post("gradcam?class=*&layout=grid", image, signal);

/** @param {Blob} image @param {AbortSignal} [signal] @returns {Promise<Comparison>} */
export const compare = (image, signal) => post("compare", image, signal);

/**
 * The image as the server reads it, for a browser that cannot: a heatmap that is wholly transparent.
 *
 * @param {Blob} image @param {AbortSignal} [signal] @returns {Promise<string>} A PNG as a data URL.
 */
export async function plainPicture(image, signal) {
  const answer = await post("gradcam?layout=overlay&opacity=0", image, signal);
  return `data:image/png;base64,${answer.explanations[0].png}`;
}

/** @returns {Promise<any>} What serves, and with which model. */
export const status = () => request("/api/v1/status");

/** @returns {Promise<Record<string, [number, number, number][]>>} 256 colours each, by the map's name. */
export const colorMaps = () => request("/api/v1/color-maps");

/** Throws unless the daemon would answer now. */
export const ready = () => request("/readyz");

/** @param {string} method @param {Blob} image @param {AbortSignal} [signal] */
function post(method, image, signal) {
  const kind = /^image\/(png|jpeg)$/.test(image.type) ? image.type : "application/octet-stream";
  return request(`/api/v1/${method}`, { method: "POST", body: image, headers: { "Content-Type": kind }, signal });
}

/**
 * @param {string} path @param {RequestInit} [options]
 * @throws {Problem} for every failure but an abort by the caller.
 */
async function request(path, options = {}) {
  const limit = AbortSignal.timeout(patience);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  try {
    const response = await fetch(path, { cache: "no-store", ...options, signal });
    if (response.ok) return await response.json();
    throw await Problem.of(response);
  } catch (error) {
    if (error instanceof Problem || options.signal?.aborted) throw error;
    throw limit.aborted ? Problem.silence : Problem.unreachable;
  }
}
