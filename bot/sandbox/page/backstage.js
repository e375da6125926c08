/** The drawer behind the scenes: time, limits, faults, and what the bot calls. */

import { addFault, changeUser, clearFaults, getCalls, setClock, setLimits } from "./api.js";
import { roleOf } from "./cast.js";
import { exactTimeOf } from "./clock.js";
import { fill, h, refill } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { avatar, nameOf } from "./people.js";

const POLL_MS = 700;
const SHOWN_CALLS = 150;
const KINDS = ["429", "500", "502", "hang", "slow", "reset_before", "reset_after", "duplicate_update"];
const METHODS = ["*", "sendMessage", "editMessageText", "answerCallbackQuery", "sendPhoto", "copyMessage", "getUpdates"];
const FASTEST = 120;

export class Backstage {
  /**
   * @param {import("./store.js").Store} store
   * @param {{addPerson: () => void, seat: (user: any) => void, onToggle: (open: boolean) => void}} page
   */
  constructor(store, page) {
    Object.assign(this, { store, page });
    this.lastCall = 0;
    this.calls = h("ol", { class: "calls", role: "log", "aria-label": t("calls"), "aria-live": "off" });
    this.clock = h("section");
    this.people = h("section");
    this.faults = h("section");
    const close = h("button", { class: "icon-button", type: "button", "aria-label": t("close"), onclick: () => this.toggle(false) }, icon("close"));
    this.element = h(
      "aside",
      { class: "backstage", id: "backstage", data: { testid: "backstage" }, "aria-label": t("backstage"), hidden: true },
      h("header", {}, h("h2", {}, icon("sliders"), t("backstage")), close),
      h("div", { class: "backstage-body" }, this.clock, this.faults, this.people, h("section", { class: "calls-section" }, h("h3", {}, t("calls")), this.calls)),
    );
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    this.buildClock();
    this.buildFaults();
  }

  get open() {
    return !this.element.hidden;
  }

  toggle(open = !this.open) {
    this.element.hidden = !open;
    clearInterval(this.poller);
    if (open) {
      this.draw();
      this.pollCalls();
      this.poller = setInterval(() => this.pollCalls(), POLL_MS);
      this.element.querySelector("input, button").focus();
    }
    this.page.onToggle(open);
  }

  buildClock() {
    this.slider = h("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": t("speed"), data: { testid: "speed" } });
    this.speedLabel = h("output", { class: "speed-value" });
    this.slider.addEventListener("input", () => this.showSpeed(speedAt(this.slider.value)));
    this.slider.addEventListener("change", () => setClock({ speed: speedAt(this.slider.value) }));
    const ahead = (seconds, label) => h("button", { class: "button small quiet", type: "button", onclick: () => setClock({ advance: seconds }) }, label);
    fill(
      this.clock,
      h("h3", {}, t("time")),
      h("div", { class: "speed-line" }, this.slider, this.speedLabel),
      h("div", { class: "button-line" }, ahead(60, t("ahead_minutes", { n: 1 })), ahead(600, t("ahead_minutes", { n: 10 })), ahead(3600, t("ahead_hour"))),
    );
  }

  showSpeed(speed) {
    this.speedLabel.textContent = `${speed}×`;
    this.slider.setAttribute("aria-valuetext", `${speed}×`);
  }

  buildFaults() {
    const select = (label, values, name) => h("select", { "aria-label": label }, values.map((value) => h("option", { value }, name(value))));
    const method = select(t("method"), METHODS, (value) => (value === "*" ? t("any_method") : value));
    const kind = select(t("fault"), KINDS, (value) => t(`fault_${value}`));
    const times = h("input", { type: "number", min: 1, max: 99, value: 1, "aria-label": t("times") });
    const add = () => addFault({ method: method.value, kind: kind.value, times: Number(times.value) || 1, ...FAULT_DETAILS[kind.value] });
    this.limits = h("input", { type: "checkbox", role: "switch", onchange: () => setLimits(this.limits.checked) });
    this.faultList = h("ul", { class: "fault-list" });
    fill(
      this.faults,
      h("h3", {}, t("faults")),
      h("label", { class: "switch" }, h("span", {}, t("limits"), h("small", {}, t("limits_hint"))), this.limits),
      h("div", { class: "fault-form" }, method, kind, times, h("button", { class: "button small", type: "button", onclick: add }, t("add_fault"))),
      this.faultList,
    );
  }

  /** Show the state again. */
  draw() {
    const { speed, limits, faults } = this.store.state;
    if (document.activeElement !== this.slider) this.slider.value = String(placeOf(speed));
    this.showSpeed(speed);
    this.limits.checked = limits;
    refill(
      this.faultList,
      faults.map((fault) => h("li", {}, h("b", {}, t(`fault_${fault.kind}`)), ` · ${fault.method === "*" ? t("any_method") : fault.method} · ×${fault.times}`)),
      faults.length > 0 && h("li", {}, h("button", { class: "button small quiet", type: "button", onclick: clearFaults }, t("clear_faults"))),
    );
    this.drawPeople();
  }

  drawPeople() {
    const row = (user) => {
      const chinese = Boolean(user.language_code?.startsWith("zh"));
      const speak = () => changeUser(user.id, { language_code: chinese ? "en" : "zh" });
      const seat = h("button", { class: "person-row", type: "button", title: t("seat"), onclick: () => this.page.seat(user) }, avatar(user), h("span", { class: "banner-lines" }, h("bdi", { class: "banner-title" }, nameOf(user)), h("small", {}, t(`role_${roleOf(this.store, user.id)}`))));
      const tongue = h("button", { class: "chip", type: "button", "aria-label": t("speaks", { who: nameOf(user), language: chinese ? "中文" : "English" }), onclick: speak }, chinese ? "中文" : "EN");
      return h("li", {}, seat, tongue);
    };
    refill(this.people, h("h3", {}, t("people")), h("ul", { class: "people-list" }, this.store.state.users.map(row)), h("button", { class: "button small quiet", type: "button", onclick: () => this.page.addPerson() }, icon("plus"), t("add_person")));
  }

  async pollCalls() {
    const calls = await getCalls(this.lastCall).catch(() => []);
    for (const call of calls.filter(({ seq }) => seq > this.lastCall)) {
      this.lastCall = call.seq;
      this.calls.prepend(callLine(call));
    }
    while (this.calls.children.length > SHOWN_CALLS) this.calls.lastChild.remove();
  }
}

const FAULT_DETAILS = { 429: { retry_after: 5 }, hang: { seconds: 10 } };

function callLine(call) {
  const status = h("span", { class: `status ${call.status === 200 ? "good" : "bad"}` }, String(call.status));
  const line = h("summary", {}, status, h("code", {}, call.method), h("time", {}, exactTimeOf(call.at)), h("small", {}, `${Math.round(call.ms)} ms`));
  return h("li", {}, h("details", {}, line, call.description && h("p", {}, call.description), h("pre", { dir: "auto" }, JSON.stringify(call.params, null, 1))));
}

/** The slider's 0..100 is logarithmic, so that small speeds can be chosen finely. */
const speedAt = (place) => Math.round(FASTEST ** (Number(place) / 100));
const placeOf = (speed) => Math.round((100 * Math.log(Math.max(1, speed))) / Math.log(FASTEST));
