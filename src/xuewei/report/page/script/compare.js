// @ts-check
// Scenarios side by side: the plan, the present setting, those that came with the page, and those saved in it.

import { most } from "./ahead.js";
import { isPlan } from "./balance.js";
import { FITTED, balanceOption, newCharts, sideBySide } from "./chart.js";
import { carded, el, headRow, scrolling, section, svg } from "./dom.js";
import { whole } from "./exact.js";
import { LINES, stageHue } from "./scale.js";
import { parted, standingOf, totalsOf, worldLines } from "./standing.js";
import { balanceWords, grouped, spans } from "./words.js";
/** @import { Chart, Page, Part, Scenario, Stage, Together } from "./types.js" */

/**
 * @param {Page} page
 * @returns {Part}
 */
export function comparePart(page) {
  const { data, say } = page;
  /** @type {Scenario[]} */
  const saved = [];
  const body = el("div", {});
  const name = el("input", { id: "save-name", type: "text", maxlength: 60 });
  const message = el("p", { class: "quiet", role: "status" });
  const save = () => {
    const called = name.value.trim() || page.settingWords();
    saved.push({ name: called, lines: page.outcome.lines, cost: page.cost() });
    name.value = "";
    message.textContent = say("save.done", { name: called });
    update();
  };
  const form = el("form", { class: "filters no-print", onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); save(); } }, el("div", { class: "field" }, el("label", { for: "save-name" }, say("save.name")), name), el("button", { type: "submit", id: "save" }, say("save.go")));
  const pictures = data.stages.map((stage) => ({
    picture: el("div", { class: "chart", role: "img" }),
    body: el("div", {}),
    stage,
  }));
  const legend = el("ul", { class: "legend", "aria-label": say("legend") });
  const panels = sideBySide(pictures.map((one) => el("figure", { class: "panel" }, el("figcaption", {}, el("h3", {}, el("span", { class: "stage-mark", style: `background: ${stageHue(data.stages.indexOf(one.stage))}`, "aria-hidden": "true" }), say("chart.balances", { stage: one.stage.label }))), one.picture, el("details", {}, el("summary", {}, say("chart.table", { title: say("chart.balances", { stage: one.stage.label }) })), one.body))));

  /** @type {Chart[] | null} */
  let charts = null;

  /** @returns {Scenario[]} */
  function scenarios() {
    const now = isPlan(page.setting, data) ? [] : [{ name: say("compare.now"), lines: page.outcome.lines, cost: page.cost() }];
    const given = data.worlds.map((world) => ({ name: world.name, lines: worldLines(world, data.stages), cost: world.cost }));
    return [{ name: say("compare.base"), lines: page.planOutcome.lines, cost: data.plan.cost }, ...given, ...saved.map((one, n) => ({ ...one, drop: n })), ...now];
  }

  function update() {
    const all = scenarios().map((one) => ({ ...one, totals: totalsOf(one.lines, page.view.first, page.view.last) }));
    /** @param {number} n */
    const drop = (n) => { saved.splice(n, 1); update(); };
    body.replaceChildren(el("p", { class: "quiet", id: "compare-years" }, yearsWords(all, page)), standingTable(all, page, drop), el("p", { class: "quiet", id: "compare-past" }, pastWords(all, page)), ...(data.plan.cost === null ? [] : [el("p", { class: "quiet", id: "cost-note" }, data.plan.costNote)]), all.length > 1 ? el("p", { class: "quiet print-only" }, say("print.years")) : el("p", { class: "quiet" }, say("compare.alone")));
    panels.hidden = legend.hidden = all.length < 2;
    if (all.length < 2) return;
    legend.replaceChildren(...all.map((one, n) => el("li", {}, svg("svg", { width: 22, height: 10, "aria-hidden": "true" }, svg("line", { x1: 0, x2: 22, y1: 5, y2: 5, stroke: LINES[n % LINES.length], "stroke-width": 3, "stroke-dasharray": n < 4 ? null : "5 3" })), one.name)));
    charts = charts ?? newCharts(pictures.map((one) => one.picture));
    charts.forEach((chart, s) => {
      const one = pictures[s];
      const shown = all.map((each) => ({ name: each.name, totals: each.totals[s] }));
      one.picture.setAttribute("aria-label", say("chart.balances.told", { stage: one.stage.label, n: all.length }));
      chart.resize(FITTED);
      chart.setOption(balanceOption(shown, page), { notMerge: true });
      one.body.replaceChildren(yearsTable(shown, one.stage, page));
    });
  }
  return { element: section("compare", say("head.compare"), el("p", { class: "quiet" }, say("compare.lead")), form, message, body, legend, panels), update };
}

/**
 * The school year that ends what is past: the page's day, or the last year of which no demand is a forecast.
 * @param {Page["data"]} data
 */
function presentOf(data) {
  return data.now ?? Math.min(...data.known);
}

/**
 * Which years the table is of.
 * @param {(Scenario & { totals: Together[][] })[]} all
 * @param {Page} page
 */
function yearsWords([plan], { data, say }) {
  const now = presentOf(data);
  const years = parted(plan.totals[0], now).ahead.map((total) => total.year);
  return say(years.some((year) => year > now) ? "compared.ahead" : "compared.over", { years: spans(years) });
}

/**
 * The tightest of the years that are past in every scenario, those alike together; empty without such years.
 * @param {(Scenario & { totals: Together[][] })[]} all
 * @param {Page} page
 */
function pastWords(all, { data, say }) {
  const now = presentOf(data);
  const years = parted(all[0].totals[0], now).past.map((total) => total.year);
  if (!years.length) return "";
  const parts = data.stages.map((stage, s) => {
    /** @type {Map<string, string[]>} */
    const found = new Map();
    for (const one of all) {
      const past = one.totals[s].filter((total) => years.includes(total.year));
      if (!past.length) continue;
      const worst = most(past, (total) => -total.balance);
      const told = JSON.stringify([worst.year, balanceWords(say, worst.balance)]);
      found.set(told, [...(found.get(told) ?? []), one.name]);
    }
    const told = [...found].map(([each, names]) => {
      const [year, balance] = JSON.parse(each);
      return say(found.size === 1 ? "compared.past.alike" : "compared.past.of", { names: names.join(say("list")), year, balance });
    });
    return say("compared.past.stage", { stage: stage.label, parts: told.join(say("list")) });
  });
  return say("compared.past", { years: spans(years), parts: parts.join(say("join")) });
}

/**
 * How each stage fares in each scenario.
 * @param {(Scenario & { totals: Together[][] })[]} all
 * @param {Page} page
 * @param {(n: number) => void} drop
 */
function standingTable(all, { data, say }, drop) {
  /**
   * @param {number} year
   * @param {number} balance
   */
  const at = (year, balance) => say("at", { year, balance: balanceWords(say, balance) });
  const now = presentOf(data);
  const costs = all.some((one) => typeof one.cost === "number");
  const rows = data.stages.flatMap((stage, s) =>
    all.map((one, n) => {
      const found = standingOf(parted(one.totals[s], now).ahead);
      const told = found
        ? [at(found.worstYear, found.worst), balanceWords(say, found.need), spans(found.short) || say("compare.never"), String(found.short.length), at(found.lastYear, found.last)]
        : ["", "", "", "", ""];
      const cells = costs ? [...told, typeof one.cost === "number" ? grouped(whole(one.cost)) : ""] : told;
      const button = one.drop === undefined || s ? null : el("button", { type: "button", class: "drop no-print", "aria-label": say("save.drop", { name: one.name }), onclick: () => drop(Number(one.drop)) }, "×");
      return el("tr", { class: n ? null : "first", "data-scenario": one.name, "data-stage": stage.name }, el("th", { scope: "row" }, stage.label), el("td", {}, one.name, button), cells.map((text, k) => el("td", { class: k === 2 ? null : "number" }, text)));
    }),
  );
  /** @type {[string, boolean?][]} */
  const columns = [[say("stage")], [say("compare.scenario")], [say("compare.worst"), true], [say("compare.need_only"), true], [say("shortage")], [say("compare.years"), true], [say("compare.end"), true]];
  if (costs) columns.push([say("compare.cost"), true]);
  return scrolling(say("head.compare"), el("table", { id: "compare-table", class: "cards" }, el("caption", { class: "quiet" }, say("head.compare")), headRow(columns), el("tbody", {}, rows.map((row) => carded(row, columns)))));
}

/**
 * The balance of every scenario, year by year.
 * @param {{ name: string, totals: Together[] }[]} shown
 * @param {Stage} stage
 * @param {Page} page
 */
function yearsTable(shown, stage, { say }) {
  const years = [...new Set(shown.flatMap((one) => one.totals.map((total) => total.year)))].sort();
  const title = say("compare.years.caption", { stage: stage.label });
  /** @type {[string, boolean?][]} */
  const columns = [[say("year")], ...shown.map((one) => /** @type {[string, boolean]} */ ([one.name, true]))];
  const rows = years.map((year) => el("tr", {}, el("th", { scope: "row" }, String(year)), shown.map((one) => {
    const total = one.totals.find((each) => each.year === year);
    return el("td", { class: total && total.balance < 0 ? "number bad" : "number" }, total ? balanceWords(say, total.balance) : "");
  })));
  return scrolling(title, el("table", { class: "cards lined" }, el("caption", { class: "quiet" }, title), headRow(columns), el("tbody", {}, rows.map((row) => carded(row, columns)))));
}
