// @ts-check
// What the figures rest on.

import { isNarrow } from "./cards.js";
import { el, headRow, scrolling, section } from "./dom.js";
/** @import { Child, Page, Part } from "./types.js" */

/**
 * A word that says what a figure rests on, in the colour of that basis.
 * @param {string} kind
 * @param {string} text
 */
export function basisMark(kind, text) {
  return el("span", { class: `basis ${kind}` }, text);
}

/**
 * Something under its heading; folded where it would be many windows long, and unfolded for paper.
 * @param {string} heading
 * @param {Child[]} parts
 */
function under(heading, ...parts) {
  const head = el("h3", {}, heading);
  return isNarrow() ? [el("details", { class: "on-paper" }, el("summary", {}, head), ...parts)] : [head, ...parts];
}

/**
 * @param {Page} page
 * @returns {Part}
 */
export function basisPart({ data, say }) {
  /**
   * @param {string[]} row
   * @param {number} marked
   */
  const cells = (row, marked) => row.map((text, n) => (n === marked ? el("td", {}, basisMark(text, row[n + 1])) : n === marked + 1 ? null : n ? el("td", {}, text) : el("th", { scope: "row" }, text)));
  /**
   * @param {string} caption
   * @param {[string][]} columns
   * @param {string[][]} rows
   * @param {number} marked
   */
  const table = (caption, columns, rows, marked) =>
    scrolling(caption, el("table", { class: "wordy" }, el("caption", { class: "quiet" }, caption), headRow(columns), el("tbody", {}, rows.map((row) => el("tr", {}, cells(row, marked))))));
  return {
    element: section(
      "basis",
      say("head.basis"),
      ...under(say("head.counting"), el("ul", { class: "notes" }, data.notes.map((note) => el("li", {}, note)))),
      ...under(say("head.assumed"), el("p", { class: "quiet" }, say("basis.plan_only")), table(say("basis.caption"), [[say("item")], [say("basis.value")], [say("basis.range")], [say("basis")], [say("source")]], data.assumptions, 3)),
      ...under(say("head.sources"), table(say("basis.sources"), [[say("basis.what")], [say("basis.years")], [say("basis")], [say("source")]], data.sources, 2)),
    ),
    update() {},
  };
}
