/** What one can do with a message. */

import { t } from "./i18n.js";
import { nameOf } from "./people.js";
import { chatsOf } from "./cast.js";

const FACES = ["👍", "❤️", "😂", "😮", "😢", "🙏", "🔥"];
const plain = (emoji) => emoji.replace("\uFE0F", ""); // Telegram's own list of reactions has the heart without it

/**
 * The items of a message's menu.
 * @param {any} message
 * @param {import("./window.js").ChatWindow} window
 */
export function messageItems(message, window) {
  const words = message.text ?? message.caption;
  const mine = (message.reactions ?? []).filter((reaction) => reaction.user_id === window.room.where.as).map(({ emoji }) => plain(emoji));
  const face = (emoji) => ({ label: t("react_with", { emoji }), face: emoji, run: () => window.react(message, mine.includes(plain(emoji)) ? null : plain(emoji)) });
  const open = !message.has_protected_content;
  return [
    { row: FACES.map(face) },
    { label: t("reply"), icon: "reply", run: () => window.composer.reply(message) },
    ...(message.out && words !== undefined ? [{ label: t("edit"), icon: "edit", run: () => window.composer.edit(message) }] : []),
    ...(words && open ? [{ label: t("copy_text"), icon: "copy", run: () => window.copy(words) }] : []),
    ...(open ? forwardItems(message, window) : []),
    { label: t("delete_for_me"), icon: "trash", danger: true, run: () => window.forget(message) },
  ];
}

function forwardItems(message, window) {
  const { as, chatId } = window.room.where;
  return chatsOf(window.store, as).map((chat) => ({
    label: t("forward_to", { chat: chat.title ?? nameOf(window.store.bot) }),
    icon: "forward",
    run: () => window.perform("forward", { chat_id: chat.id, from_chat_id: chatId, message_id: message.message_id }),
  }));
}
