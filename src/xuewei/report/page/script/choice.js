// @ts-check
// Which candidate sites to take, why and why not: of the plan as it is, no control changes this.

import { carded, el, headRow, scrolling, section } from "./dom.js";
/** @import { ChoiceTable, Page, Part } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function choicePart(page) {
  const { data, say } = page;
  if (!data.choice) return null;
  const { lines, tables, notes } = data.choice;
  const told = el("ul", { id: "choice-told" }, lines.map((sentence) => el("li", {}, sentence)));
  const below = notes.map((each) => el("p", { class: "quiet" }, each));
  const element = section("choice", say("head.choice"), el("p", { class: "quiet" }, say("answer.own")), told, tables.map(choiceTable), below);
  return { element, update() {} };
}

/**
 * A table of sites, the first one open.
 * @param {ChoiceTable} table
 * @param {number} place
 */
function choiceTable({ title, heads, rows, notes }, place) {
  const body = el("tbody", {}, rows.map((row) => carded(el("tr", {}, row.map((text, n) => el("td", { class: heads[n][1] ? "number" : null }, text))), heads)));
  const table = el("table", { class: "cards choice" }, headRow(heads), body);
  const below = notes.map((each) => el("p", { class: "quiet" }, each));
  if (place === 0) return el("div", {}, el("h3", {}, title), scrolling(title, table), below);
  return el("details", { class: "on-paper" }, el("summary", {}, title), scrolling(title, table), below);
}
