// @ts-check
// The list of schools, each with a switch.

import { basisMark } from "./basis.js";
import { carded, el, headRow, scrolling, section } from "./dom.js";
import { ALWAYS, openingYear } from "./ledger.js";
import { MOST_ON_PAPER, notPrinted } from "./paper.js";
import { ROWS_AT_ONCE } from "./table.js";
import { grouped } from "./words.js";
/** @import { Page, Part, School, Stage } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function schoolsPart(page) {
  const { data, say } = page;
  if (!data.schools.length) return null;
  const view = { find: "", room: ROWS_AT_ONCE };
  const stages = data.stages.filter((stage) => data.schools.some((school) => seatsOf(school, stage.name)));
  const rows = data.schools.map((school) => schoolRow(school, stages, page));
  const find = el("input", { id: "school-find", type: "search", oninput: () => narrow(find.value.trim().toLowerCase()) });
  const body = el("tbody");
  const total = el("tfoot");
  const left = el("p", { class: "quiet print-only" });
  const more = el("button", { type: "button", onclick: () => { view.room += ROWS_AT_ONCE; narrow(view.find); } });
  /** @param {boolean} on */
  const every = (on) => el("button", { type: "button", onclick: () => page.change({ off: new Set(on ? [] : data.schools.map((school) => school.id)) }) }, say(on ? "schools.all" : "schools.none"));
  const tools = el("div", { class: "filters" }, el("div", { class: "field" }, el("label", { for: "school-find" }, say("table.find")), find), every(true), every(false));
  const table = el("table", { id: "school-table", class: "cards" }, el("caption", { class: "quiet no-print" }, say("schools.caption")), headRow(schoolColumns(stages, page)), body, total);

  /** @param {string} words */
  function narrow(words) {
    view.find = words;
    const fitting = rows.filter((row) => words.split(/\s+/).every((word) => row.words.includes(word)));
    const shown = fitting.slice(0, page.paper ? MOST_ON_PAPER : view.room);
    body.replaceChildren(...shown.map((row) => row.element));
    left.textContent = notPrinted({ fields: tools, all: rows.length, fitting: fitting.length, printed: shown.length }, say, "print.left.schools");
    more.hidden = shown.length === fitting.length;
    more.textContent = say("table.more", { n: Math.min(fitting.length - shown.length, ROWS_AT_ONCE) });
  }
  narrow("");
  let printed = page.paper;
  return {
    element: section("schools", say("head.schools"), el("p", { class: "quiet no-print" }, say("schools.lead")), tools, left, scrolling(say("schools.caption"), table), more),
    update() {
      if (printed !== page.paper) narrow(view.find);
      printed = page.paper;
      rows.forEach((row) => row.update());
      total.replaceChildren(sumRow(stages, page));
    },
  };
}

/**
 * @param {School} school
 * @param {string} stage
 */
function seatsOf(school, stage) {
  return (school.seats?.[stage] ?? 0) - (school.removes?.[stage] ?? 0);
}

/**
 * What a school is called: its name, or its id where it has none.
 * @param {School} school
 */
function schoolName(school) {
  return school.name ?? school.id;
}

/**
 * @param {Stage[]} stages
 * @param {Page} page
 * @returns {[string, boolean?][]}
 */
function schoolColumns(stages, { data, say }) {
  return [
    [say("schools.on")],
    [say("name")],
    [say("type")],
    .../** @type {[string][]} */ (data.areas.length > 1 ? [[say("area")]] : []),
    [say("planned"), true],
    [say("opens"), true],
    ...stages.map((stage) => /** @type {[string, boolean]} */ ([stage.label, true])),
    [say("founder")],
    [say("status")],
    [say("basis")],
    [say("school.note")],
  ];
}

/**
 * @param {School} school
 * @param {Stage[]} stages
 * @param {Page} page
 */
function schoolRow(school, stages, page) {
  const { data, say } = page;
  const name = schoolName(school);
  const flip = () => {
    const off = new Set(page.setting.off);
    if (box.checked) off.delete(school.id);
    else off.add(school.id);
    page.change({ off });
  };
  const box = el("input", { type: "checkbox", role: "switch", "aria-label": say("schools.switch", { name }), "data-school": school.id, onchange: flip });
  const opens = el("td", { class: "number" });
  /** @param {string} text */
  const number = (text) => el("td", { class: "number" }, text);
  const uncounted = el("span", { class: "print-only" }, say("schools.off"));
  const label = [school.name ?? school.id, school.name ? el("span", { class: "quiet id" }, school.id) : null, uncounted];
  const element = el(
    "tr",
    {},
    el("td", {}, box),
    el("th", { scope: "row" }, label),
    el("td", {}, school.type),
    data.areas.length > 1 ? el("td", {}, data.areas[school.area]) : null,
    number(school.planned === undefined ? "" : String(school.planned)),
    opens,
    stages.map((stage) => number(seatsOf(school, stage.name) ? grouped(seatsOf(school, stage.name)) : "")),
    el("td", {}, school.founder ?? ""),
    el("td", {}, school.statusLabel),
    el("td", {}, school.basis ? basisMark(school.basis, school.basisLabel ?? "") : ""),
    el("td", { class: "note" }, school.note ?? ""),
  );
  carded(element, schoolColumns(stages, page));
  return {
    element,
    words: `${name} ${school.id} ${school.type} ${data.areas[school.area]} ${school.founder ?? ""}`.toLowerCase(),
    update() {
      box.checked = !page.setting.off.has(school.id);
      element.className = box.checked ? "" : "off";
      uncounted.hidden = box.checked;
      const year = openingYear(school, page.setting);
      const since = year === ALWAYS ? data.base.always : String(year);
      opens.textContent = school.closes === undefined ? since : say("schools.closes", { opens: since, year: school.closes });
    },
  };
}

/**
 * @param {Stage[]} stages
 * @param {Page} page
 */
function sumRow(stages, { data, say, setting }) {
  const on = data.schools.filter((school) => !setting.off.has(school.id));
  const before = data.areas.length > 1 ? 4 : 3;
  const row = el(
    "tr",
    {},
    el("td", {}, ""),
    el("th", { scope: "row" }, `${say("total")} ${on.length}`),
    el("td", { colspan: before }, ""),
    stages.map((stage) => el("td", { class: "number" }, grouped(on.reduce((sum, school) => sum + seatsOf(school, stage.name), 0)))),
    el("td", { colspan: 4 }, ""),
  );
  const stageTitles = stages.map((stage) => /** @type {[string]} */ ([stage.label]));
  return carded(row, [[""], [""], [""], ...stageTitles, [""]]);
}
