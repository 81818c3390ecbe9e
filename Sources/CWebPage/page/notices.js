import { byId, make } from "./html.js";

/** Milliseconds that a passing message stays. */
const stay = 8000;

/**
 * Shows a message over the page's foot, where it moves nothing.
 *
 * @param {string} text
 * @param {{kind?: "problem" | "note", lasting?: boolean}} [options]
 * @returns {() => void} Takes it away.
 */
export function notify(text, { kind = "note", lasting = false } = {}) {
  const notice = make("div", { class: "notice", "data-kind": kind }, make("p", {}, text));
  const dismiss = () => notice.remove();
  if (!lasting) {
    const close = make("button", { type: "button", class: "close", "aria-label": "Dismiss" }, "×");
    close.addEventListener("click", dismiss);
    notice.append(close);
    setTimeout(dismiss, stay);
  }
  byId("notices").append(notice);
  return dismiss;
}

/** Says something to screen readers alone. @param {string} text */
export function announce(text) {
  byId("announcer").textContent = text;
}
