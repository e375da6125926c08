/** Pop-up menus that mouse, finger and arrow keys can use. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

let closeCurrent = () => {};

/**
 * @typedef {{label: string, icon?: string, lead?: Node, hint?: string, danger?: boolean, checked?: boolean, run: () => void}} Item
 * @param {Element} anchor where it opens, and where the focus returns to
 * @param {(Item | "line" | {row: {label: string, face: string, run: () => void}[]})[]} items
 * @param {string} label
 * @param {{x: number, y: number}} [at] a point to open at, instead of the anchor
 */
export function openMenu(anchor, items, label, at) {
  closeCurrent();
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, tabindex: -1 }, items.map(itemElement));
  const close = (refocus = true) => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    anchor.setAttribute?.("aria-expanded", "false");
    closeCurrent = () => {};
    if (refocus) anchor.focus?.({ preventScroll: true });
  };
  const outside = (event) => {
    if (!menu.contains(event.target)) close(false);
  };
  closeCurrent = () => close(false);
  menu.addEventListener("menu:close", () => close());
  menu.addEventListener("keydown", (event) => steer(event, menu, close));
  document.addEventListener("pointerdown", outside, true);
  anchor.setAttribute?.("aria-expanded", "true");
  document.body.append(menu);
  settle(menu, at ? new DOMRect(at.x, at.y) : anchor.getBoundingClientRect());
  menu.querySelector("[role^=menuitem]")?.focus({ preventScroll: true });
}

function itemElement(item) {
  if (item === "line") return h("hr", { role: "separator" });
  if (item.row) return h("div", { class: "menu-row", role: "group" }, item.row.map(faceElement));
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const props = { class: `menu-item ${item.danger ? "danger" : ""}`, type: "button", role, tabindex: -1, "aria-checked": item.checked === undefined ? null : String(item.checked) };
  const words = h("span", { class: "menu-words" }, h("bdi", {}, item.label), item.hint && h("small", {}, item.hint));
  return runner(h("button", props, item.lead ?? (item.icon && icon(item.icon)), words, item.checked && icon("check")), item.run);
}

const faceElement = ({ label, face, run }) =>
  runner(h("button", { class: "menu-face", type: "button", role: "menuitem", tabindex: -1, "aria-label": label }, face), run);

function runner(element, run) {
  element.addEventListener("click", () => {
    element.dispatchEvent(new Event("menu:close", { bubbles: true }));
    run();
  });
  return element;
}

function steer(event, menu, close) {
  const items = [...menu.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const turn = (by) => items[(at + by + items.length) % items.length];
  const inRow = document.activeElement.classList.contains("menu-face");
  const below = inRow ? items.find((item) => !item.classList.contains("menu-face")) : turn(1);
  const to = { ArrowDown: below, ArrowUp: turn(-1), ArrowRight: turn(1), ArrowLeft: turn(-1), Home: items[0], End: items.at(-1) }[event.key];
  if (to) to.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Place the menu by its anchor, inside the page. */
function settle(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const gap = 6;
  const below = anchor.bottom + gap + height <= innerHeight - gap;
  const top = below ? anchor.bottom + gap : Math.max(gap, anchor.top - gap - height);
  const left = Math.min(Math.max(gap, anchor.left + width > innerWidth - gap ? anchor.right - width : anchor.left), innerWidth - width - gap);
  menu.style.setProperty("top", `${top}px`);
  menu.style.setProperty("left", `${left}px`);
}
