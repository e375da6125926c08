/** The stand-in's clock, which may run faster than the visitor's, and how times are written. */

import { locale, t } from "./i18n.js";

let base = { now: Date.now() / 1000, speed: 1, at: performance.now() };

/** Take over what the stand-in says its clock shows. */
export function syncClock(now, speed) {
  base = { now, speed, at: performance.now() };
}

/** Unix seconds on the stand-in's clock. */
export function now() {
  return base.now + ((performance.now() - base.at) / 1000) * base.speed;
}

export const speed = () => base.speed;

const formats = new Map();

function format(seconds, options) {
  const key = `${locale()} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), options));
  return formats.get(key).format(seconds * 1000);
}

export const timeOf = (seconds) => format(seconds, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const exactTimeOf = (seconds) =>
  format(seconds, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
export const fullTimeOf = (seconds) => format(seconds, { dateStyle: "long", timeStyle: "medium" });

/** A key that is equal for two times of one day, in the visitor's time zone. */
export const dayKey = (seconds) => new Date(seconds * 1000).toDateString();

/** "Today", "Yesterday" or the date, seen from the stand-in's present. */
export function dayOf(seconds) {
  if (dayKey(seconds) === dayKey(now())) return t("today");
  if (dayKey(seconds) === dayKey(now() - 86400)) return t("yesterday");
  const sameYear = new Date(seconds * 1000).getFullYear() === new Date(now() * 1000).getFullYear();
  return format(seconds, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** Minutes and seconds of a recording. */
export function lengthOf(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
