// @ts-check
// A chart for each stage, with its words for those who do not see it and its numbers as a table.

import { most } from "./ahead.js";
import { newChart, sideBySide } from "./chart.js";
import { carded, el, headRow, scrolling, section } from "./dom.js";
import { gapOption, isUnsure, kindOf, MARKS } from "./gap.js";
import { stageHue } from "./scale.js";
import { balanceWords, bandColumns, grouped, percent } from "./words.js";
/** @import { BandColumn, Page, Part, Shown, Stage } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part}
 */
export function stagesPart(page) {
  const { data, say } = page;
  const panels = data.stages.map((stage, s) => stagePanel(page, stage, s));
  const legend = el("ul", { class: "legend", "aria-label": say("legend") });
  return {
    element: section("stages", say("head.stages"), legend, sideBySide(panels.map((panel) => panel.element))),
    update() {
      legend.replaceChildren(...gapLegend(page));
      panels.forEach((panel) => panel.update());
    },
  };
}

/**
 * The first year of a stage that is a forecast.
 * @param {Page} page
 * @param {number} s
 */
function forecastSince({ data, view }, s) {
  const areas = view.area === null ? data.areas.map((_, a) => a) : [view.area];
  return Math.min(...areas.map((a) => data.known[s * data.areas.length + a])) + 1;
}

/**
 * What the charts show and their lines do not say themselves; nothing that none of them shows.
 * @param {Page} page
 */
function gapLegend(page) {
  const { say, data } = page;
  const shown = data.stages.map((_, s) => page.shownLines(s));
  const lines = shown.flat();
  const kinds = new Set(data.stages.flatMap((_, s) => page.moves(s).filter((one) => page.inYears(one.year)).map(kindOf)));
  const since = data.stages.map((_, s) => forecastSince(page, s));
  const [first, last] = [page.view.first, page.view.last];
  /** @type {[string, string, boolean][]} */
  const items = [
    ["line-ink", "chart.key.held", lines.some((line) => line.held !== line.seats)],
    ["line-dashed", "chart.key.planned", lines.some((line) => line.held !== line.seats)],
    ["box-band", "band.demand", lines.some((line) => line.low !== null)],
    ["box-short", "shortage", lines.some((line) => line.balance < 0)],
    ["box-unsure", "chart.key.unsure", lines.some(isUnsure)],
    ["box-spare", "surplus", lines.some((line) => line.balance > 0)],
    ...Object.keys(MARKS).map((kind) => /** @type {[string, string, boolean]} */ ([`mark-${kind}`, `chart.${kind}`, [...kinds].some((one) => one === kind)])),
  ];
  const told = [
    lines.some((line) => line.held !== line.seats) && data.held ? say("chart.held", { n: data.held.counted, unknown: data.held.unknown }) + say("chart.key.by_plan") : null,
    since.every((year) => year <= first) ? say("chart.since.all") : since.every((year) => year > last) ? say("chart.since.none") : null,
  ];
  const values = { n: data.bands ? Math.round(data.bands.level * 100) : 0 };
  return [
    ...items.filter(([, , there]) => there).map(([kind, key]) => el("li", {}, el("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), say(key, values))),
    ...told.filter(Boolean).map((text) => el("li", {}, text)),
  ];
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
  const named = el("span");
  const heading = el("h3", {}, el("span", { class: "stage-mark", style: `background: ${stageHue(s)}`, "aria-hidden": "true" }), named);
  const notes = el("p", { class: "chart-notes" });
  const body = el("tbody");
  const caption = el("caption", { class: "quiet" });
  /** @type {[string, boolean?][]} */
  const columns = [[say("year")], [say("seats"), true], [say("demand"), true], [say("balance"), true], [say("rate"), true]];
  if (data.held) columns.push([say("chart.seats.held"), true], [say("chart.balance.held"), true]);
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
      named.textContent = title;
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
      const since = forecastSince(page, s);
      chart.setOption(gapOption(lines, page.moves(s), page, since > lines[0].year && since <= lines[lines.length - 1].year ? since : null), { notMerge: true });
      body.replaceChildren(...lines.map((line) => carded(gapRow(line, page, banded), columns)));
    },
  };
}

/**
 * @param {Shown} line
 * @param {Page} page
 * @param {BandColumn[]} banded
 */
function gapRow(line, { say, data }, banded) {
  /** @param {string} text */
  const number = (text) => el("td", { class: "number" }, text);
  /** @param {number} seats */
  const balance = (seats) => el("td", { class: seats < 0 ? "number bad" : "number" }, balanceWords(say, seats));
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, String(line.year)),
    number(grouped(line.seats)),
    number(grouped(line.demand)),
    balance(line.balance),
    number(percent(line.rate)),
    data.held ? [number(grouped(line.held)), balance(line.held - line.demand)] : null,
    banded.map((column) => el("td", { class: column.kind(line), "data-key": column.key }, column.shown(line))),
  );
}
