// @ts-check
// What the answer to the plan as it is rests on, and which projects could be left out of it: no control changes these.

import { isPlan } from "./balance.js";
import { carded, el, headRow, scrolling } from "./dom.js";
/** @import { Page, Part, Spare } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function restingPart(page) {
  const { data, say, setting } = page;
  const { sentences, spare } = data.resting;
  if (!sentences.length) return null;
  const own = el("p", { class: "quiet" }, say("answer.own"));
  const told = sentences.map((sentence) => el("p", {}, sentence));
  const listed = spare ? spareTable(spare) : null;
  const element = el("div", { id: "resting" }, own, told, listed);
  return {
    element,
    update() {
      own.hidden = isPlan(setting, data);
      // on paper, where it stands open, the charts come before it
      if (listed) (page.paper && document.getElementById("stages") || element).append(listed);
    },
  };
}

/**
 * Every project that could be left out, and how they were chosen.
 * @param {Spare} spare
 */
function spareTable({ title, heads, rows, rule }) {
  const body = el("tbody", {}, rows.map((row) => carded(el("tr", {}, row.map((text, n) => el("td", { class: heads[n][1] ? "number" : null }, text))), heads)));
  const table = el("table", { id: "spare-table", class: "cards" }, headRow(heads), body);
  return el("details", { class: "on-paper" }, el("summary", {}, `${title} (${rows.length})`), el("p", { class: "quiet" }, rule), scrolling(title, table));
}
