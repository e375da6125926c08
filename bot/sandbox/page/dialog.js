/** Dialogs over the whole page: adding a person, choosing who opens a link. */

import { addUser, setMember } from "./api.js";
import { roleOf } from "./cast.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { avatar, nameOf } from "./people.js";

function dialog(title, ...content) {
  const close = h("button", { class: "icon-button", type: "button", "aria-label": t("close"), onclick: () => frame.close() }, icon("close"));
  const frame = h("dialog", { class: "dialog", "aria-label": title }, h("header", {}, h("h2", {}, title), close), content);
  frame.addEventListener("close", () => frame.remove());
  document.body.append(frame);
  frame.showModal();
  return frame;
}

const option = (value, label) => h("option", { value }, label);
const labelled = (label, control) => h("label", { class: "labelled" }, h("span", {}, label), control);

/**
 * Ask for a new person, make them, and hand them over.
 * @param {import("./store.js").Store} store
 * @param {(user: any, role: string) => void} done
 */
export function askForPerson(store, done) {
  const name = h("input", { type: "text", required: true, maxlength: 64, autocomplete: "off", dir: "auto" });
  const tongue = h("select", {}, option("en", "English"), option("zh", "中文"));
  const role = h("select", {}, option("customer", t("role_customer")), store.groups.length > 0 && option("rep", t("role_rep")));
  const problem = h("p", { class: "problem", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    try {
      const [first, ...last] = name.value.trim().split(/\s+/u);
      const user = await addUser({ first_name: first, last_name: last.join(" ") || undefined, language_code: tongue.value });
      if (role.value === "rep") await setMember(store.groups[0].id, user.id, "member");
      await store.refresh();
      frame.close();
      done(user, role.value);
    } catch (error) {
      fill(problem, error.message);
    }
  };
  const form = h("form", { class: "form", onsubmit: submit }, labelled(t("name"), name), labelled(t("language"), tongue), labelled(t("role"), role), problem, h("button", { class: "button", type: "submit" }, t("add_person")));
  const frame = dialog(t("add_person"), form);
  name.focus();
}

/**
 * Ask as whom a start link is opened. People who do not work here yet come first.
 * @param {import("./store.js").Store} store
 * @param {{link: string, me: number, addPerson: (then: (user: any) => void) => void}} facts
 * @param {(user: any) => void} done
 */
export function askWhoOpens(store, { link, me, addPerson }, done) {
  const choose = (user) => () => {
    frame.close();
    done(user);
  };
  const order = { rep: 0, customer: 1, owner: 2 };
  const people = [...store.state.users].sort((a, b) => (a.id === me) - (b.id === me) || order[roleOf(store, a.id)] - order[roleOf(store, b.id)]);
  const row = (user) => h("button", { class: "person-row", type: "button", onclick: choose(user) }, avatar(user), h("span", { class: "banner-lines" }, h("bdi", { class: "banner-title" }, t("open_as", { who: nameOf(user) })), h("small", {}, t(`role_${roleOf(store, user.id)}`))));
  const newcomer = () => {
    frame.close();
    addPerson(done);
  };
  const add = h("button", { class: "person-row", type: "button", onclick: newcomer }, h("span", { class: "avatar plain" }, icon("plus")), h("span", { class: "banner-title" }, t("open_as_new")));
  const frame = dialog(t("open_link"), h("p", { class: "link-shown" }, h("bdi", {}, link)), h("div", { class: "person-list" }, people.map(row), add));
}
