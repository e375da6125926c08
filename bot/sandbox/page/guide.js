/** The first walk through the shop: one hint at a time, which ticks itself off by what happens in the windows. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { avatar, nameOf } from "./people.js";

const KEY = "earshot.guide.done";

const messages = (window) => [...(window?.room.messages.values() ?? [])];
const started = (window) => Boolean(window?.room.view.started);
const wrote = (window, pattern) => messages(window).some((message) => message.out && pattern.test(message.text ?? ""));
const plainWords = (window, after) => messages(window).some((message) => message.out && message.text && !message.text.startsWith("/") && message.date >= after);
const card = (group) => messages(group).find((message) => message.from?.is_bot && message.text);
const taken = (group) => messages(group).find((message) => message.from?.is_bot && message.edit_date);

/** Each step: whose window it is in, the sentence, and how one sees that it is done. */
const STEPS = [
  { role: "customer", words: "guide_start", done: ({ customer }) => started(customer) },
  { role: "customer", words: "guide_order", done: ({ owner, group }) => wrote(owner, /^\/voucher/) || card(group) },
  { role: "owner", words: "guide_voucher", done: ({ owner, group }) => wrote(owner, /^\/voucher/) || card(group) },
  { role: "customer", words: "guide_pay", done: ({ group }) => card(group) },
  { role: "rep", words: "guide_rep_start", done: ({ rep }) => started(rep) },
  { role: "group", words: "guide_accept", done: ({ group }) => taken(group) },
  { role: "customer", words: "guide_say", done: ({ customer, group }) => plainWords(customer, taken(group)?.edit_date ?? Infinity) },
  { role: "rep", words: "guide_answer", done: ({ rep, group }) => plainWords(rep, taken(group)?.edit_date ?? Infinity) },
  { role: "customer", words: "guide_end", done: ({ customer, rep }) => wrote(customer, /^\/end/) || wrote(rep, /^\/end/) },
  { role: "owner", words: "guide_owner", done: ({ owner }) => wrote(owner, /^\/(today|orders)/) },
  { role: "backstage", words: "guide_backstage", done: () => false },
];

export class Guide {
  /** @param {{windowOf: (role: string) => any, reveal: (role: string) => void}} page */
  constructor(page) {
    this.page = page;
    this.at = 0;
    this.closed = localStorage.getItem(KEY) === "yes";
    this.element = h("section", { class: "guide", data: { testid: "guide" }, "aria-label": t("guide"), hidden: true });
  }

  /** Look again at what has happened; steps behind the furthest finished one are finished too. */
  progress() {
    const cast = Object.fromEntries(["customer", "rep", "group", "owner"].map((role) => [role, this.page.windowOf(role)]));
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
    return step.words === "guide_start" ? [h("b", {}, t("guide_you_are", { who })), " ", t(step.words)] : t(step.words, { who });
  }

  controls(step) {
    const last = this.at === STEPS.length - 1;
    const show = h("button", { class: "button small", type: "button", onclick: () => this.page.reveal(step.role) }, t("guide_show"));
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
