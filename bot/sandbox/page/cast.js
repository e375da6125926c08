/** Who plays what: the first cast of the four windows, guessed from the groups and the address. */

import { language } from "./i18n.js";

export const ROLES = ["customer", "rep", "group", "owner"];
const STAFF = new Set(["creator", "administrator", "member", "restricted"]);

/** People of a group, as users. */
export function membersOf(store, groupId) {
  const members = store.chat(groupId)?.members ?? [];
  return members.filter(({ status }) => STAFF.has(status)).map(({ user_id: id }) => store.user(id)).filter(Boolean);
}

/** The chats a person can be in: the private one with the bot, then their groups. */
export function chatsOf(store, userId) {
  const groups = store.groups.filter(({ id }) => membersOf(store, id).some((user) => user.id === userId));
  return [{ id: userId }, ...groups];
}

/** A person's part in the shop, by their place in the group: who made it owns it, who is in it works there. */
export function roleOf(store, userId) {
  const statuses = store.groups.flatMap(({ members }) => members).filter((member) => member.user_id === userId).map(({ status }) => status);
  if (statuses.includes("creator")) return "owner";
  return statuses.some((status) => STAFF.has(status)) ? "rep" : "customer";
}

const speaks = (user) => (user.language_code?.startsWith("zh") ? "zh" : "en");

/**
 * Who sits in which window at first. `customer`, `rep`, `group` and `owner` in the address (query or hash) override the guess;
 * the first customer is one whose Telegram speaks the visitor's language, if there is any.
 * @returns {{role: string, as: number, chatId: number}[]}
 */
export function firstCast(store, address) {
  const wanted = new URLSearchParams(`${address.search.slice(1)}&${address.hash.slice(1)}`);
  const asked = (role) => Number(wanted.get(role)) || undefined;
  const first = (role) => {
    const all = store.state.users.filter(({ id }) => roleOf(store, id) === role);
    return asked(role) ?? (all.find((user) => role === "customer" && speaks(user) === language()) ?? all[0])?.id;
  };
  const group = asked("group") ?? store.groups[0]?.id;
  const [customer, rep, owner] = ["customer", "rep", "owner"].map(first);
  return [
    { role: "customer", as: customer, chatId: customer },
    { role: "rep", as: rep, chatId: rep },
    { role: "group", as: rep ?? owner, chatId: group },
    { role: "owner", as: owner, chatId: owner },
  ].filter(({ as, chatId }) => as !== undefined && chatId !== undefined);
}
