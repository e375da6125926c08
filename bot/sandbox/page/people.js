/** Names, colours and pictures of people and chats. */

import { graphemes, h } from "./dom.js";

const PALETTE = 7;

/** A user's or chat's full name as shown. */
export function nameOf(peer) {
  if (!peer) return "?";
  return peer.title ?? ([peer.first_name, peer.last_name].filter(Boolean).join(" ") || `#${peer.id}`);
}

/** Which of the palette's colours a person has, for ever. */
export const colourOf = (peer) => Math.abs(peer?.id ?? 0) % PALETTE;

/** A round picture with the first letters of a name. */
export function avatar(peer, props = {}) {
  const words = nameOf(peer).trim().split(/\s+/u);
  const letters = (words.length > 1 ? [words[0], words.at(-1)] : [words[0]]).map((word) => graphemes(word, 1)).join("");
  return h("span", { ...props, class: `avatar tint-${colourOf(peer)} ${props.class ?? ""}`, "aria-hidden": "true" }, letters.toUpperCase());
}
