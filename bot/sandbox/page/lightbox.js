/** A picture over the whole page, until Escape or a click. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

export function openLightbox(src) {
  const close = h("button", { class: "icon-button lightbox-close", type: "button", "aria-label": t("close") }, icon("close"));
  const dialog = h("dialog", { class: "lightbox", "aria-label": t("photo"), onclick: () => dialog.close() }, h("img", { src, alt: t("photo") }), close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
