/** What the page knows of the stand-in: its state, its stream of events, and the rooms that listen. */

import { getState, openStream } from "./api.js";
import { syncClock } from "./clock.js";

const RETRY_MS = [250, 500, 1000, 2000, 4000];

export class Store extends EventTarget {
  constructor() {
    super();
    this.state = { bots: [], users: [], chats: [], faults: [], limits: false, speed: 1, now: 0, seq: 0 };
    /** @type {Set<import("./room.js").Room>} */
    this.rooms = new Set();
    this.seq = null; // the last event taken; a stream that broke goes on from there
    this.failures = 0;
  }

  /** Load the state and follow the stream, for as long as the page is open. */
  async start() {
    try {
      await this.refresh();
      this.seq ??= this.state.seq;
      this.follow();
    } catch {
      this.retry();
    }
  }

  async refresh() {
    this.state = await getState();
    syncClock(this.state.now, this.state.speed);
    if (this.seq !== null && this.state.seq < this.seq) this.startOver(); // another stand-in answers at this address now
    this.tell("state");
  }

  startOver() {
    this.seq = this.state.seq;
    for (const room of this.rooms) room.load().catch(() => {}); // its person may not exist there
  }

  follow() {
    const stream = openStream(this.seq);
    stream.onopen = () => {
      this.failures = 0;
      this.tell("online", true);
    };
    stream.onmessage = (message) => this.take(JSON.parse(message.data));
    stream.onerror = () => {
      stream.close();
      this.retry();
    };
  }

  retry() {
    this.tell("online", false);
    setTimeout(() => this.start(), RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
  }

  take(event) {
    if (event.seq <= this.seq) return;
    this.seq = event.seq;
    if (event.kind === "state") this.refreshSoon();
    for (const room of this.rooms) if (room.hears(event)) room.take(event);
    this.tell("event", event);
  }

  refreshSoon() {
    this.refreshing ??= Promise.resolve().then(async () => {
      this.refreshing = undefined;
      await this.refresh().catch(() => {}); // the stream notices a lost server by itself
    });
  }

  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  user(id) {
    return this.state.users.find((user) => user.id === id);
  }

  chat(id) {
    return this.state.chats.find((chat) => chat.id === id);
  }

  get bot() {
    return this.state.bots[0];
  }

  get groups() {
    return this.state.chats.filter((chat) => chat.type !== "private");
  }
}
