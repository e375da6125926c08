/** One chat as one person sees it: loaded once, then kept up to date event by event. */

import { getView } from "./api.js";

const TYPING_MS = 5000;

export class Room extends EventTarget {
  /** @param {{as: number, chatId: number, bot: number | undefined}} where */
  constructor(where) {
    super();
    this.where = where;
    /** @type {Map<number, any>} */
    this.messages = new Map();
    this.view = { commands: [], blocked: false, started: false, pinned: null, keyboard: null };
    this.seq = 0;
    this.waiting = null; // events that arrive while the view is on its way
  }

  /** Does an event concern this person in this chat? */
  hears(event) {
    if (event.chat_id !== this.where.chatId || !event.user_ids.includes(this.where.as)) return false;
    return this.where.chatId < 0 || this.where.bot === undefined || event.bot_id === this.where.bot;
  }

  async load() {
    if (this.waiting) return;
    this.waiting = [];
    try {
      const view = await getView(this.where);
      this.view = view;
      this.seq = view.seq;
      this.messages = new Map(view.messages.map((message) => [message.message_id, message]));
      this.tell("reset");
      if (view.typing) this.startTyping();
    } finally {
      const waited = this.waiting;
      this.waiting = null;
      for (const event of waited) this.take(event);
    }
  }

  /** The commands alone, which depend on the person's language. */
  async loadCommands() {
    const { commands } = await getView(this.where);
    this.view.commands = commands;
    this.tell("keyboard");
  }

  /** Take an event of the stream; one that the loaded view already includes changes nothing. */
  take(event) {
    if (this.waiting) this.waiting.push(event);
    else if (event.seq > this.seq) {
      this.seq = event.seq;
      HANDLERS[event.kind]?.(this, event.body, event);
    }
  }

  put(message, isNew) {
    message.out = message.from?.id === this.where.as;
    this.messages.set(message.message_id, message);
    if (message.out) this.view.started = true;
    else if (isNew) this.stopTyping();
    this.tell("message", { message, isNew });
    if (this.view.pinned?.message_id !== message.message_id) return;
    this.view.pinned = message;
    this.tell("pinned");
  }

  startTyping() {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), TYPING_MS);
    this.tell("typing", true);
  }

  stopTyping() {
    clearTimeout(this.typingTimer);
    this.tell("typing", false);
  }

  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

const HANDLERS = {
  message: (room, body) => room.put(body, true),
  edit: (room, body) => room.put(body, false),
  delete: (room, body) => {
    for (const id of body.message_ids) room.messages.delete(id);
    room.tell("removed", body.message_ids);
  },
  reaction: (room, body) => {
    const message = room.messages.get(body.message_id);
    if (message) room.put({ ...message, reactions: body.reactions }, false);
  },
  toast: (room, body) => room.tell("toast", body),
  action: (room, body) => {
    if (body.user_id !== room.where.as) room.startTyping();
  },
  commands: (room) => room.loadCommands(),
  pin: (room, body) => {
    room.view.pinned = body.pinned;
    room.tell("pinned");
  },
  keyboard: (room, body) => {
    room.view.keyboard = body.keyboard;
    room.tell("keyboard");
  },
};
