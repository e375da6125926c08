/** What hangs over the field, waiting to be sent, and the menu that puts it there. */

import { base64 } from "./api.js";
import { fill, h, isolated } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { openMenu } from "./menu.js";
import { SAMPLE_CONTACT, SAMPLE_PLACE, sampleDocument, samplePhoto, sampleSticker, sampleVideo, sampleVoice } from "./samples.js";

/** What travels in one album: pictures and films together, files among themselves. */
const FAMILIES = { photo: "seen", video: "seen", document: "document" };

/** How a picked file is sent when the person does not say. */
export function kindOf(file) {
  if (file.type === "image/gif") return "animation";
  if (file.type.startsWith("image/")) return "photo";
  if (file.type.startsWith("video/")) return "video";
  return file.type.startsWith("audio/") ? "voice" : "document";
}

export class Tray {
  /** @param {(fields: object) => Promise<any>} send performs one `send` act */
  constructor(send, onChange) {
    this.send = send;
    this.onChange = onChange;
    /** @type {{file: File, kind: string, url: string}[]} */
    this.items = [];
    this.element = h("div", { class: "tray", role: "list", "aria-label": t("attachments"), hidden: true });
  }

  get empty() {
    return this.items.length === 0;
  }

  add(files, kind) {
    for (const file of files) this.items.push({ file, kind: kind ?? kindOf(file), url: URL.createObjectURL(file) });
    this.draw();
  }

  draw() {
    fill(this.element, this.items.map((item) => this.tile(item)));
    this.element.hidden = this.empty;
    this.onChange();
  }

  tile(item) {
    const remove = () => {
      URL.revokeObjectURL(item.url);
      this.items = this.items.filter((other) => other !== item);
      this.draw();
    };
    const face = item.kind === "photo" ? h("img", { src: item.url, alt: item.file.name }) : h("span", { class: "tray-file" }, icon(item.kind === "voice" ? "mic" : item.kind === "video" ? "video" : "file"), isolated(item.file.name));
    return h("div", { class: "tray-item", role: "listitem" }, face, h("button", { class: "tray-remove", type: "button", "aria-label": t("remove"), onclick: remove }, icon("close")));
  }

  /** Send everything, the words as caption of the first; several of a family travel as an album. */
  async flush({ text, entities, replyTo }) {
    const items = this.items;
    this.items = [];
    this.draw();
    const family = FAMILIES[items[0]?.kind];
    const together = items.length > 1 && family && items.every((item) => FAMILIES[item.kind] === family);
    const group = together ? `album-${crypto.randomUUID()}` : undefined;
    for (const [at, { file, kind, url }] of items.entries()) {
      const caption = at === 0 && text ? { caption: text, caption_entities: entities } : {};
      await this.send({ kind, data: await base64(file), filename: file.name, mime: file.type || undefined, reply_to: replyTo, group, ...caption });
      URL.revokeObjectURL(url);
    }
  }

  /** The menu of the paper clip. */
  openMenu(anchor) {
    const pick = (accept, kind) => () => pickFiles(accept, (files) => this.add(files, kind));
    const at = async (file, kind) => this.add([await file], kind);
    const now = async (file, kind, extra) => {
      const made = await file;
      if (made) await this.send({ kind, data: await base64(made), filename: made.name, mime: made.type, ...extra });
    };
    const items = [
      { label: t("pick_photo"), icon: "image", run: pick("image/*,video/*") },
      { label: t("pick_file"), icon: "file", run: pick("", "document") },
      { label: t("pick_voice"), icon: "mic", run: pick("audio/*", "voice") },
      "line",
      { label: t("sample_photo"), icon: "image", run: () => at(samplePhoto(), "photo") },
      { label: t("sample_album"), icon: "images", run: async () => this.add(await Promise.all([samplePhoto(), samplePhoto(), samplePhoto()]), "photo") },
      { label: t("sample_voice"), icon: "mic", run: () => now(sampleVoice(), "voice", { duration: 3 }) },
      { label: t("sample_sticker"), icon: "sticker", run: () => now(sampleSticker(), "sticker", { emoji: "🎧" }) },
      { label: t("sample_video"), icon: "video", run: () => now(sampleVideo(), "video", { width: 320, height: 320, duration: 2 }) },
      { label: t("sample_document"), icon: "file", run: () => at(sampleDocument(), "document") },
      { label: t("location"), icon: "place", run: () => this.send({ kind: "location", ...SAMPLE_PLACE }) },
      { label: t("contact"), icon: "person", run: () => this.send({ kind: "contact", ...SAMPLE_CONTACT }) },
      { label: t("dice"), icon: "dice", run: () => this.send({ kind: "dice", emoji: "🎲" }) },
    ];
    openMenu(anchor, items, t("attach"));
  }
}

function pickFiles(accept, use) {
  const input = h("input", { type: "file", multiple: true, accept: accept || null });
  input.addEventListener("change", () => use([...input.files]));
  input.click();
}
