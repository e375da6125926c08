/** The list of the bot's commands over the field, narrowed as one types. */

import { fill, h } from "./dom.js";
import { t } from "./i18n.js";

let made = 0;

export class Suggestions {
  /** @param {(command: string) => void} onChoose */
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.id = `commands-${++made}`;
    this.element = h("div", { class: "suggestions", id: this.id, role: "listbox", "aria-label": t("commands"), hidden: true });
    this.commands = [];
    this.at = 0;
  }

  get open() {
    return !this.element.hidden;
  }

  hide() {
    this.element.hidden = true;
  }

  /** Show the commands that begin with what is written, if it is the beginning of a command. */
  offer(commands, written) {
    const typed = /^\/(\w*)$/.exec(written)?.[1].toLowerCase();
    this.commands = typed === undefined ? [] : commands.filter(({ command }) => command.startsWith(typed));
    this.at = 0;
    this.element.hidden = this.commands.length === 0;
    this.draw();
  }

  draw() {
    const option = ({ command, description }, i) =>
      h(
        "div",
        { class: "suggestion", role: "option", id: `${this.id}-${i}`, "aria-selected": String(i === this.at), onmousedown: (event) => event.preventDefault(), onclick: () => this.choose(command) },
        h("b", {}, `/${command}`),
        h("bdi", {}, description),
      );
    fill(this.element, this.commands.map(option));
  }

  choose(command) {
    this.hide();
    this.onChoose(command);
  }

  /** @returns {boolean} whether the key was for the list */
  key(event) {
    if (!this.open) return false;
    const count = this.commands.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.move((this.at + step + count) % count, event.target);
    else if (event.key === "Enter" || event.key === "Tab") this.choose(this.commands[this.at].command);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  move(at, field) {
    this.at = at;
    [...this.element.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    this.element.children[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `${this.id}-${at}`);
  }
}
