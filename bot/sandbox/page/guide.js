/** The first walk through the shop: one hint at a time, which ticks itself off by what happens in the windows. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { avatar, nameOf } from "./people.js";

const KEY = "earshot.guide.done";

const messages = (window) => [...(window?.room.messages.values() ?? [])];
const started = (window) => Boolean(window?.room.view.started);
const wrote = (window, pattern) => messages(window).some((message) => message.out && pattern.test(message.text ?? ""));
const heard = (window, pattern) => messages(window).some((message) => message.from?.is_bot && pattern.test(message.text ?? ""));
const codes = (owner) => messages(owner).some(({ from, entities }) => from?.is_bot && entities?.some(({ type }) => type === "code"));
const card = (group) => messages(group).find((message) => message.from?.is_bot && message.text);
const taken = (group) => card(group)?.edit_date;
/** Has the person said or sent anything to somebody since the order was in the group? */
const spoke = (window, group) => messages(window).some((message) => message.out && !message.text?.startsWith("/") && message.date > (card(group)?.date ?? Infinity));

const PAYING = /Send me your voucher code|兑换码发给我/;
const RECEIPT = /^🧾 (Receipt|小票)/;
const VOUCHER = "/voucher 1 chat30";

/**
 * Each step: whose window it is in, the sentence, how one sees that it is done, and what "Show me" writes into the field.
 * A step that `settles` cannot happen before those above it: once it is done, so are they.
 */
const STEPS = [
  { role: "customer", words: "guide_start", done: ({ customer }) => started(customer) },
  { role: "customer", words: "guide_order", done: ({ customer }) => heard(customer, PAYING), settles: true },
  { role: "owner", words: "guide_voucher", done: ({ owner }) => codes(owner), draft: VOUCHER },
  { role: "customer", words: "guide_pay", done: ({ group }) => card(group), settles: true },
  { role: "rep", words: "guide_rep_start", done: ({ rep }) => started(rep) },
  { role: "group", words: "guide_accept", done: ({ group }) => taken(group), settles: true },
  { role: "customer", words: "guide_say", done: ({ customer, group }) => spoke(customer, group) },
  { role: "rep", words: "guide_answer", done: ({ rep, group }) => spoke(rep, group) },
  { role: "customer", words: "guide_end", done: ({ customer }) => heard(customer, RECEIPT), settles: true },
  { role: "owner", words: "guide_owner", done: ({ owner }) => wrote(owner, /^\/(today|orders)/), draft: "/today" },
  { role: "backstage", words: "guide_backstage", done: () => false },
];

export class Guide {
  /** @param {{windowOf: (role: string) => any, reveal: (role: string, draft?: string) => void}} page */
  constructor(page) {
    this.page = page;
    this.at = 0;
    this.closed = localStorage.getItem(KEY) === "yes";
    this.element = h("section", { class: "guide", data: { testid: "guide" }, "aria-label": t("guide"), hidden: true });
  }

  /** Look again at what has happened; steps behind the furthest finished one are finished too. */
  progress() {
    const cast = Object.fromEntries(["customer", "rep", "group", "owner"].map((role) => [role, this.page.windowOf(role)]));
    this.at = Math.max(this.at, 1 + STEPS.findLastIndex((step) => step.settles && step.done(cast)));
    while (this.at < STEPS.length - 1 && STEPS[this.at].done(cast)) this.at++;
    this.draw();
  }

  draw() {
    const step = STEPS[this.at];
    const window = this.page.windowOf(step.role);
    const hidden = this.closed || (!window && step.role !== "backstage");
    this.element.hidden = hidden;
    for (const marked of document.querySelectorAll(".window.guided")) marked.classList.remove("guided");
    if (hidden) return;
    window?.element.classList.add("guided");
    const sign = `${this.at} ${window?.person.id}`;
    if (this.sign === sign) return;
    this.sign = sign;
    fill(this.element, this.face(window), h("p", { "aria-live": "polite" }, this.sentence(step, window)), this.controls(step));
  }

  face(window) {
    return window ? avatar(window.person) : h("span", { class: "avatar plain" }, icon("sliders"));
  }

  sentence(step, window) {
    const who = window ? nameOf(window.person) : "";
    return step.words === "guide_start" ? [h("b", {}, t("guide_you_are", { who })), " ", t(step.words)] : t(step.words, { who, command: VOUCHER });
  }

  controls(step) {
    const last = this.at === STEPS.length - 1;
    const show = h("button", { class: "button small", type: "button", onclick: () => this.page.reveal(step.role, step.draft) }, t("guide_show"));
    const next = h("button", { class: "button small quiet", type: "button", onclick: () => this.skip() }, t("guide_next"));
    const close = h("button", { class: "icon-button", type: "button", "aria-label": t("guide_close"), onclick: () => this.close() }, icon("close"));
    const count = h("span", { class: "guide-count" }, `${this.at + 1} / ${STEPS.length}`);
    return h("div", { class: "guide-controls" }, count, show, !last && next, close);
  }

  skip() {
    this.at++;
    this.progress();
  }

  close() {
    this.closed = true;
    localStorage.setItem(KEY, "yes");
    this.draw();
  }

  /** Begin again from the first step that is not done. */
  reopen() {
    this.closed = false;
    this.sign = null;
    this.at = 0;
    localStorage.removeItem(KEY);
    this.progress();
  }
}
