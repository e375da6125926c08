/** The field at the foot of a window: writing, answering, correcting, commands, attachments. */

import { summary } from "./bubble.js";
import { fill, h, isolated } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { replyKeyboard } from "./keyboards.js";
import { nameOf } from "./people.js";
import { Tray } from "./attach.js";
import { Suggestions } from "./suggestions.js";
import { parseMarks, withMarks } from "./text.js";

const MAX_HEIGHT_PX = 160;

export class Composer {
  /**
   * @param {{room: import("./room.js").Room, perform: (verb: string, fields?: object) => Promise<any>, isGroup: boolean}} context
   */
  constructor({ room, perform, isGroup }) {
    Object.assign(this, { room, perform, isGroup });
    this.target = null; // {mode: "reply" | "edit", message}
    this.tray = new Tray((fields) => perform("send", fields), () => this.refresh());
    this.suggestions = new Suggestions((command) => this.runCommand(command));
    this.field = h("textarea", { class: "field", rows: 1, dir: "auto", placeholder: t("message_placeholder"), "aria-label": t("message_field"), enterkeyhint: "send", "aria-autocomplete": "list", "aria-controls": this.suggestions.id });
    this.banner = h("div", { class: "banner", hidden: true });
    this.sendButton = h("button", { class: "send", type: "button", "aria-label": t("send"), disabled: true, onclick: () => this.submit() }, icon("send"));
    this.menuButton = h("button", { class: "commands-button", type: "button", "aria-label": t("commands"), "aria-haspopup": "listbox", onclick: () => this.toggleCommands() }, icon("menu"), h("span", {}, t("menu")));
    const clip = h("button", { class: "icon-button", type: "button", "aria-label": t("attach"), "aria-haspopup": "menu", onclick: () => this.tray.openMenu(clip) }, icon("clip"));
    this.bar = h("div", { class: "bar" }, this.menuButton, h("div", { class: "field-box" }, this.field, clip), this.sendButton);
    this.keys = h("div", { class: "reply-keys", hidden: true });
    this.bigButton = h("button", { class: "big-button", type: "button", hidden: true });
    this.element = h("div", { class: "composer" }, this.suggestions.element, this.banner, this.tray.element, this.bar, this.keys, this.bigButton);
    this.listen();
  }

  listen() {
    this.field.addEventListener("input", () => this.refresh());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.left(), 150));
    this.field.addEventListener("paste", (event) => this.takeFiles(event, event.clipboardData));
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.takeFiles(event, event.dataTransfer));
  }

  /** The field was left a moment ago, perhaps only for a click that came back to it. */
  left() {
    if (document.activeElement !== this.field) this.suggestions.hide();
  }

  takeFiles(event, transfer) {
    if (!transfer.files.length) return;
    event.preventDefault();
    this.tray.add([...transfer.files]);
  }

  /** Show what fits the state of the chat: a Start button, an Unblock button, or the field. */
  update() {
    const { view } = this.room;
    const big = this.isGroup ? null : view.blocked ? "unblock" : view.started ? null : "start";
    this.bigButton.hidden = !big;
    this.bar.hidden = Boolean(big);
    if (big) {
      this.bigButton.textContent = t(big === "start" ? "start_button" : "unblock_button");
      this.bigButton.onclick = () => this.perform(big);
    }
    this.menuButton.hidden = this.isGroup || view.commands.length === 0;
    this.showKeyboard(big ? null : view.keyboard);
    this.refresh();
  }

  showKeyboard(markup) {
    const rows = markup?.keyboard;
    this.keys.hidden = !rows;
    this.field.placeholder = markup?.input_field_placeholder ?? t("message_placeholder");
    fill(this.keys, rows ? replyKeyboard(markup, (button) => this.press(button)) : []);
    if (markup?.force_reply && !this.target) this.answerNewest();
  }

  answerNewest() {
    const newest = [...this.room.messages.values()].at(-1);
    if (newest && !newest.out) this.reply(newest);
  }

  press(button) {
    const me = this.room.where.as;
    if (button.request_contact) return this.perform("send", { kind: "contact", phone_number: "+86 555 0100", first_name: "Me", user_id: me });
    if (button.request_location) return this.perform("send", { kind: "location", latitude: 31.2304, longitude: 121.4737 });
    return this.perform("say", { text: button.text });
  }

  key(event) {
    if (event.isComposing) return; // Enter that chooses a Chinese word sends nothing
    if (this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.target) {
      event.stopPropagation();
      this.aim(null);
    } else if (event.key === "ArrowUp" && !this.field.value && this.tray.empty) {
      this.editNewest(event);
    }
  }

  editNewest(event) {
    const mine = [...this.room.messages.values()].findLast((message) => message.out && (message.text ?? message.caption));
    if (!mine) return;
    event.preventDefault();
    this.edit(mine);
  }

  refresh() {
    this.sendButton.disabled = !this.field.value.trim() && this.tray.empty;
    this.grow();
    this.suggestions.offer(this.room.view.commands, this.field.value);
    if (this.suggestions.open) this.field.setAttribute("aria-expanded", "true");
    else this.field.removeAttribute("aria-expanded");
  }

  /** As high as its lines; in a window that does not show there is nothing to measure. */
  grow() {
    this.field.style.setProperty("height", "auto");
    const { scrollHeight } = this.field;
    if (scrollHeight) this.field.style.setProperty("height", `${Math.min(scrollHeight, MAX_HEIGHT_PX)}px`);
  }

  toggleCommands() {
    this.field.focus();
    if (this.suggestions.open) this.suggestions.hide();
    else this.suggestions.offer(this.room.view.commands, "/");
  }

  runCommand(command) {
    this.clear();
    this.perform("say", { text: `/${command}` });
  }

  /** Answer this message with what is written next. */
  reply(message) {
    this.aim({ mode: "reply", message });
  }

  /** Correct this message of one's own. */
  edit(message) {
    this.aim({ mode: "edit", message });
    this.field.value = withMarks(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities);
    this.refresh();
  }

  aim(target) {
    if (this.target?.mode === "edit") this.clear();
    this.target = target;
    this.banner.hidden = !target;
    if (target) {
      const title = target.mode === "edit" ? t("editing") : t("reply_to", { who: nameOf(target.message.from) });
      const drop = h("button", { class: "icon-button", type: "button", "aria-label": t("cancel"), onclick: () => this.aim(null) }, icon("close"));
      fill(this.banner, icon(target.mode), h("span", { class: "banner-lines" }, isolated(title, { class: "banner-title" }), isolated(summary(target.message), { class: "banner-line" })), drop);
    }
    this.field.focus();
  }

  /** Write this into the field for the person to send, unless they are writing something. */
  draft(text) {
    this.field.value ||= text;
    this.refresh();
  }

  clear() {
    this.field.value = "";
    this.refresh();
  }

  async submit() {
    const { text, entities } = parseMarks(this.field.value.trim());
    const { target } = this;
    if (!text && this.tray.empty) return;
    this.target = null;
    this.banner.hidden = true;
    this.clear();
    const replyTo = target?.mode === "reply" ? target.message.message_id : undefined;
    if (target?.mode === "edit") await this.perform("edit", editOf(target.message, text, entities));
    else if (!this.tray.empty) await this.tray.flush({ text, entities, replyTo });
    else await this.perform("say", { text, entities: entities.length ? entities : undefined, reply_to: replyTo });
  }
}

function editOf(message, text, entities) {
  const words = message.text === undefined ? { caption: text } : { text };
  return { message_id: message.message_id, ...words, entities: entities.length ? entities : undefined };
}
