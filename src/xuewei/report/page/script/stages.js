// @ts-check
// A chart for each stage, with its words for those who do not see it and its numbers as a table.

import { most } from "./answer.js";
import { gapOption, newChart, sideBySide } from "./chart.js";
import { carded, el, headRow, scrolling, section } from "./dom.js";
import { balanceWords, bandColumns, grouped, percent } from "./words.js";
/** @import { BandColumn, Page, Part, Shown, Stage } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part}
 */
export function stagesPart(page) {
  const { data, say } = page;
  const panels = data.stages.map((stage, s) => stagePanel(page, stage, s));
  return {
    element: section("stages", say("head.stages"), gapLegend(page), sideBySide(panels.map((panel) => panel.element))),
    update: () => panels.forEach((panel) => panel.update()),
  };
}

/** @param {Page} page */
function gapLegend({ say, data }) {
  const items = [["line-ink", "chart.seats"], ["line-blue", "chart.demand"], ["box-short", "shortage"], ["box-spare", "surplus"], ["mark-open", "chart.opening"]];
  if (data.bands) items.splice(2, 0, ["box-band", "band.demand"]);
  const values = { n: data.bands ? Math.round(data.bands.level * 100) : 0 };
  return el("ul", { class: "legend", "aria-label": say("legend") }, items.map(([kind, key]) => el("li", {}, el("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), say(key, values))));
}

/**
 * @param {Page} page
 * @param {Stage} stage
 * @param {number} s
 * @returns {Part}
 */
function stagePanel(page, stage, s) {
  const { say, data } = page;
  const picture = el("div", { class: "chart", role: "img", id: `chart-${stage.name}` });
  const heading = el("h3", {});
  const notes = el("p", { class: "chart-notes" });
  const body = el("tbody");
  const caption = el("caption", { class: "quiet" });
  /** @type {[string, boolean?][]} */
  const columns = [[say("year")], [say("seats"), true], [say("demand"), true], [say("balance"), true], [say("rate"), true]];
  const banded = bandColumns(data, say);
  columns.push(...banded.map((column) => /** @type {[string, boolean]} */ ([column.label, column.number])));
  const table = el("table", { class: "cards lined" }, caption, headRow(columns), body);
  const summary = el("summary");
  const frameOf = scrolling("", table);
  const folded = el("details", {}, summary, frameOf);
  const element = el("div", { class: "panel" }, el("figure", {}, el("figcaption", {}, heading, notes), picture), folded);
  /** @type {ReturnType<typeof newChart> | null} */
  let chart = null;
  return {
    element,
    update() {
      const lines = page.shownLines(s);
      const title = `${page.areaName()} · ${stage.label}`;
      heading.textContent = title;
      caption.textContent = summary.textContent = say("chart.table", { title });
      frameOf.setAttribute("aria-label", summary.textContent);
      const peak = most(lines, (line) => line.demand);
      const worst = most(lines, (line) => -line.balance);
      const told = { title, first: lines[0].year, last: lines[lines.length - 1].year, peak: peak.year, n: peak.demand, worst: worst.year, balance: balanceWords(say, worst.balance) };
      picture.setAttribute("aria-label", say("chart.told", told));
      notes.textContent = [say("peak", { n: peak.demand, year: peak.year }), worst.balance < 0 ? say("worst", { n: -worst.balance, year: worst.year }) : null].filter(Boolean).join(" · ");
      // sums over areas stand nowhere else on paper
      folded.classList.toggle("on-paper", page.view.area === null);
      chart = chart ?? newChart(picture);
      chart.setOption(gapOption(lines, page.openings(s), page), { notMerge: true });
      body.replaceChildren(...lines.map((line) => carded(gapRow(line, page, banded), columns)));
    },
  };
}

/**
 * @param {Shown} line
 * @param {Page} page
 * @param {BandColumn[]} banded
 */
function gapRow(line, { say }, banded) {
  /** @param {string} text */
  const number = (text) => el("td", { class: "number" }, text);
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, String(line.year)),
    number(grouped(line.seats)),
    number(grouped(line.demand)),
    el("td", { class: line.balance < 0 ? "number bad" : "number" }, balanceWords(say, line.balance)),
    number(percent(line.rate)),
    banded.map((column) => el("td", { class: column.kind(line), "data-key": column.key }, column.shown(line))),
  );
}
