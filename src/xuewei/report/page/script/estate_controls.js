// @ts-check
// New estates: how much later, how much of each is built, and whether it counts; of all at once, and of each.

import { AS_PLANNED, LAGS, asPlanned } from "./estates.js";
import { choice, el } from "./dom.js";
import { grouped } from "./words.js";
/** @import { Data, EstateSetting, Estates, Page, Part, Say, Setting } from "./types.js" */

const AT_FIRST = 10;
const MIXED = "mixed";

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function estateControls(page) {
  const { data, say } = page;
  const estates = data.estates;
  if (!estates || !estates.list.length) return null;
  const list = estates.list;
  const all = controlOf("estates", null, page, list.map((_, n) => n));
  const order = list.map((_, n) => n).sort((one, other) => list[other].dwellings - list[one].dwellings || one - other);
  const rows = order.map((n) => {
    /** @type {(Part & { element: HTMLElement }) | null} */
    let made = null;
    const { id, name, area } = list[n];
    return {
      words: `${name} ${id} ${data.areas[area]}`.toLowerCase(),
      row: () => (made ??= estateRow(n, estates, page)),
      update: () => made?.update(),
    };
  });
  const view = { find: "", room: AT_FIRST };
  const find = el("input", { id: "estate-find", type: "search", "aria-label": say("table.find"), placeholder: say("table.find"), oninput: () => { view.find = find.value.trim().toLowerCase(); narrow(); } });
  const body = el("div", { id: "estate-list" });
  const more = el("button", { type: "button", id: "estate-more", onclick: () => { view.room += 10 * AT_FIRST; narrow(); } });
  function narrow() {
    const fitting = rows.filter((row) => row.words.includes(view.find));
    const shown = fitting.slice(0, view.find ? Math.max(view.room, 10 * AT_FIRST) : view.room);
    body.replaceChildren(...shown.map(({ row }) => row().element), ...(fitting.length ? [] : [el("p", { class: "quiet" }, say("estates.nobody"))]));
    shown.forEach(({ row }) => row().update());
    more.hidden = shown.length === fitting.length;
    more.textContent = say("estates.more", { n: Math.min(fitting.length - shown.length, 10 * AT_FIRST) });
  }
  const several = list.length > 1;
  const each = several
    ? el("details", { id: "estates-each" }, el("summary", {}, say("estates.each", { n: list.length })), el("p", { class: "quiet" }, say("estates.order")), list.length > AT_FIRST ? find : null, body, more)
    : body;
  narrow();
  return {
    element: el("fieldset", { id: "estates" }, el("legend", {}, say(several ? "estates.title" : "estates.title.one", { n: list.length })), several ? all.element : null, each, estateNotes(estates, say)),
    update() {
      all.update();
      rows.forEach((row) => row.update());
    },
  };
}

/**
 * What the controls do not do: estates that are there already, and those that bring nobody, as they are within migration.
 * @param {Estates} estates
 * @param {Say} say
 */
function estateNotes({ list, done }, say) {
  const within = list.filter((one) => one.within).length;
  const notes = [say("estates.lead")];
  if (within) notes.push(say(within === list.length ? "estates.within.all" : "estates.within", { n: within }));
  if (done.length) notes.push(say("estates.done", { n: done.length, names: done.slice(0, AT_FIRST).join(say("list")) + (done.length > AT_FIRST ? "…" : "") }));
  return notes.map((note) => el("p", { class: "quiet" }, note));
}

/**
 * @param {number} n
 * @param {Estates} estates
 * @param {Page} page
 */
function estateRow(n, { list }, page) {
  const { data, say } = page;
  const one = list[n];
  const [first, last] = one.years;
  const years = first === last ? say("estates.year", { year: first }) : say("estates.years", { first, last });
  const where = data.areas.length > 1 ? [data.areas[one.area]] : [];
  const size = say("estates.size", { n: Math.round(one.dwellings) });
  const facts = [...where, years, size, ...(one.within ? [say("estates.within.one")] : [])].join(say("list"));
  const found = controlOf(`estate-${n}`, { name: one.name, facts }, page, [n]);
  found.element.dataset.estate = one.id;
  return found;
}

/**
 * The controls of some estates: each shows what they have in common.
 * @param {string} id
 * @param {{ name: string, facts: string } | null} named
 * @param {Page} page
 * @param {number[]} places
 */
function controlOf(id, named, page, places) {
  const { say } = page;
  /** @param {Partial<EstateSetting>} parts */
  const change = (parts) => {
    const mine = new Set(places);
    page.change({ estates: page.setting.estates.map((one, n) => (mine.has(n) ? { ...one, ...parts } : one)) });
  };
  /** @type {[string | number, string][]} */
  const lags = Array.from({ length: LAGS }, (_, n) => [n, n ? say("estates.lag.years", { n }) : say("estates.lag.none")]);
  const mixed = el("option", { value: MIXED, disabled: true }, say("estates.mixed"));
  const lag = choice(`${id}-lag`, say("estates.lag"), lags, 0, (value) => change({ lag: Number(value) }));
  const select = /** @type {HTMLSelectElement} */ (lag.querySelector("select"));
  const wrong = el("p", { class: "bad", id: `${id}-wrong`, role: "alert" });
  const read = () => {
    const text = input.value.trim();
    const share = Number(text) / 100;
    const right = text !== "" && share >= 0 && share <= 1;
    wrong.textContent = right ? "" : say("estates.share.bad");
    input.setAttribute("aria-invalid", String(!right));
    change({ share: right ? share : 1 });
  };
  const input = el("input", { id: `${id}-share`, type: "text", inputmode: "decimal", "aria-describedby": `${id}-wrong`, onchange: read });
  const box = el("input", { id: `${id}-on`, type: "checkbox", role: "switch", onchange: () => change({ on: box.checked }) });
  const label = el("label", { class: "estate-name", for: `${id}-on` }, box, el("span", {}, named ? named.name : say("estates.all")));
  const element = el("div", { class: "estate" }, label, named ? el("p", { class: "quiet" }, named.facts) : null, el("div", { class: "pair" }, lag, el("div", { class: "field" }, el("label", { for: `${id}-share` }, say("estates.share")), input)), wrong);
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", named ? named.name : say("estates.all"));
  return {
    element,
    update() {
      const own = places.map((n) => page.setting.estates[n]);
      const alike = (/** @type {keyof EstateSetting} */ key) => own.every((one) => one[key] === own[0][key]);
      if (alike("lag")) mixed.remove();
      else select.append(mixed);
      select.value = alike("lag") ? String(own[0].lag) : MIXED;
      if (own.some((one) => one.share !== 1) || input.getAttribute("aria-invalid") !== "true") {
        input.setAttribute("aria-invalid", "false");
        wrong.textContent = "";
        input.value = alike("share") ? String(Number((own[0].share * 100).toFixed(2))) : "";
      }
      input.placeholder = alike("share") ? "" : say("estates.mixed");
      box.checked = own.some((one) => one.on);
      box.indeterminate = !alike("on");
      element.classList.toggle("off", own.every((one) => !one.on));
    },
  };
}

/**
 * In which parts estates differ from the plan, in words.
 * @param {Setting} setting
 * @param {Pick<Data, "estates">} data
 * @param {Say} say
 * @returns {string[]}
 */
export function estateParts(setting, data, say) {
  const list = data.estates?.list ?? [];
  const moved = setting.estates.flatMap((one, n) => (asPlanned(one) ? [] : [n]));
  if (!moved.length) return [];
  const one = setting.estates[moved[0]];
  const same = moved.every((n) => JSON.stringify(setting.estates[n]) === JSON.stringify(one));
  const every = moved.length === list.length && list.length > 1;
  if (!same) return [say("part.estates", { n: moved.length })];
  const whose = every ? say("part.estates.all", { n: list.length }) : moved.length === 1 ? list[moved[0]].name : say("part.estates.some", { n: moved.length });
  if (!one.on) return [say("part.estate.off", { whose })];
  const how = [];
  if (one.lag) how.push(say("part.estate.lag", { n: one.lag }));
  if (one.share !== AS_PLANNED.share) how.push(say("part.estate.share", { n: grouped(Number((one.share * 100).toFixed(2))) }));
  return [say("part.estate", { whose, how: how.join(say("part.estate.and")) })];
}
