/** The page's own language. What the bot says comes from the bot. */

import { WORDS } from "./words.js";

const KEY = "earshot.language";
let current = localStorage.getItem(KEY) ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

export const language = () => current;
export const locale = () => (current === "zh" ? "zh-CN" : "en-GB");

export function setLanguage(code) {
  current = code;
  localStorage.setItem(KEY, code);
  document.documentElement.lang = locale();
}

/**
 * A sentence of the page. `{name}` is replaced from `values`.
 * @param {keyof typeof WORDS.en} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return WORDS[current][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

document.documentElement.lang = locale();
