/** The messages of a chat: added one by one, grouped, dated, scrolled, and walked through by arrow keys. */

import { Bubble } from "./bubble.js";
import { dayKey, dayOf } from "./clock.js";
import { fill, h, stillness } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

const NEAR_BOTTOM_PX = 60;

export class Log {
  /** @param {{isGroup: boolean, me: number, hands: any, label: string, empty: [string, string], onRead: () => void}} context */
  constructor(context) {
    this.context = context;
    /** @type {Bubble[]} */
    this.bubbles = [];
    this.byId = new Map();
    this.byAlbum = new Map();
    this.unseen = 0;
    this.lastTop = 0;
    this.list = h("div", { class: "messages", role: "log", "aria-label": context.label, "aria-live": "polite", tabindex: -1 });
    this.scroller = h("div", { class: "scroller" }, this.list, h("div", { class: "nothing" }, h("p", {}, context.empty[0]), h("p", {}, context.empty[1])));
    this.badge = h("span", { class: "badge", hidden: true });
    this.jumpButton = h("button", { class: "to-bottom", type: "button", hidden: true, "aria-label": t("to_bottom"), onclick: () => this.toBottom(true) }, icon("down"), this.badge);
    this.element = h("div", { class: "log" }, this.scroller, this.jumpButton);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("focusin", (event) => this.setCurrent(this.bubbleOf(event.target)));
    const follower = new ResizeObserver(() => this.stick && this.toBottom()); // once a frame, however much arrives
    follower.observe(this.scroller);
    follower.observe(this.list);
    this.stick = true;
  }

  /** Show these messages and nothing else. */
  reset(messages) {
    this.bubbles = [];
    this.byId.clear();
    this.byAlbum.clear();
    this.current = null;
    this.list.setAttribute("aria-live", "off");
    fill(this.list);
    for (const message of messages) this.put(message);
    this.toBottom();
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  /** Add a message, or bring a known one up to date. */
  put(message) {
    const known = this.byId.get(message.message_id) ?? this.byAlbum.get(message.media_group_id);
    if (known) {
      known.put(message);
      this.byId.set(message.message_id, known);
      if (known === this.current) known.setCurrent(true);
      return;
    }
    const bubble = new Bubble(String(message.media_group_id ?? message.message_id), this.context);
    bubble.put(message);
    bubble.setCurrent(false);
    this.byId.set(message.message_id, bubble);
    if (message.media_group_id) this.byAlbum.set(message.media_group_id, bubble);
    this.bubbles.push(bubble);
    this.list.append(bubble.element);
    this.place(this.bubbles.length - 1);
    if (!this.list.contains(document.activeElement)) this.setCurrent(bubble);
  }

  /** A message that has just come: follow it if the reader is at the bottom or wrote it, else count it. */
  arrived(message) {
    if (message.out) this.stick = true;
    this.put(message);
    if (!this.stick) this.count(this.unseen + 1);
  }

  remove(ids) {
    for (const id of ids) {
      const bubble = this.byId.get(id);
      this.byId.delete(id);
      if (!bubble || bubble.remove(id)) continue;
      const at = this.bubbles.indexOf(bubble);
      this.bubbles.splice(at, 1);
      this.byAlbum.delete(bubble.key);
      bubble.separator?.remove();
      bubble.element.remove();
      this.place(at);
      if (this.current === bubble) this.setCurrent(this.bubbles.at(-1));
    }
  }

  /** Settle how the bubble at `at` stands to its neighbour above: joined or not, and whether a day begins. */
  place(at) {
    const bubble = this.bubbles[at];
    const above = this.bubbles[at - 1];
    const newDay = bubble && (!above || dayKey(above.first.date) !== dayKey(bubble.first.date));
    const joined = Boolean(bubble) && !newDay && bubble.joins(above);
    above?.element.classList.toggle("tail", !joined);
    if (!bubble) return;
    bubble.element.classList.toggle("joined", joined);
    bubble.element.classList.toggle("tail", at === this.bubbles.length - 1 || !this.bubbles[at + 1].joins(bubble));
    bubble.separator?.remove();
    bubble.separator = newDay ? h("div", { class: "day" }, h("span", {}, dayOf(bubble.first.date))) : null;
    if (newDay) bubble.element.before(bubble.separator);
  }

  /** A day has passed: "Today" is yesterday now. */
  redate() {
    for (const { separator, first } of this.bubbles) if (separator) fill(separator, h("span", {}, dayOf(first.date)));
  }

  toBottom(smoothly = false) {
    this.stick = true;
    const behavior = smoothly && !stillness() ? "smooth" : "instant";
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
    this.count(0);
  }

  /** Only a move upwards lets go of the newest message: pictures that load below are no reason. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const wentUp = scrollTop < this.lastTop;
    this.lastTop = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX) this.stick = true;
    else if (wentUp) this.stick = false;
    this.jumpButton.hidden = this.stick;
    if (this.stick) this.count(0);
  }

  count(n) {
    this.unseen = n;
    this.badge.textContent = String(n);
    this.badge.hidden = n === 0;
    this.jumpButton.setAttribute("aria-label", n ? t("new_messages", { n }) : t("to_bottom"));
    if (n) this.jumpButton.hidden = false;
    else this.context.onRead();
  }

  /** Bring a message into view and light it up. */
  jump(id) {
    const bubble = this.byId.get(id);
    if (!bubble) return;
    bubble.element.scrollIntoView({ block: "center", behavior: stillness() ? "instant" : "smooth" });
    bubble.element.classList.remove("lit");
    void bubble.element.offsetWidth; // so that the animation starts again
    bubble.element.classList.add("lit");
    this.setCurrent(bubble);
    bubble.element.focus({ preventScroll: true });
  }

  bubbleOf(node) {
    const row = node.closest(".row");
    return row && this.byId.get(Number(row.dataset.mid));
  }

  setCurrent(bubble) {
    if (!bubble || bubble === this.current) return;
    this.current?.setCurrent(false);
    this.current = bubble;
    bubble.setCurrent(true);
  }

  walk(event) {
    if (!event.target.classList.contains("row")) return;
    const at = this.bubbles.indexOf(this.current);
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this.bubbles.length - 1 }[event.key];
    if (next === undefined && event.key !== "Enter") return;
    event.preventDefault(); // the same Enter must not press the menu's first item
    if (event.key === "Enter") this.current.element.querySelector(".more")?.click();
    else this.bubbles[next]?.element.focus();
  }
}
