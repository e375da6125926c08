/** One messenger window: a person, a chat, its messages and its field. */

import { act, changeUser } from "./api.js";
import { summary } from "./bubble.js";
import { Composer } from "./composer.js";
import { fill, h, isolated, refill } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { Log } from "./log.js";
import { openMenu } from "./menu.js";
import { messageItems } from "./messagemenu.js";
import { avatar, nameOf } from "./people.js";
import { Room } from "./room.js";
import { safeHref } from "./text.js";
import { chatsOf, membersOf, roleOf } from "./cast.js";

const TOAST_MS = 4000;
export const ROLE_ICONS = { customer: "person", rep: "headset", group: "people", owner: "crown" };

export class ChatWindow {
  /**
   * @param {{store: import("./store.js").Store, desk: any, role: string, as: number, chatId: number}} options
   *   `desk` is the page as a whole: it opens links, adds people and keeps count of what is unread
   */
  constructor({ store, desk, role, as, chatId }) {
    Object.assign(this, { store, desk, role });
    this.unread = 0;
    this.element = h("section", { class: `window role-${role}`, data: { testid: `window-${role}` } });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.open(as, chatId);
  }

  get isGroup() {
    return this.room.where.chatId < 0;
  }

  get person() {
    return this.store.user(this.room.where.as) ?? { id: this.room.where.as, first_name: "?" };
  }

  get peer() {
    return this.isGroup ? this.store.chat(this.room.where.chatId) : this.store.bot;
  }

  /** Let this window be another person, or the same person in another chat. */
  open(as, chatId) {
    this.close();
    this.room = new Room({ as, chatId, bot: this.store.bot?.id });
    this.store.rooms.add(this.room);
    this.build();
    this.listen();
    this.tongue = this.person.language_code;
    if (this.store.bot) this.room.load().catch((error) => this.toast({ text: error.message }));
  }

  close() {
    if (this.room) this.store.rooms.delete(this.room);
  }

  build() {
    this.log = new Log({ isGroup: this.isGroup, me: this.room.where.as, hands: this.hands(), label: t("messages_of", { who: nameOf(this.person) }), empty: this.emptiness(), onRead: () => this.setUnread(0) });
    this.composer = new Composer({ room: this.room, isGroup: this.isGroup, perform: (verb, fields) => this.perform(verb, fields) });
    this.head = h("header", { class: "window-head" });
    this.pinned = h("button", { class: "pinned", type: "button", hidden: true });
    this.toasts = h("div", { class: "toasts", role: "status" });
    this.shade = h("div", { class: "shade", hidden: true });
    this.log.element.addEventListener("contextmenu", (event) => this.menuByPointer(event));
    this.log.element.addEventListener("click", (event) => event.pointerType === "touch" && this.menuByPointer(event));
    fill(this.element, this.head, this.pinned, this.log.element, this.composer.element, this.toasts, this.shade);
    this.drawHead();
  }

  /** What an empty chat says: what this window is for, and how it begins. */
  emptiness() {
    const words = `empty_${this.isGroup ? "group" : roleOf(this.store, this.room.where.as)}`;
    const who = nameOf(this.person);
    return [t(words, { who }), t(`${words}_hint`, { who })];
  }

  /** The state changed: perhaps a name, a membership, or the language in which this person uses Telegram. */
  refresh() {
    this.drawHead();
    if (this.tongue === this.person.language_code) return;
    this.tongue = this.person.language_code;
    this.room.loadCommands();
  }

  drawHead() {
    this.element.setAttribute("aria-label", `${t(`role_${this.role}`)}: ${nameOf(this.person)}`);
    const switcher = h("button", { class: "switcher", type: "button", "aria-haspopup": "menu", "aria-label": t("switch_person", { who: nameOf(this.person) }), onclick: () => this.openSwitcher(switcher) }, avatar(this.person), isolated(nameOf(this.person), { class: "switcher-name" }), icon("down"));
    const role = h("span", { class: "role" }, icon(ROLE_ICONS[this.role]), t(`role_${this.role}`));
    const more = h("button", { class: "icon-button", type: "button", "aria-haspopup": "menu", "aria-label": t("chat_menu"), onclick: () => this.openMore(more) }, icon("more"));
    this.subtitle = h("span", { class: "peer-state" }, this.quietState());
    const peer = h("div", { class: "peer" }, avatar(this.peer), h("span", { class: "peer-lines" }, isolated(this.peer ? nameOf(this.peer) : t("no_bot"), { class: "peer-name" }), this.subtitle), more);
    refill(this.head, h("div", { class: "who" }, switcher, role), peer);
  }

  quietState() {
    if (this.isGroup) return t("members", { n: this.peer?.members?.length ?? 0 });
    return this.room.view.blocked ? t("blocked") : t("bot");
  }

  listen() {
    const { room } = this;
    const on = (kind, handle) => room.addEventListener(kind, ({ detail }) => this.room === room && handle(detail));
    on("reset", () => this.reset());
    on("message", ({ message, isNew }) => this.message(message, isNew));
    on("removed", (ids) => this.log.remove(ids));
    on("typing", (typing) => this.setTyping(typing));
    on("toast", (toast) => this.toast(toast));
    on("pinned", () => this.drawPinned());
    on("keyboard", () => this.composer.update());
  }

  reset() {
    this.log.reset([...this.room.messages.values()]);
    this.composer.update();
    this.drawPinned();
    this.setTyping(false);
    this.desk.progress();
  }

  message(message, isNew) {
    if (isNew) this.arrived(message);
    else this.log.put(message);
    this.desk.progress();
  }

  arrived(message) {
    this.log.arrived(message);
    if (message.out) this.composer.update();
    else if (!this.log.stick || !this.desk.shows(this)) this.setUnread(this.unread + 1);
  }

  setUnread(n) {
    this.unread = n;
    this.desk.unreadChanged(this);
  }

  setTyping(typing) {
    fill(this.subtitle, typing ? h("span", { class: "typing" }, t("typing"), h("i"), h("i"), h("i")) : this.quietState());
  }

  drawPinned() {
    const message = this.room.view.pinned;
    this.pinned.hidden = !message;
    if (!message) return;
    fill(this.pinned, icon("pin"), h("span", { class: "banner-lines" }, h("span", { class: "banner-title" }, t("pinned")), isolated(summary(message), { class: "banner-line" })));
    this.pinned.onclick = () => this.log.jump(message.message_id);
  }

  /** Do something as this window's person; what the stand-in refuses is said in the window. */
  async perform(verb, fields = {}) {
    const { as, chatId, bot } = this.room.where;
    try {
      const answer = await act({ as, do: verb, chat_id: chatId, bot, ...fields });
      if (verb === "block" || verb === "unblock") this.setBlocked(answer.blocked);
      return answer;
    } catch (error) {
      this.toast({ text: error.message });
      return null;
    }
  }

  setBlocked(blocked) {
    this.room.view.blocked = blocked;
    this.composer.update();
    this.drawHead();
  }

  /** What the parts of a message may ask for. */
  hands() {
    return {
      onTap: (message, button) => this.perform("tap", { message_id: message.message_id, data: button.callback_data }),
      onPay: (message) => this.perform("pay", { message_id: message.message_id }),
      onReact: (message, emoji) => this.react(message, emoji),
      onJump: (id) => this.log.jump(id),
      onCopy: (text) => this.copy(text),
      onLink: (url) => this.desk.followLink(url, this),
      onCommand: (text) => this.perform("say", { text }),
      onMenu: (message, anchor) => this.openMessageMenu(message, anchor),
    };
  }

  react(message, emoji) {
    return this.perform("react", { message_id: message.message_id, emoji });
  }

  /** Delete from this person's view; an album goes as a whole. */
  async forget(message) {
    for (const { message_id: id } of [...this.log.byId.get(message.message_id).messages]) await this.perform("delete", { message_id: id });
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast({ text: t("copied", { text: text.length > 40 ? `${text.slice(0, 40)}…` : text }) });
    } catch {
      this.toast({ text: t("not_copied") });
    }
  }

  openMessageMenu(message, anchor) {
    openMenu(anchor, messageItems(message, this), t("message_menu"));
  }

  /** Right click, long press, or a tap with the finger beside what a bubble holds. */
  menuByPointer(event) {
    const bubble = event.target.closest(".bubble");
    if (!bubble || event.target.closest("a, button, video, [role=slider]")) return;
    event.preventDefault();
    const message = this.log.bubbleOf(bubble).lead;
    const at = { x: event.clientX, y: event.clientY };
    openMenu(bubble.closest(".row"), messageItems(message, this), t("message_menu"), at);
  }

  openSwitcher(anchor) {
    const people = this.isGroup ? membersOf(this.store, this.room.where.chatId) : this.store.state.users;
    const items = people.map((user) => ({
      label: nameOf(user),
      hint: t(`role_${roleOf(this.store, user.id)}`),
      lead: avatar(user),
      checked: user.id === this.room.where.as,
      run: () => this.become(user.id),
    }));
    openMenu(anchor, [...items, "line", { label: t("add_person"), icon: "plus", run: () => this.desk.addPerson(this) }], t("switch_person", { who: nameOf(this.person) }));
  }

  /** Another person takes this window's seat. */
  become(userId) {
    this.open(userId, this.isGroup ? this.room.where.chatId : userId);
    this.desk.castChanged();
  }

  openMore(anchor) {
    const { person } = this;
    const chinese = person.language_code?.startsWith("zh");
    const blocked = this.room.view.blocked;
    const speak = (code) => () => changeUser(person.id, { language_code: code });
    const chats = chatsOf(this.store, person.id).filter(({ id }) => id !== this.room.where.chatId);
    const items = [
      { label: "English", icon: "globe", checked: !chinese, run: speak("en") },
      { label: "中文", icon: "globe", checked: Boolean(chinese), run: speak("zh") },
      "line",
      ...(this.isGroup ? [] : [{ label: t(blocked ? "unblock" : "block"), icon: "block", danger: !blocked, run: () => this.perform(blocked ? "unblock" : "block") }]),
      ...chats.map((chat) => ({ label: t("go_to", { chat: chat.title ?? nameOf(this.store.bot) }), icon: "forward", run: () => this.moveTo(chat.id) })),
      { label: t("another_window"), icon: "plus", run: () => this.desk.addWindow(this.role, person.id, this.room.where.chatId) },
      ...(this.desk.closable() ? [{ label: t("close_window"), icon: "close", run: () => this.desk.closeWindow(this) }] : []),
    ];
    openMenu(anchor, items, t("chat_menu"));
  }

  moveTo(chatId) {
    this.open(this.room.where.as, chatId);
    this.desk.castChanged();
  }

  /** A short word in the window, or a card one has to put away. */
  toast({ text, alert, url }) {
    if (url && safeHref(url)) this.desk.followLink(safeHref(url), this);
    if (!text) return;
    if (alert) {
      this.ask(text);
      return;
    }
    const line = h("div", { class: "toast", dir: "auto" }, text);
    this.toasts.append(line);
    setTimeout(() => line.remove(), TOAST_MS);
  }

  ask(text) {
    const before = document.activeElement;
    const put = () => {
      this.shade.hidden = true;
      before?.focus?.();
    };
    const ok = h("button", { class: "button", type: "button", onclick: put }, t("ok"));
    const card = h("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": t("alert") }, h("p", { dir: "auto" }, text), ok);
    card.addEventListener("keydown", (event) => {
      if (event.key === "Escape") put();
      else if (event.key === "Tab") event.preventDefault();
    });
    fill(this.shade, card);
    this.shade.hidden = false;
    ok.focus();
  }

  key(event) {
    const inMessage = event.target.closest?.(".row");
    const wantsMenu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (inMessage && wantsMenu) {
      event.preventDefault();
      inMessage.querySelector(".more")?.click();
    } else if (event.key === "Escape" && event.target !== this.composer.field) {
      this.composer.field.focus();
    }
  }
}
