/** Inline keyboards under messages, and reply keyboards under the field. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { safeHref } from "./text.js";
import { t } from "./i18n.js";

const STYLES = ["primary", "success", "danger"];

/**
 * @param {any} message
 * @param {{onTap: Function, onPay: Function, onLink: Function, onCopy: Function}} hands
 * @returns {HTMLElement | null}
 */
export function inlineKeyboard(message, hands) {
  const rows = message.reply_markup?.inline_keyboard ?? (message.invoice ? [[{ text: t("pay"), pay: true }]] : []);
  if (!rows.length) return null;
  const build = (button) => inlineButton(button, message, hands);
  return h("div", { class: "keyboard", role: "group", "aria-label": t("buttons") }, rows.map((row) => h("div", { class: "keys" }, row.map(build))));
}

function inlineButton(button, message, hands) {
  const look = STYLES.includes(button.style) ? `key key-${button.style}` : "key";
  const { mark, press, href } = meaning(button, message, hands);
  const label = h("span", { class: "key-label", dir: "auto" }, button.text);
  if (href) return h("a", { class: look, href, target: "_blank", rel: "noopener noreferrer", onclick: press }, label, mark);
  const element = h("button", { class: look, type: "button", disabled: !press }, label, mark);
  if (press) element.addEventListener("click", () => busy(element, press));
  return element;
}

/** What a button does, and the small mark in its corner that says so. */
function meaning(button, message, hands) {
  if (button.callback_data !== undefined) return { press: () => hands.onTap(message, button) };
  if (button.pay) return message.paid ? { mark: icon("check") } : { mark: icon("card"), press: () => hands.onPay(message) };
  if (button.copy_text) return { mark: icon("copy"), press: () => hands.onCopy(button.copy_text.text) };
  const href = safeHref(button.url ?? button.login_url?.url ?? button.web_app?.url ?? "javascript:");
  if (!href) return { mark: icon("block") };
  return {
    href,
    mark: icon("link"),
    press: (event) => {
      event.preventDefault();
      hands.onLink(href);
    },
  };
}

async function busy(element, press) {
  element.setAttribute("aria-busy", "true");
  try {
    await press();
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/**
 * The keyboard that replaces a person's own.
 * @param {any} markup ReplyKeyboardMarkup
 * @param {(button: any) => void} onPress
 */
export function replyKeyboard(markup, onPress) {
  const key = (button) => {
    const facts = typeof button === "string" ? { text: button } : button;
    const label = h("span", { class: "key-label", dir: "auto" }, facts.text);
    return h("button", { class: "reply-key", type: "button", onclick: () => onPress(facts) }, label);
  };
  const rows = markup.keyboard.map((row) => h("div", { class: "keys" }, row.map(key)));
  return h("div", { class: "reply-keyboard", role: "group", "aria-label": t("reply_keyboard") }, rows);
}
