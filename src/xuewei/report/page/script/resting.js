// @ts-check
// What the answer to the plan as it is rests on, and which projects could be left out of it: no control changes these.

import { isPlan } from "./balance.js";
import { el, headRow, scrolling } from "./dom.js";
/** @import { Page, Part, Spare } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function restingPart({ data, say, setting }) {
  const { sentences, spare } = data.resting;
  if (!sentences.length) return null;
  const own = el("p", { class: "quiet" }, say("answer.own"));
  const told = sentences.map((sentence) => el("p", {}, sentence));
  return {
    element: el("div", { id: "resting" }, own, told, spare ? spareTable(spare) : null),
    update() {
      own.hidden = isPlan(setting, data);
    },
  };
}

/**
 * Every project that could be left out, and how they were chosen.
 * @param {Spare} spare
 */
function spareTable({ title, heads, rows, rule }) {
  const body = el("tbody", {}, rows.map((row) => el("tr", {}, row.map((text, n) => el("td", { class: heads[n][1] ? "number" : null }, text)))));
  const table = el("table", { id: "spare-table" }, headRow(heads), body);
  return el("details", {}, el("summary", {}, `${title} (${rows.length})`), el("p", { class: "quiet" }, rule), scrolling(title, table));
}
