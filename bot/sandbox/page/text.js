/** Formatted text: Bot API entities (UTF-16 offsets, as JavaScript counts) become elements, never markup. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;

/** The address as it may be opened, or null for anything that could run in the page. */
export function safeHref(url) {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  return SAFE_LINK.test(address) && URL.canParse(address) ? address : null;
}

/**
 * @param {string} text
 * @param {any[]} entities
 * @param {{onLink: (url: string) => void, onCommand: (command: string) => void, onCopy: (text: string) => void}} hands
 * @returns {(Node | string)[]}
 */
export function formatted(text, entities, hands) {
  const order = (entities ?? [])
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.end <= text.length)
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  return within(text, 0, text.length, order, hands);
}

function within(text, start, end, entities, hands) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.end, end);
    const inner = [];
    while (i + 1 < entities.length && entities[i + 1].offset < stop) inner.push(entities[++i]);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const children = within(text, entity.offset, stop, inner, hands);
    nodes.push(element(entity, text.slice(entity.offset, stop), children, hands));
    at = stop;
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < end) at++; // a block ends its line by itself
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const WRAPPERS = {
  bold: (_e, _text, children) => h("strong", {}, children),
  italic: (_e, _text, children) => h("em", {}, children),
  underline: (_e, _text, children) => h("u", {}, children),
  strikethrough: (_e, _text, children) => h("s", {}, children),
  blockquote: (_e, _text, children) => h("blockquote", {}, children),
  expandable_blockquote: (_e, _text, children) => expandable(children),
  spoiler: (_e, _text, children) => spoiler(children),
  code: (_e, text, children, hands) =>
    h("button", { class: "code", type: "button", title: t("copy"), onclick: () => hands.onCopy(text) }, children),
  pre: (entity, text, children, hands) => pre(entity, text, children, hands),
  text_link: (entity, _text, children, hands) => link(entity.url, children, hands),
  url: (_e, text, children, hands) => link(text, children, hands),
  email: (_e, text, children, hands) => link(`mailto:${text}`, children, hands),
  phone_number: (_e, text, children, hands) => link(`tel:${text.replace(/[^+\d]/g, "")}`, children, hands),
  bot_command: (_e, text, children, hands) =>
    h("button", { class: "link", type: "button", onclick: () => hands.onCommand(text) }, children),
  mention: (_e, _text, children) => h("span", { class: "link" }, children),
  text_mention: (_e, _text, children) => h("span", { class: "link" }, children),
  hashtag: (_e, _text, children) => h("span", { class: "link" }, children),
  cashtag: (_e, _text, children) => h("span", { class: "link" }, children),
  custom_emoji: (_e, _text, children) => h("span", { class: "custom-emoji" }, children),
};

function element(entity, text, children, hands) {
  const wrap = WRAPPERS[entity.type];
  return wrap ? wrap(entity, text, children, hands) : h("span", { data: { entity: entity.type } }, children);
}

function link(url, children, hands) {
  const href = safeHref(url);
  if (!href) return h("span", { class: "inert-link", title: t("inert_link") }, children);
  const follow = (event) => {
    event.preventDefault();
    hands.onLink(href);
  };
  return h("a", { href, title: href, target: "_blank", rel: "noopener noreferrer", onclick: follow }, children);
}

function spoiler(children) {
  const veil = h("button", { class: "spoiler", type: "button", "aria-label": t("spoiler") }, h("span", {}, children));
  veil.addEventListener("click", () => veil.replaceWith(h("span", { class: "spoiler-open" }, children)), { once: true });
  return veil;
}

function expandable(children) {
  const quote = h("blockquote", { class: "folded" }, h("div", { class: "fold" }, children));
  const toggle = h("button", { class: "fold-toggle", type: "button", "aria-expanded": "false", title: t("unfold") }, icon("down"));
  toggle.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!folded));
  });
  quote.append(toggle);
  return quote;
}

function pre(entity, text, children, hands) {
  const head = h(
    "span",
    { class: "pre-head" },
    h("span", {}, entity.language ?? ""),
    h("button", { class: "icon-button", type: "button", title: t("copy"), "aria-label": t("copy"), onclick: () => hands.onCopy(text) }, icon("copy")),
  );
  return h("span", { class: "pre" }, head, h("code", {}, children));
}

const ALLOWED_MARKS = [
  ["**", "bold"],
  ["__", "italic"],
  ["~~", "strikethrough"],
  ["||", "spoiler"],
  ["`", "code"],
];

/**
 * What a person typed with the marks that messengers know (`**bold**`, `__italic__`, `~~struck~~`, `||hidden||`, `` `code` ``),
 * as plain text with entities.
 */
export function parseMarks(typed) {
  const entities = [];
  let text = "";
  let rest = typed;
  const pattern = /(\*\*|__|~~|\|\||`)(?=\S)([^\n]*?\S)\1/;
  for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
    text += rest.slice(0, match.index);
    const type = ALLOWED_MARKS.find(([mark]) => mark === match[1])[1];
    entities.push({ type, offset: text.length, length: match[2].length });
    text += match[2];
    rest = rest.slice(match.index + match[0].length);
  }
  return { text: text + rest, entities };
}

/** The reverse of `parseMarks`, for editing one's own message. */
export function withMarks(text, entities) {
  let typed = text;
  for (const entity of [...(entities ?? [])].sort((a, b) => b.offset - a.offset)) {
    const mark = ALLOWED_MARKS.find(([, type]) => type === entity.type)?.[0];
    const end = entity.offset + entity.length;
    if (mark) typed = typed.slice(0, entity.offset) + mark + typed.slice(entity.offset, end) + mark + typed.slice(end);
  }
  return typed;
}
