/** Pictures, films, recordings and files of a message, and the grid of an album. */

import { fileUrl } from "./api.js";
import { lengthOf } from "./clock.js";
import { h, isolated } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { openLightbox } from "./lightbox.js";
import { player } from "./player.js";

const KINDS = ["photo", "video", "animation", "video_note", "voice", "audio", "sticker", "document"];

/** Which kind of file a message carries, or undefined. An animation also has a document, which does not count. */
export const mediaKind = (message) => KINDS.find((kind) => message[kind]);

/** Does the kind fill the bubble to its edge? */
export const isPicture = (kind) => kind === "photo" || kind === "video" || kind === "animation";

/** The file of a message: the largest size of a photo. */
export function mediaFile(message) {
  const kind = mediaKind(message);
  return kind === "photo" ? message.photo.at(-1) : message[kind];
}

/**
 * The media part of a bubble for one message, or for all of an album.
 * @param {any[]} messages
 * @returns {HTMLElement | null}
 */
export function mediaPart(messages) {
  if (messages.length > 1 && messages.every((message) => isPicture(mediaKind(message)))) return album(messages);
  const parts = messages.map(single).filter(Boolean);
  return parts.length ? h("div", { class: "media-list" }, parts) : null;
}

function album(messages) {
  const tiles = messages.map((message) => h("div", { class: "tile", data: { mid: message.message_id } }, single(message)));
  return h("div", { class: `album of-${Math.min(messages.length, 10)}`, role: "group", "aria-label": t("album", { n: messages.length }) }, tiles);
}

function single(message) {
  const kind = mediaKind(message);
  if (!kind) return null;
  const veiled = message.has_media_spoiler ? veil : (part) => part;
  return veiled(PARTS[kind](mediaFile(message), message));
}

const PARTS = {
  photo: (file) => picture(file, t("photo")),
  video: (file) => film(file, { controls: true, preload: "metadata" }),
  animation: (file) =>
    file.mime_type?.startsWith("image/") ? picture(file, t("animation")) : film(file, { loop: true, muted: true, controls: true }),
  video_note: (file) => h("div", { class: "video-note" }, film(file, { controls: true, preload: "metadata" })),
  voice: (file) => player(fileUrl(file.file_id), { duration: file.duration, seed: file.file_unique_id ?? file.file_id }),
  audio: (file) =>
    player(fileUrl(file.file_id), {
      duration: file.duration,
      seed: file.file_unique_id ?? file.file_id,
      title: isolated(file.title ?? file.file_name ?? t("audio"), { class: "track-title" }),
    }),
  sticker: (file) => sticker(file),
  document: (file) => paper(file),
};

function picture(file, label) {
  const src = fileUrl(file.file_id);
  const image = h("img", { src, alt: label, loading: "lazy", width: file.width, height: file.height, draggable: "false" });
  return h("button", { class: "picture", type: "button", "aria-label": t("open_photo"), onclick: () => openLightbox(src) }, image);
}

function film(file, options) {
  return h("video", { src: fileUrl(file.file_id), width: file.width, height: file.height, playsinline: true, "aria-label": t("video"), ...options });
}

function sticker(file) {
  if (file.is_animated) return h("div", { class: "sticker-fallback", role: "img", "aria-label": t("sticker") }, file.emoji ?? "🖼");
  if (file.is_video) return film(file, { loop: true, muted: true, autoplay: true });
  return h("img", { class: "sticker", src: fileUrl(file.file_id), alt: `${t("sticker")} ${file.emoji ?? ""}`, width: 160, height: 160 });
}

function paper(file) {
  const name = file.file_name ?? t("file");
  const download = { class: "paper", href: fileUrl(file.file_id), download: name };
  const facts = h("span", { class: "paper-facts" }, isolated(name, { class: "paper-name" }), h("small", {}, sizeOf(file.file_size)));
  return h("a", download, h("span", { class: "paper-icon" }, icon("file")), facts);
}

function veil(part) {
  const cover = h("button", { class: "media-veil", type: "button", "aria-label": t("spoiler") });
  cover.addEventListener("click", () => cover.remove(), { once: true });
  return h("div", { class: "veiled" }, part, cover);
}

/** A number of bytes for people. */
export function sizeOf(bytes) {
  if (!bytes) return "";
  const units = ["B", "KB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
}

const LABELS = { voice: (file) => `${t("voice")} ${lengthOf(file.duration)}`, sticker: (file) => `${t("sticker")} ${file.emoji ?? ""}`, document: (file) => file.file_name ?? t("file") };

/** One line that stands for a message's media in quotes, bars and announcements. */
export function mediaLabel(message) {
  const kind = mediaKind(message);
  if (!kind) return "";
  return LABELS[kind]?.(message[kind]) ?? t(kind);
}
