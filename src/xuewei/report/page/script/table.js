// @ts-check
// All lines of the answer in a table that sorts and filters.

import { carded, choice, el, scrolling, section } from "./dom.js";
import { MOST_ON_PAPER, notPrinted } from "./paper.js";
import { balanceWords, bandColumns, grouped, percent } from "./words.js";
/** @import { Alert, Column, Data, Line, Page, Part } from "./types.js" */

export const ROWS_AT_ONCE = 400;
/**
 * Warnings from the least to the most urgent.
 * @type {Alert[]}
 */
const ALERTS = ["baseline", "surplus", "green", "yellow", "red"];

/**
 * What of the table is shown: lines of a stage, an area, a warning and with some words, sorted by a column.
 * @typedef {{ stage: string, area: string, alert: string, find: string, column: string | null, down: boolean, room: number }} View
 */

/**
 * @param {Page} page
 * @returns {Part}
 */
export function tablePart(page) {
  const { data, say } = page;
  /** @type {View} */
  const view = { stage: "", area: "", alert: "", find: "", column: null, down: false, room: ROWS_AT_ONCE };
  const columns = tableColumns(page);
  const body = el("tbody");
  const count = el("p", { class: "quiet no-print", role: "status" });
  const left = el("p", { class: "quiet print-only" });
  const more = el("button", { type: "button", onclick: () => change({ room: view.room + ROWS_AT_ONCE }) });
  const heads = columns.map((column) => sortHead(column, view, page, update));
  const table = el("table", { id: "answer-table", class: "cards" }, el("caption", { class: "quiet" }, say("table.caption")), el("thead", {}, el("tr", {}, heads.map((head) => head.element))), body);
  /** @param {Partial<View>} parts */
  const change = (parts) => {
    Object.assign(view, { room: ROWS_AT_ONCE }, parts);
    update();
  };
  const filters = el("fieldset", { class: "filters" }, el("legend", {}, say("table.filter")), filterFields(page, change));

  function update() {
    const all = page.outcome.lines.flat(2).filter((line) => page.inYears(line.year));
    const chosen = all.filter((line) => fits(line, view, data));
    const column = columns.find((one) => one.key === view.column);
    if (column) chosen.sort((one, other) => (view.down ? -1 : 1) * compareValues(column.worth(one), column.worth(other)));
    const shown = chosen.slice(0, page.paper ? MOST_ON_PAPER : view.room);
    body.replaceChildren(...shown.map((line) => tableRow(line, columns, data)));
    if (!shown.length) body.append(el("tr", {}, el("td", { colspan: columns.length }, say("table.none"))));
    count.textContent = say("table.count", { shown: shown.length, n: all.length });
    left.textContent = notPrinted({ fields: filters, all: all.length, fitting: chosen.length, printed: shown.length }, say);
    more.hidden = shown.length === chosen.length;
    more.textContent = say("table.more", { n: Math.min(chosen.length - shown.length, ROWS_AT_ONCE) });
    heads.forEach((head) => head.update());
  }
  return { element: section("table", say("head.table"), filters, count, left, scrolling(say("table.caption"), table), more), update };
}

/** @param {Page} page */
function tableColumns({ data, say }) {
  /**
   * @param {"seats" | "demand" | "balance" | "classes" | "usable"} key
   * @param {string} label
   * @returns {Column}
   */
  const number = (key, label) => ({ key, label, number: true, worth: (line) => line[key], shown: (line) => grouped(line[key]) });
  // what can differ nowhere has no column
  const capped = data.schools.some((school) => school.within < 1);
  const [unsure, ...ends] = bandColumns(data, say);
  /** @type {(Column | null | undefined)[]} */
  const columns = [
    { key: "year", label: say("year"), worth: (line) => line.year, shown: (line) => String(line.year) },
    data.areas.length > 1 ? { key: "area", label: say("area"), worth: (line) => data.areas[line.area], shown: (line) => data.areas[line.area] } : null,
    { key: "stage", label: say("stage"), worth: (line) => line.stage, shown: (line) => data.stages[line.stage].label },
    number("seats", say("seats")),
    number("demand", say("demand")),
    { ...number("balance", say("balance")), shown: (line) => balanceWords(say, line.balance) },
    { key: "alert", label: say("warning"), worth: (line) => ALERTS.indexOf(line.alert), shown: (line) => say(`warning.${line.alert}`) },
    unsure,
    ...ends,
    { key: "rate", label: say("rate"), number: true, worth: (line) => line.rate ?? Infinity, shown: (line) => percent(line.rate) },
    number("classes", say("classes")),
    capped ? number("usable", say("usable_seats")) : null,
  ];
  return columns.filter((column) => column !== null && column !== undefined);
}

/**
 * @param {string | number} one
 * @param {string | number} other
 */
function compareValues(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), document.documentElement.lang);
}

/**
 * @param {Line} line
 * @param {View} view
 * @param {Data} data
 */
function fits(line, view, data) {
  if (view.stage !== "" && line.stage !== Number(view.stage)) return false;
  if (view.area !== "" && line.area !== Number(view.area)) return false;
  if (view.alert === "short" ? line.balance >= 0 : view.alert && line.alert !== view.alert) return false;
  const words = `${line.year} ${data.areas[line.area]} ${data.stages[line.stage].label}`.toLowerCase();
  return view.find.split(/\s+/).every((word) => words.includes(word));
}

/**
 * @param {Page} page
 * @param {(parts: Partial<View>) => void} change
 */
function filterFields({ data, say }, change) {
  /** @type {[string, string]} */
  const all = ["", say("table.all")];
  const find = el("input", { id: "filter-find", type: "search", oninput: () => change({ find: find.value.trim().toLowerCase() }) });
  const several = data.areas.length > 1;
  return [
    choice("filter-stage", say("stage"), [all, ...data.stages.map((stage, s) => /** @type {const} */ ([s, stage.label]))], "", (stage) => change({ stage })),
    several ? choice("filter-area", say("area"), [all, ...data.areas.map((area, a) => /** @type {const} */ ([a, area]))], "", (area) => change({ area })) : null,
    choice("filter-alert", say("table.alert"), [all, ["short", say("table.short_only")], ...[...ALERTS].reverse().map((each) => /** @type {const} */ ([each, say(`warning.${each}`)]))], "", (alert) => change({ alert })),
    el("div", { class: "field" }, el("label", { for: "filter-find" }, say("table.find")), find),
  ];
}

/**
 * A head whose button sorts its column, up first, then down.
 * @param {Column} column
 * @param {View} view
 * @param {Page} page
 * @param {() => void} update
 */
function sortHead(column, view, { say }, update) {
  const arrow = el("span", { "aria-hidden": "true", class: "arrow" });
  const click = () => {
    view.down = view.column === column.key ? !view.down : false;
    view.column = column.key;
    update();
  };
  const button = el("button", { type: "button", class: "sort", title: say("table.sort", { column: column.label }), onclick: click }, column.label, arrow);
  const element = el("th", { scope: "col", class: column.number ? "number" : null, "data-key": column.key }, button);
  return {
    element,
    update() {
      const sorted = view.column === column.key;
      element.setAttribute("aria-sort", sorted ? (view.down ? "descending" : "ascending") : "none");
      arrow.textContent = sorted ? (view.down ? " ↓" : " ↑") : "";
    },
  };
}

/**
 * @param {Line} line
 * @param {Column[]} columns
 * @param {Data} data
 */
function tableRow(line, columns, data) {
  const marks = { "data-year": line.year, "data-area": data.areas[line.area], "data-stage": data.stages[line.stage].name };
  const row = el("tr", marks, columns.map((column) => {
    const kind = column.kind ? column.kind(line) : column.key === "alert" ? `alert ${line.alert}` : column.key === "balance" && line.balance < 0 ? "number bad" : column.number ? "number" : null;
    return el("td", { class: kind, "data-key": column.key }, column.shown(line));
  }));
  return carded(row, columns.map((column) => [column.label]));
}
