/** Service messages: the grey lines in the middle of a chat. */

import { amountOf } from "./cards.js";
import { t } from "./i18n.js";
import { nameOf } from "./people.js";

const names = (users) => users.map(nameOf).join(", ");

const LINES = {
  new_chat_members: (m) => t("joined", { who: names(m.new_chat_members) }),
  left_chat_member: (m) => t("left", { who: nameOf(m.left_chat_member) }),
  pinned_message: (m) => t("pinned_by", { who: nameOf(m.from) }),
  group_chat_created: () => t("group_created"),
  supergroup_chat_created: () => t("group_created"),
  new_chat_title: (m) => t("renamed", { title: m.new_chat_title }),
  successful_payment: (m) => t("payment_done", { sum: amountOf(m.successful_payment.total_amount, m.successful_payment.currency) }),
  refunded_payment: (m) => t("payment_refunded", { sum: amountOf(m.refunded_payment.total_amount, m.refunded_payment.currency) }),
  forum_topic_created: (m) => t("topic_created", { name: m.forum_topic_created.name }),
  forum_topic_edited: () => t("topic_edited"),
  forum_topic_closed: () => t("topic_closed"),
  forum_topic_reopened: () => t("topic_reopened"),
  migrate_to_chat_id: () => t("migrated"),
  migrate_from_chat_id: () => t("migrated"),
  message_auto_delete_timer_changed: () => t("timer_changed"),
  write_access_allowed: () => t("access_allowed"),
};

/** The sentence of a service message, or null for an ordinary one. */
export function serviceLine(message) {
  const kind = Object.keys(LINES).find((key) => message[key] !== undefined);
  return kind ? LINES[kind](message) : null;
}
