/**
 * Small choices that outlive the page, where the browser lets them.
 *
 * @param {"color-map" | "strength" | "second-opinion"} name
 * @returns {string | null}
 */
export function preference(name) {
  try {
    return localStorage.getItem(`landcover.${name}`);
  } catch {
    return null;
  }
}

/** @param {Parameters<typeof preference>[0]} name @param {string | null} value Null forgets it. */
export function prefer(name, value) {
  try {
    if (value === null) localStorage.removeItem(`landcover.${name}`);
    else localStorage.setItem(`landcover.${name}`, value);
  } catch {
    // A browser that keeps nothing: the choice holds for this page.
  }
}
