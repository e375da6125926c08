/** Messages that are no text and no file: places, contacts, dice, polls, invoices. */

import { h, isolated } from "./dom.js";
import { icon } from "./icons.js";
import { locale, t } from "./i18n.js";
import { avatar, nameOf } from "./people.js";

const CARDS = {
  venue: (message) => place(message.venue.location, message.venue.title, message.venue.address),
  location: (message) => place(message.location, t("location"), coordinates(message.location)),
  contact: (message) => contact(message.contact),
  dice: (message) => h("div", { class: "dice", role: "img", "aria-label": `${message.dice.emoji} ${message.dice.value}` }, message.dice.emoji, h("b", {}, String(message.dice.value))),
  poll: (message) => poll(message.poll),
  invoice: (message) => invoice(message),
};

/** A venue also has a location, so it is looked for first. */
export const cardKind = (message) => Object.keys(CARDS).find((kind) => message[kind]);

/** The card of a message, or null. */
export function cardPart(message) {
  const kind = cardKind(message);
  return kind ? CARDS[kind](message) : null;
}

const coordinates = ({ latitude, longitude }) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;

function place(_location, title, detail) {
  const lines = h("span", { class: "card-lines" }, isolated(title, { class: "card-title" }), isolated(detail, { class: "card-detail" }));
  return h("div", { class: "card place" }, h("div", { class: "map" }, icon("place")), lines);
}

function contact(person) {
  const lines = h("span", { class: "card-lines" }, isolated(nameOf(person), { class: "card-title" }), isolated(person.phone_number, { class: "card-detail" }));
  return h("div", { class: "card contact" }, avatar({ ...person, id: person.user_id ?? 4 }), lines);
}

function poll(facts) {
  const most = Math.max(1, facts.total_voter_count);
  const options = facts.options.map((option) =>
    h("li", { vars: { "--part": `${(100 * option.voter_count) / most}%` } }, isolated(option.text), h("small", {}, String(option.voter_count))),
  );
  return h("div", { class: "card poll" }, isolated(facts.question, { class: "card-title" }), h("ul", {}, options));
}

function invoice(message) {
  const { title, description, currency, total_amount: total } = message.invoice;
  const paid = message.paid && h("span", { class: "paid" }, icon("check"), t("paid"));
  return h(
    "div",
    { class: "card invoice" },
    isolated(title, { class: "card-title" }),
    isolated(description, { class: "card-detail" }),
    h("span", { class: "price" }, amountOf(total, currency), paid),
  );
}

/** A sum in the smallest units of its currency. */
export function amountOf(total, currency) {
  if (currency === "XTR") return `⭐ ${total}`;
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  return new Intl.NumberFormat(locale(), { style: "currency", currency }).format(total / 10 ** digits);
}
