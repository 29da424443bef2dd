// @ts-check
// Grades that are short though their stage is not, planned and delivered as a pair, and what to do with the projects, by
// name: of the plan as it is, no control changes these.

import { isPlan } from "./balance.js";
import { carded, el, headRow, scrolling } from "./dom.js";
/** @import { Page, Part, Projects } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function restingPart(page) {
  const { data, say } = page;
  const { grades, pair, todo, projects } = data.resting;
  if (!grades.length && !pair.length && !todo.length) return null;
  const own = el("p", { class: "quiet" }, say("answer.own"));
  const listed = projects.map(projectTable);
  const advice = todo.length ? [el("h3", {}, say("do.title")), el("ul", { id: "todo" }, todo.map((sentence) => el("li", {}, sentence)))] : [];
  const short = grades.length ? el("p", { class: "told", id: "short-grades" }, grades.map((sentence) => el("span", {}, sentence))) : [];
  const element = el("div", { id: "resting" }, own, short, el("p", { class: "told", id: "pair" }, pair.map((sentence) => el("span", {}, sentence))), advice, listed);
  return {
    element,
    update() {
      const { area, first, last } = page.view;
      const whole = (area === null || data.areas.length === 1) && first === data.shown[0] && last === data.shown[1];
      own.hidden = whole && isPlan(page.setting, data);
      // on paper, where it stands open, the charts come before it
      (page.paper && document.getElementById("stages") || element).append(...listed);
    },
  };
}

/**
 * Projects by name, and how they were chosen.
 * @param {Projects} projects
 */
function projectTable({ title, heads, rows, rule }) {
  const body = el("tbody", {}, rows.map((row) => carded(el("tr", {}, row.map((text, n) => el("td", { class: heads[n][1] ? "number" : null }, text))), heads)));
  const table = el("table", { class: "cards projects" }, headRow(heads), body);
  return el("details", { class: "on-paper" }, el("summary", {}, `${title} (${rows.length})`), el("p", { class: "quiet" }, rule), scrolling(title, table));
}
