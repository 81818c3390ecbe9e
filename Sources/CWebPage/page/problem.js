/** Why there is no answer: a sentence for a person, and one of gRPC's codes for this page. */
export class Problem extends Error {
  /**
   * @param {string} code
   * @param {string} detail
   * @param {number | null} [retryAfter] Seconds.
   */
  constructor(code, detail, retryAfter = null) {
    super(detail);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** No answer at all: landcover-web is stopped, or broke the connection off. */
  static unreachable = new Problem("UNREACHABLE", "landcover-web does not answer.");

  /** A connection on which nothing came. */
  static silence = new Problem("DEADLINE_EXCEEDED", "No answer came in time.");

  /** @param {Response} response An error, as problem+json or not. */
  static async of(response) {
    const body = await response.json().catch(() => ({}));
    return new Problem(
      body.code ?? "UNKNOWN",
      body.detail ?? `The server answered ${response.status} ${response.statusText}.`,
      body.retry_after_seconds ?? null,
    );
  }

  /** Whether the server is gone for now, so that the call is worth waiting for. */
  get isOutage() {
    return this.code === "UNAVAILABLE" || this.code === "UNREACHABLE";
  }

  /** Whether the server asked for patience. */
  get isBusy() {
    return this.code === "RESOURCE_EXHAUSTED" && this.retryAfter !== null;
  }
}
