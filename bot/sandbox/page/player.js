/** Voice messages and music: a round button, a wave, the time. */

import { lengthOf } from "./clock.js";
import { h, fill } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

const BARS = 36;
let playing = null; // one recording at a time, in all windows

/**
 * @param {string} src
 * @param {{duration?: number, seed: string, title?: Node | string}} facts
 */
export function player(src, { duration, seed, title }) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = src;
  const button = h("button", { class: "play", type: "button", "aria-label": t("play") }, icon("play"));
  const bars = waveform(seed).map((height) => h("i", { vars: { "--h": `${height}%` } }));
  const wave = h("div", { class: "wave", role: "slider", tabindex: 0, "aria-label": t("position"), "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0 }, bars);
  const clock = h("span", { class: "length" }, lengthOf(duration));
  const total = () => (Number.isFinite(audio.duration) ? audio.duration : duration || 1);

  const show = () => {
    const part = Math.min(1, audio.currentTime / total());
    bars.forEach((bar, i) => bar.classList.toggle("played", i / BARS < part));
    wave.setAttribute("aria-valuenow", String(Math.round(part * 100)));
    clock.textContent = lengthOf(audio.paused && !audio.currentTime ? total() : audio.currentTime);
  };
  const setPlaying = (on) => {
    fill(button, icon(on ? "pause" : "play"));
    button.setAttribute("aria-label", t(on ? "pause" : "play"));
  };
  button.addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    if (playing !== audio) playing?.pause();
    playing = audio;
    return audio.play().catch(() => setPlaying(false)); // a format this browser cannot play
  });
  wave.addEventListener("click", (event) => {
    const box = wave.getBoundingClientRect();
    audio.currentTime = ((event.clientX - box.left) / box.width) * total();
    show();
  });
  wave.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.stopPropagation();
    audio.currentTime = Math.max(0, audio.currentTime + step);
    show();
  });
  audio.addEventListener("play", () => setPlaying(true));
  audio.addEventListener("pause", () => setPlaying(false));
  audio.addEventListener("timeupdate", show);
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    show();
  });
  return h("div", { class: "player" }, button, h("div", { class: "track" }, title, wave, clock));
}

/** Heights in percent that look like speech and are always the same for one recording. */
function waveform(seed) {
  let state = [...seed].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) >>> 0, 7);
  return Array.from({ length: BARS }, (_, i) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    const swell = 0.55 + 0.45 * Math.sin(i / 3 + (seed.length % 5));
    return Math.round(18 + 82 * swell * (state / 2 ** 32));
  });
}
