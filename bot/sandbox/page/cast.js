/** Who plays what: the first cast of the four windows, guessed from the groups and the address. */

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

/**
 * Who sits in which window at first. `customer`, `rep`, `group` and `owner` in the address (query or hash) override the guess.
 * @returns {{role: string, as: number, chatId: number}[]}
 */
export function firstCast(store, address) {
  const wanted = new URLSearchParams(`${address.search.slice(1)}&${address.hash.slice(1)}`);
  const asked = (role) => Number(wanted.get(role)) || undefined;
  const first = (role) => asked(role) ?? store.state.users.find(({ id }) => roleOf(store, id) === role)?.id;
  const group = asked("group") ?? store.groups[0]?.id;
  const [customer, rep, owner] = ["customer", "rep", "owner"].map(first);
  return [
    { role: "customer", as: customer, chatId: customer },
    { role: "rep", as: rep, chatId: rep },
    { role: "group", as: rep ?? owner, chatId: group },
    { role: "owner", as: owner, chatId: owner },
  ].filter(({ as, chatId }) => as !== undefined && chatId !== undefined);
}
