/** One message, or one album, as an element that is brought up to date part by part. */

import { cardKind, cardPart } from "./cards.js";
import { fullTimeOf, timeOf } from "./clock.js";
import { fill, h, isolated } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { inlineKeyboard } from "./keyboards.js";
import { isPicture, mediaKind, mediaLabel, mediaPart } from "./media.js";
import { avatar, colourOf, nameOf } from "./people.js";
import { serviceLine } from "./service.js";
import { formatted } from "./text.js";

const GROUPING_S = 300;

export class Bubble {
  /**
   * @param {string} key message id or album id
   * @param {{isGroup: boolean, me: number, hands: any}} context
   */
  constructor(key, context) {
    this.key = key;
    this.context = context;
    this.messages = [];
    this.drawn = {};
    this.element = h("div", { class: "row", role: "article", tabindex: -1 });
  }

  get first() {
    return this.messages[0];
  }

  /** The message that carries the keyboard and is acted upon. */
  get lead() {
    return this.messages.find((message) => message.caption ?? message.text) ?? this.first;
  }

  /** Add a message or replace the one of the same id. */
  put(message) {
    const at = this.messages.findIndex((known) => known.message_id === message.message_id);
    if (at >= 0) this.messages[at] = message;
    else this.messages.push(message);
    this.draw();
  }

  /** @returns {boolean} whether anything is left */
  remove(id) {
    this.messages = this.messages.filter((message) => message.message_id !== id);
    if (this.messages.length) this.draw();
    return this.messages.length > 0;
  }

  draw() {
    const service = serviceLine(this.first);
    this.element.dataset.mid = String(this.first.message_id);
    if (service) this.drawService(service);
    else this.drawMessage();
  }

  drawService(line) {
    this.element.className = "row service";
    fill(this.element, h("span", { dir: "auto" }, line));
  }

  drawMessage() {
    this.element.classList.toggle("out", Boolean(this.first.out));
    this.build();
    const { lead, messages } = this;
    this.part("quote", [lead.reply_to_message?.message_id, lead.reply_to_message?.text, lead.quote, lead.external_reply], () => this.quote());
    this.part("media", messages.map((m) => [m.message_id, mediaKind(m), m[mediaKind(m)], m.has_media_spoiler]), () => mediaPart(messages));
    this.part("card", [cardKind(lead), lead[cardKind(lead)], lead.paid], () => cardPart(lead));
    this.part("text", [lead.text ?? lead.caption, lead.entities ?? lead.caption_entities], () => this.text());
    this.part("meta", [lead.edit_date, lead.edits, lead.date, Boolean(lead.reply_markup)], () => this.meta());
    this.part("reactions", messages.map((m) => m.reactions), () => this.reactions());
    this.part("keys", [lead.reply_markup, lead.invoice, lead.paid], () => inlineKeyboard(lead, this.context.hands));
    this.bare();
  }

  /** The frame, once. */
  build() {
    if (this.parts) return;
    this.parts = Object.fromEntries(["quote", "media", "card", "text", "meta", "reactions", "keys"].map((name) => [name, h("div", { class: `part-${name}` })]));
    const { quote, media, card, text, meta, reactions, keys } = this.parts;
    const more = h("button", { class: "more", type: "button", "aria-label": t("message_menu"), "aria-haspopup": "menu" }, icon("down"));
    more.addEventListener("click", () => this.context.hands.onMenu(this.lead, more));
    const body = h("div", { class: "body" }, text, meta);
    this.bubble = h("div", { class: "bubble" }, this.author(), this.origin(), quote, media, card, body, reactions, more);
    this.element.append(this.context.isGroup && !this.first.out ? this.face() : "", h("div", { class: "stack" }, this.bubble, keys));
  }

  /** Redraw one part if what it shows has changed. */
  part(name, facts, make) {
    const sign = JSON.stringify(facts);
    if (this.drawn[name] === sign) return;
    this.drawn[name] = sign;
    const content = make();
    fill(this.parts[name], content);
    this.parts[name].hidden = !content || (Array.isArray(content) && !content.length);
  }

  /** Stickers, dice and the like stand without a bubble; pictures reach to its edge. */
  bare() {
    const kind = mediaKind(this.lead);
    const hasText = Boolean(this.lead.text ?? this.lead.caption);
    this.bubble.classList.toggle("bare", kind === "sticker" || kind === "video_note" || Boolean(this.lead.dice));
    this.bubble.classList.toggle("pictured", isPicture(kind));
    this.bubble.classList.toggle("wordless", !hasText);
    this.bubble.classList.toggle("jumbo", !kind && /^(\p{Extended_Pictographic}\uFE0F?){1,3}$/u.test(this.lead.text ?? ""));
  }

  sender() {
    return this.first.sender_chat ?? this.first.from;
  }

  face() {
    return h("div", { class: "face" }, avatar(this.sender()));
  }

  author() {
    if (!this.context.isGroup || this.first.out) return null;
    return isolated(nameOf(this.sender()), { class: `author ink-${colourOf(this.sender())}` });
  }

  origin() {
    const from = this.first.forward_origin;
    if (!from) return null;
    const name = from.sender_user ? nameOf(from.sender_user) : (from.sender_user_name ?? nameOf(from.chat ?? from.sender_chat));
    return h("div", { class: "origin" }, icon("forward"), t("forwarded_from"), " ", isolated(name));
  }

  quote() {
    const target = this.lead.reply_to_message;
    if (!target) return this.lead.external_reply ? h("div", { class: "quote" }, t("external_reply")) : null;
    const jump = () => this.context.hands.onJump(target.message_id);
    const line = this.lead.quote?.text ?? summary(target);
    return h("button", { class: `quote rail-${colourOf(target.from)}`, type: "button", "aria-label": t("jump_to", { text: line }), onclick: jump }, isolated(nameOf(target.from), { class: "quote-name" }), isolated(line, { class: "quote-line" }));
  }

  text() {
    const { lead } = this;
    const words = lead.text ?? lead.caption;
    return words ? h("div", { class: "text", dir: "auto" }, formatted(words, lead.entities ?? lead.caption_entities, this.context.hands)) : null;
  }

  meta() {
    const { lead } = this;
    const isCard = lead.from?.is_bot && lead.reply_markup?.inline_keyboard; // a page that turns is no correction
    const edited = (lead.edits > 0 || lead.edit_date) && !isCard && h("span", { class: "edited" }, t("edited"));
    const lock = lead.has_protected_content && h("span", { title: t("protected") }, icon("lock"));
    const time = h("time", { datetime: new Date(lead.date * 1000).toISOString(), title: fullTimeOf(lead.date) }, timeOf(lead.date));
    return h("span", { class: "meta" }, lock, edited, time, lead.out && icon("checks"));
  }

  reactions() {
    const counts = new Map();
    for (const { emoji, user_id: by } of this.messages.flatMap((message) => message.reactions ?? [])) {
      const seen = counts.get(emoji) ?? { n: 0, mine: false };
      counts.set(emoji, { n: seen.n + 1, mine: seen.mine || by === this.context.me });
    }
    return [...counts].map(([emoji, { n, mine }]) =>
      h(
        "button",
        { class: "reaction", type: "button", "aria-pressed": String(mine), "aria-label": t("reaction", { emoji, n }), onclick: () => this.context.hands.onReact(this.lead, mine ? null : emoji) },
        emoji,
        h("span", {}, String(n)),
      ),
    );
  }

  /** Is this the same person speaking on, so that it joins the bubble above? */
  joins(above) {
    if (!above || serviceLine(above.first) || serviceLine(this.first)) return false;
    const near = this.first.date - above.messages.at(-1).date < GROUPING_S;
    return near && above.sender()?.id === this.sender()?.id && !above.lead.reply_markup?.inline_keyboard?.length;
  }

  /** Make its controls reachable by Tab, or not: in a long chat only the current message's are. */
  setCurrent(on) {
    this.element.tabIndex = on ? 0 : -1;
    for (const control of this.element.querySelectorAll("button, a, video, [role=slider]")) control.tabIndex = on ? 0 : -1;
  }
}

/** One line that stands for a message. */
export function summary(message) {
  const words = message.text ?? message.caption;
  if (words) return mediaKind(message) ? `${mediaLabel(message)}, ${words}` : words;
  const kind = cardKind(message);
  return mediaLabel(message) || message.invoice?.title || (kind === "dice" ? message.dice.emoji : kind ? t(kind) : t("message"));
}
