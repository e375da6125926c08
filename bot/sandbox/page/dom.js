/** Building elements. Data only ever becomes text nodes and plain attributes, never markup. */

/**
 * Make an element. `class`, `data` (dataset), `vars` (CSS custom properties) and `on<event>` are special;
 * everything else is an attribute. Null, undefined and false are left out; children that are strings become text.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "vars") for (const [name, v] of Object.entries(value)) element.style.setProperty(name, v);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A name or a title that must not turn the writing direction of what stands around it. */
export function isolated(text, props = {}) {
  return h("bdi", props, text);
}

/** Replace all children. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const CONTROLS = "button, a, input, select";

/** Replace all children; if the focus was on one of their controls, the one in its place gets it. */
export function refill(element, ...children) {
  const at = [...element.querySelectorAll(CONTROLS)].indexOf(document.activeElement);
  fill(element, ...children);
  if (at >= 0) element.querySelectorAll(CONTROLS)[at]?.focus({ preventScroll: true });
  return element;
}

/** True when the visitor asked their system for less movement. */
export function stillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The first `n` characters as people count them, so that a family emoji or a flag is not cut in pieces. */
export function graphemes(text, n) {
  const found = [];
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    if (found.length === n) break;
    found.push(segment);
  }
  return found.join("");
}
