/** The page as a whole: the bar, the windows side by side, the tabs of a phone, the drawer and the guide. */

import { act } from "./api.js";
import { Backstage } from "./backstage.js";
import { firstCast, roleOf } from "./cast.js";
import { dayKey, exactTimeOf, now, speed } from "./clock.js";
import { askForPerson, askWhoOpens } from "./dialog.js";
import { fill, h, refill } from "./dom.js";
import { Guide } from "./guide.js";
import { language, setLanguage, t } from "./i18n.js";
import { icon } from "./icons.js";
import { nameOf } from "./people.js";
import { Store } from "./store.js";
import { restoreTheme, theme, toggleTheme } from "./theme.js";
import { ChatWindow, ROLE_ICONS } from "./window.js";

const ONE_AT_A_TIME = matchMedia("(max-width: 700px)"); // as in style.css

class Page {
  constructor() {
    this.store = new Store();
    /** @type {ChatWindow[]} */
    this.windows = [];
    this.active = null;
    this.build();
    this.store.addEventListener("state", () => this.stateChanged());
    this.store.addEventListener("online", ({ detail }) => this.setOnline(detail));
    setInterval(() => this.tick(), 250);
  }

  start() {
    return this.store.start();
  }

  build() {
    document.title = t("title");
    this.clock = h("span", { class: "shop-clock", data: { testid: "clock" }, title: t("clock_hint") });
    this.offline = h("span", { class: "offline", role: "status", hidden: true });
    this.board = h("div", { class: "board" });
    this.tabs = h("nav", { class: "tabs", "aria-label": t("windows") });
    this.guide = new Guide({ windowOf: (role) => this.windowOf(role), reveal: (role, draft) => this.reveal(role, draft) });
    this.backstage = new Backstage(this.store, { addPerson: () => this.addPerson(), seat: (user) => this.seat(user), onToggle: (open) => this.backstageButton.setAttribute("aria-expanded", String(open)) });
    this.backstageButton = h("button", { class: "bar-button", type: "button", "aria-label": t("backstage"), "aria-controls": "backstage", "aria-expanded": "false", onclick: () => this.backstage.toggle() }, icon("sliders"), h("span", {}, t("backstage")));
    const other = language() === "en" ? "zh" : "en";
    const tongue = h("button", { class: "bar-button", type: "button", data: { testid: "language" }, lang: other, "aria-label": other === "zh" ? "切换到中文" : "Switch to English", onclick: () => this.speak(other) }, icon("globe"), h("span", {}, other === "zh" ? "中文" : "English"));
    const dark = h("button", { class: "bar-button round", type: "button", data: { testid: "theme" }, "aria-label": t("theme"), onclick: () => this.turn(dark) }, icon(theme() === "dark" ? "sun" : "moon"));
    const guideButton = h("button", { class: "bar-button round", type: "button", "aria-label": t("guide"), onclick: () => this.guide.reopen() }, icon("spark"));
    const brand = h("h1", { class: "brand" }, h("span", { class: "brand-mark" }, icon("headset")), h("span", {}, "Earshot", h("small", {}, t("subtitle"))));
    const bar = h("header", { class: "topbar" }, brand, h("div", { class: "bar-middle" }, icon("clock"), this.clock, this.offline), h("div", { class: "bar-right" }, guideButton, tongue, dark, this.backstageButton));
    fill(document.querySelector("#page"), bar, this.guide.element, h("div", { class: "stage" }, h("main", { class: "board-frame" }, this.board), this.backstage.element), this.tabs);
  }

  tick() {
    if (this.day !== dayKey(now())) {
      this.day = dayKey(now());
      for (const window of this.windows) window.log.redate();
    }
    const pace = speed() === 1 ? "" : ` · ${speed()}×`;
    this.clock.textContent = `${exactTimeOf(now())}${pace}`;
  }

  setOnline(online) {
    this.offline.hidden = online;
    fill(this.offline, online ? [] : t("reconnecting"));
  }

  speak(code) {
    setLanguage(code);
    const seats = this.seats();
    const { at } = this.guide;
    const { open } = this.backstage;
    for (const window of this.windows) window.close();
    this.windows = [];
    this.build();
    this.guide.at = at;
    for (const seat of seats) this.addWindow(seat.role, seat.as, seat.chatId);
    this.stateChanged();
    if (open) this.backstage.toggle(true);
    document.querySelector("[data-testid=language]").focus();
  }

  turn(button) {
    toggleTheme();
    fill(button, icon(theme() === "dark" ? "sun" : "moon"));
  }

  stateChanged() {
    for (const window of [...this.windows]) if (!this.store.user(window.room.where.as)) this.closeWindow(window);
    if (!this.windows.length) for (const seat of firstCast(this.store, location)) this.addWindow(seat.role, seat.as, seat.chatId);
    if (!this.windows.length) this.showEmpty();
    for (const window of this.windows) {
      if (window.room.where.bot !== this.store.bot?.id) window.open(window.room.where.as, window.room.where.chatId);
      else window.refresh();
    }
    if (this.backstage.open) this.backstage.draw();
    this.drawTabs();
    this.progress();
  }

  showEmpty() {
    const add = h("button", { class: "button", type: "button", onclick: () => this.addPerson() }, t("add_person"));
    fill(this.board, h("div", { class: "empty" }, icon("people"), h("p", {}, t("nobody")), add));
  }

  // --- windows ---

  seats() {
    return this.windows.map(({ role, room }) => ({ role, as: room.where.as, chatId: room.where.chatId }));
  }

  windowOf(role) {
    return this.windows.find((window) => window.role === role);
  }

  addWindow(role, as, chatId) {
    if (!this.windows.length) fill(this.board);
    const window = new ChatWindow({ store: this.store, desk: this, role, as, chatId });
    const after = this.windows.findLast((other) => other.role === role);
    const at = after ? this.windows.indexOf(after) + 1 : this.windows.length;
    this.windows.splice(at, 0, window);
    if (after) after.element.after(window.element);
    else this.board.append(window.element);
    this.activate(this.active && this.windows.includes(this.active) ? this.active : window);
  }

  closable() {
    return this.windows.length > 1;
  }

  closeWindow(window) {
    window.close();
    window.element.remove();
    this.windows = this.windows.filter((other) => other !== window);
    if (this.windows.length) this.activate(this.windows[0]);
  }

  /** On a phone one window shows; on a wider screen all do. */
  activate(window) {
    this.active = window;
    for (const other of this.windows) other.element.classList.toggle("active", other === window);
    if (window.log.stick) window.setUnread(0);
    this.drawTabs();
  }

  shows(window) {
    return window === this.active || !ONE_AT_A_TIME.matches;
  }

  drawTabs() {
    const tab = (window) => {
      const unread = window.unread > 0 && h("span", { class: "badge" }, String(window.unread));
      const label = `${t(`role_${window.role}`)} ${nameOf(window.person)}${window.unread ? `, ${t("new_messages", { n: window.unread })}` : ""}`;
      return h("button", { class: "tab", type: "button", "aria-label": label, "aria-current": window === this.active && "true", onclick: () => this.activate(window) }, h("span", { class: "tab-icon" }, icon(ROLE_ICONS[window.role]), unread), h("bdi", {}, window.isGroup ? t("role_group") : nameOf(window.person)));
    };
    refill(this.tabs, this.windows.map(tab));
  }

  unreadChanged() {
    if (!this.tabsDue) {
      this.tabsDue = true;
      requestAnimationFrame(() => {
        this.tabsDue = false;
        this.drawTabs();
      });
    }
  }

  castChanged() {
    const seats = new Map(this.seats().map(({ role, as }) => [role, as]));
    history.replaceState(null, "", `#${new URLSearchParams([...seats].filter(([role]) => role !== "group"))}`);
    this.drawTabs();
    this.guide.draw();
  }

  progress() {
    this.guide.progress();
  }

  /** Lead the visitor to a window, with `draft` ready to be sent in an empty field. */
  reveal(role, draft) {
    if (role === "backstage") {
      this.backstage.toggle(true);
      return;
    }
    const window = this.windowOf(role);
    this.activate(window);
    window.element.scrollIntoView({ inline: "nearest", block: "nearest" });
    const { bigButton, field } = window.composer;
    if (draft) window.composer.draft(draft);
    (bigButton.hidden ? field : bigButton).focus();
  }

  // --- people and links ---

  /** Add a person; they take the seat of `window`, or of the window of their role. */
  addPerson(window) {
    askForPerson(this.store, (user) => (window && !window.isGroup ? window.become(user.id) : this.seat(user)));
  }

  /** Show a person's private chat: where it is open already, else in the window of their role. */
  seat(user) {
    const role = roleOf(this.store, user.id);
    const shown = this.windows.find((window) => window.room.where.chatId === user.id);
    const window = shown ?? this.windowOf(role);
    if (!window) this.addWindow(role, user.id, user.id);
    else if (!shown) window.become(user.id);
    const seated = window ?? this.windows.at(-1);
    this.activate(seated);
    return seated;
  }

  /** A link was clicked in a window: one that starts the bot asks who opens it; others open in a new tab. */
  followLink(url, window) {
    const payload = startPayload(url, this.store.bot?.username);
    if (payload === null) {
      globalThis.open(url, "_blank", "noopener,noreferrer");
      return;
    }
    const addPerson = (then) => askForPerson(this.store, then);
    askWhoOpens(this.store, { link: url, me: window.room.where.as, addPerson }, (user) => this.openAs(user, payload));
  }

  async openAs(user, payload) {
    const shown = this.windows.find(({ room }) => room.where.chatId === user.id);
    const window = shown ?? this.windowOf("rep") ?? this.windows[0];
    if (!shown) window.become(user.id);
    this.activate(window);
    await act({ as: user.id, do: "start", payload: payload || undefined, bot: this.store.bot?.id }).catch((error) => window.toast({ text: error.message }));
    window.composer.field.focus();
  }
}

/** The payload of a link that starts this bot, "" for one without, null for any other link. */
function startPayload(url, username) {
  const link = URL.parse?.(url) ?? new URL(url);
  const name = link.protocol === "tg:" ? link.searchParams.get("domain") : link.hostname === "t.me" ? link.pathname.slice(1) : null;
  if (!name || !username || name.toLowerCase() !== username.toLowerCase()) return null;
  return link.searchParams.get("start") ?? "";
}

restoreTheme();
new Page().start();
