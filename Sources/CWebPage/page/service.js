import { byId } from "./html.js";
import { notify } from "./notices.js";

/**
 * Shows whether the daemon answers: a lamp at the top, and a notice for as long as it is away.
 *
 * @param {import("./readiness.js").Readiness} readiness
 */
export function showReadiness(readiness) {
  /** @type {(() => void) | null} */
  let dismiss = null;
  readiness.addEventListener("change", () => {
    byId("service").dataset.state = readiness.isReady ? "ready" : "away";
    byId("service-text").textContent = readiness.isReady ? "ready" : "away";
    const wasAway = dismiss !== null;
    dismiss?.();
    dismiss = null;
    if (!readiness.isReady) {
      const text = `${readiness.reason} Your images wait; this page goes on by itself when it is back.`;
      dismiss = notify(text, { kind: "problem", lasting: true });
    } else if (wasAway) {
      notify("It answers again.");
    }
  });
}
