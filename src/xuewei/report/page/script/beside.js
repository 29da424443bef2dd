// @ts-check
// What stands beside the balance where a plan knows more: alerts of entry grades, schools in use, the balance by grade.
// All of it is of the plan as it is; the controls of the page do not move it.

import { fitTables, isNarrow } from "./cards.js";
import { carded, el, headRow, scrolling, section } from "./dom.js";
import { MOST_ON_PAPER, WHOLE, unfoldFor } from "./paper.js";
import { grouped, sayIn } from "./words.js";
/** @import { Alerts, AlertTable, Beside, Child, Say, SheetTable, Written } from "./types.js" */

/** @type {Written} */
const own = JSON.parse(document.getElementById("data")?.textContent ?? "");
/** Rows of a table that stand open; the others are folded: more of them where a row is a card. */
const OPEN = isNarrow() ? { alerts: 6, use: 6, means: 4 } : { alerts: 20, use: 20, means: 10 };
/** Numbers of children that stand for what is not told. */
const MASKED = -1;
const WITHHELD = -2;

/**
 * What stands by the answer and the charts.
 * @param {Beside} beside
 * @param {Say} tell
 */
function showFirst({ alerts, grades }, tell) {
  const answered = document.getElementById("answer");
  if (alerts.length) answered?.after(alertsSection(alerts, tell));
  if (grades) {
    const tables = grades.tables.map((table) => sheetTable(table, Infinity, tell));
    const parts = [paragraphs(grades.sentences), folded(tell("beside.grades"), el("div", { class: "beside-tables" }, tables)), folded(tell("beside.notes"), listed(grades.notes))];
    document.getElementById("stages")?.after(section("grades", tell("head.grades"), unmoved(tell), ...parts));
  }
}

/**
 * What stands further down, between the parts of the page.
 * @param {Beside} beside
 * @param {Say} tell
 */
function showFurther({ use, needs }, tell) {
  if (needs) {
    const tables = el("div", {}, needs.tables.map((table) => sheetTable(table, Infinity, tell)));
    const parts = [paragraphs(needs.sentences), folded(tell("beside.tables"), tables), folded(tell("beside.notes"), listed(needs.notes))];
    document.getElementById("table")?.before(section("needs", tell("head.needs"), unmoved(tell), ...parts));
  }
  if (use) {
    const parts = [paragraphs(use.sentences), sheetTable(use.table, OPEN.use, tell), folded(tell("beside.notes"), listed(use.notes))];
    document.getElementById("schools")?.before(section("use", tell("head.use"), unmoved(tell), ...parts));
  }
}

/**
 * The answer first, then a matrix for every stage; a switch where they are known by zone and by area.
 * @param {Alerts[]} kinds
 * @param {Say} tell
 */
function alertsSection(kinds, tell) {
  const body = el("div", { id: "alerts-shown", "aria-live": "polite" });
  /** @param {Alerts} kind */
  const choose = (kind) => body.replaceChildren(...alertParts(kind, tell));
  const buttons = kinds.map((kind, n) => el("label", {}, el("input", { type: "radio", name: "alerts-by", value: kind.by, checked: n === 0, onchange: () => choose(kind) }), kind.label));
  const by = kinds.length > 1 ? el("fieldset", { class: "by" }, el("legend", {}, tell("alerts.by")), buttons) : null;
  choose(kinds[0]);
  return section("alerts", tell("head.alerts"), unmoved(tell), by, body);
}

/**
 * @param {Alerts} kind
 * @param {Say} tell
 */
function alertParts(kind, tell) {
  const used = kind.levels.filter((_, code) => kind.tables.some((table) => table.levels.some((line) => line.includes(code))));
  const key = el("ul", { class: "alert-key", "aria-label": tell("alerts.key") }, used.map(([level, word]) => el("li", { class: `alert ${level}` }, tell(`alerts.level.${level}`, { level: word }))));
  const rest = kind.means.slice(OPEN.means);
  const left = kind.meansLeft ? el("p", { class: "quiet" }, tell("alerts.means.left", { n: kind.meansLeft })) : null;
  return [
    ...paragraphs(kind.sentences),
    key,
    el("div", { class: "beside-tables" }, kind.tables.map((table) => matrix(table, kind, tell))),
    ...(kind.means.length ? [el("h3", {}, tell("alerts.means")), listed(kind.means.slice(0, OPEN.means))] : []),
    rest.length ? folded(tell("alerts.means.more", { n: rest.length + kind.meansLeft }), listed(rest), left) : "",
    folded(tell("beside.notes"), el("p", { class: "quiet" }, tell("alerts.options")), listed(kind.notes)),
  ];
}

/**
 * Places by September, the tightest first.
 * @param {AlertTable} table
 * @param {Alerts} kind
 * @param {Say} tell
 */
function matrix(table, kind, tell) {
  const title = tell("alerts.table", { stage: table.stage });
  /** @type {[string, boolean?][]} */
  const columns = [[kind.title], ...kind.years.map((year) => /** @type {[string]} */ ([tell("alerts.september", { year })]))];
  /** @param {number} n */
  const row = (n) => el("tr", {}, el("th", { scope: "row" }, kind.names[table.places[n]]), kind.years.map((_, t) => levelCell(table, kind, t, n, tell)));
  return longTable(title, columns, table.places.length, OPEN.alerts, row, tell);
}

/**
 * A level by its word, sign and ground, with children and places; all of it in a sentence for who points at it.
 * @param {AlertTable} table
 * @param {Alerts} kind
 * @param {number} t
 * @param {number} n
 * @param {Say} tell
 */
function levelCell(table, kind, t, n, tell) {
  const [children, intake] = [table.children[t][n], table.intake[t][n]];
  const [level, named] = kind.levels[table.levels[t][n]];
  if (children === MASKED && intake === 0 && level === "green") return el("td", {});
  /** @param {number | null} number */
  const shown = (number) => (number === null ? kind.unknown : number === MASKED ? kind.few : number === WITHHELD ? tell("alerts.withheld") : grouped(number));
  const values = { year: kind.years[t], place: kind.names[table.places[n]], stage: table.stage, children: shown(children), intake, level: named };
  const short = children !== null && children >= 0 ? Math.max(children - intake, 0) : 0;
  const lack = short ? tell("alerts.told.short", { n: short, classes: Math.ceil(short / table.size) }) : "";
  const others = table.others ? el("span", { class: "count" }, tell("alerts.others", { n: shown(table.others[t][n]) })) : null;
  const word = el("strong", { class: `alert ${level}` }, named);
  return el("td", { class: `level ${level}`, title: tell("alerts.told", values) + lack }, word, el("span", { class: "count" }, tell("alerts.count", values)), others);
}

/**
 * A table of which the first rows stand open; the others are made when somebody unfolds them.
 * @param {string} title
 * @param {(readonly [string, boolean?])[]} columns
 * @param {number} count
 * @param {number} open
 * @param {(n: number) => HTMLElement} row
 * @param {Say} tell
 * @param {string | null} kind
 */
function longTable(title, columns, count, open, row, tell, kind = null) {
  /**
   * @param {string} name
   * @param {number} first
   * @param {number} last
   */
  const part = (name, first, last) => {
    const rows = Array.from({ length: last - first }, (_, n) => row(first + n));
    return scrolling(name, el("table", { class: kind }, el("caption", {}, name), headRow(columns), el("tbody", {}, rows)));
  };
  const shown = Math.min(count, open);
  if (shown === count) return el("div", { class: "beside-table" }, part(title, 0, count));
  const summary = tell("beside.more", { n: count - shown });
  const fill = () => { if (rest.children.length === 1) rest.append(part(`${title} (${shown + 1}–${count})`, shown, count)); };
  const printed = count - shown <= MOST_ON_PAPER;
  const rest = el("details", { class: printed ? "on-paper" : null, ontoggle: () => rest.open && fill() }, el("summary", { class: "no-print" }, summary));
  if (printed) addEventListener("beforeprint", fill, { once: true });
  const cut = printed ? null : el("p", { class: "quiet print-only" }, tell("beside.cut", { n: count - shown }));
  return el("div", { class: "beside-table" }, part(title, 0, shown), rest, cut);
}

/**
 * A table that came with the page, numbers to the right.
 * @param {SheetTable} table
 * @param {number} open
 * @param {Say} tell
 */
function sheetTable({ title, heads, rows, bad, notes }, open, tell) {
  /** @param {number} n */
  const row = (n) => {
    /** @param {number} c */
    const kind = (c) => [heads[c][1] ? "number" : "", bad[n].includes(c) ? "bad" : ""].join(" ").trim() || null;
    return carded(el("tr", {}, rows[n].map((text, c) => (c ? el("td", { class: kind(c) }, text) : el("th", { scope: "row" }, text)))), heads);
  };
  return el("div", {}, longTable(title, heads, rows.length, open, row, tell, heads.slice(1).every(([, number]) => number) ? "cards lined" : "cards"), notes.map((note) => el("p", { class: "quiet" }, note)));
}

/** @param {string[]} sentences */
function paragraphs(sentences) {
  return sentences.map((sentence) => el("p", {}, sentence));
}

/** @param {string[]} lines */
function listed(lines) {
  return el("ul", { class: "notes" }, lines.map((line) => el("li", {}, line)));
}

/**
 * @param {string} title
 * @param {Child[]} children
 */
function folded(title, ...children) {
  return el("details", { class: "on-paper" }, el("summary", {}, title), ...children);
}

/** @param {Say} tell */
function unmoved(tell) {
  return el("p", { class: "quiet" }, tell("beside.own"));
}

if (own.beside) {
  const { beside } = own;
  /** @type {Say} */
  const tell = (key, values) => sayIn(beside.words, key, values);
  /** @param {typeof showFirst} put */
  const putting = (put) => () => {
    put(beside, tell);
    fitTables();
  };
  document.addEventListener("DOMContentLoaded", putting(showFirst));
  document.addEventListener(WHOLE, putting(showFurther));
  addEventListener("beforeprint", () => unfoldFor(true));
}
