// @ts-check
// A chart for each stage, with its words for those who do not see it and its numbers as a table.

import { most } from "./ahead.js";
import { newCharts, sideBySide } from "./chart.js";
import { carded, el, headRow, scrolling, section } from "./dom.js";
import { gapOption, isUnsure, kindOf, MARKS } from "./gap.js";
import { stageHue } from "./scale.js";
import { knownTo, nowOf, stillAhead } from "./standing.js";
import { balanceWords, bandColumns, grouped, percent, spans } from "./words.js";
/** @import { Chart, Page, Part, Shown, Stage } from "./types.js" */

/** @typedef {{ label: string, number: boolean, shown(line: Shown): string, kind(line: Shown): string | null }} GapColumn */

/**
 * @param {Page} page
 * @returns {Part}
 */
export function stagesPart(page) {
  const { data, say } = page;
  const panels = data.stages.map((stage, s) => stagePanel(page, stage, s));
  const legend = el("ul", { class: "legend", "aria-label": say("legend") });
  /** @type {Chart[] | null} */
  let charts = null;
  return {
    element: section("stages", say("head.stages"), legend, sideBySide(panels.map((panel) => panel.element))),
    update() {
      legend.replaceChildren(...gapLegend(page));
      panels.forEach((panel) => panel.update());
      charts = charts ?? newCharts(panels.map((panel) => panel.picture));
      charts.forEach((chart, s) => chart.setOption(panels[s].option(), { notMerge: true }));
    },
  };
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
  const since = data.stages.map((_, s) => knownTo(data, s, page.view.area) + 1);
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
 * The words and the table of a stage, and the place and option of its chart.
 * @param {Page} page
 * @param {Stage} stage
 * @param {number} s
 */
function stagePanel(page, stage, s) {
  const { say } = page;
  const picture = el("div", { class: "chart", role: "img", id: `chart-${stage.name}` });
  const named = el("span");
  const heading = el("h3", {}, el("span", { class: "stage-mark", style: `background: ${stageHue(s)}`, "aria-hidden": "true" }), named);
  const notes = el("p", { class: "chart-notes" });
  const body = el("tbody");
  const caption = el("caption", { class: "quiet" });
  const head = el("thead");
  const table = el("table", { class: "cards lined" }, caption, head, body);
  const summary = el("summary");
  const frameOf = scrolling("", table);
  const folded = el("details", {}, summary, frameOf);
  const element = el("div", { class: "panel" }, el("figure", {}, el("figcaption", {}, heading, notes), picture), folded);
  return {
    element,
    picture,
    option() {
      const lines = page.shownLines(s);
      const since = knownTo(page.data, s, page.view.area) + 1;
      return gapOption(lines, page.moves(s), page, since > lines[0].year && since <= lines[lines.length - 1].year ? since : null);
    },
    update() {
      const lines = page.shownLines(s);
      const title = `${page.areaName()} · ${stage.label}`;
      named.textContent = title;
      caption.textContent = summary.textContent = say("chart.table", { title });
      frameOf.setAttribute("aria-label", summary.textContent);
      const peak = most(lines, (line) => line.demand);
      const now = nowOf(page.data, s, page.view.area);
      const tight = most(stillAhead(lines, now), (line) => -line.balance);
      const tightest = say(tight.year > now ? "chart.tight.ahead" : "chart.tight", { year: tight.year, balance: balanceWords(say, tight.balance) });
      const told = { title, first: lines[0].year, last: lines[lines.length - 1].year, peak: peak.year, n: peak.demand, tightest };
      const unsure = lines.filter(isUnsure).map((line) => line.year);
      picture.setAttribute("aria-label", [say("chart.told", told), page.view.area === null ? shortWords(page, s, now) : "", unsure.length ? say("chart.unsure", { years: spans(unsure) }) : ""].filter(Boolean).join(" "));
      const lead = [say("peak", { n: peak.demand, year: peak.year }), tightest, page.view.area === null ? shortWords(page, s, now) : ""];
      // each on its own line, so that all charts of a row begin at one height
      notes.replaceChildren(...lead.filter(Boolean).map((text) => el("span", { class: "line" }, text)));
      // sums over areas stand nowhere else on paper
      folded.classList.toggle("on-paper", page.view.area === null);
      const columns = gapColumns(lines, page);
      head.replaceChildren(...headRow(columns.map((column) => [column.label, column.number])).children);
      body.replaceChildren(...lines.map((line) => gapRow(line, columns)));
    },
  };
}

/**
 * How many areas are short in some year ahead, which the sum of all does not show.
 * @param {Page} page
 * @param {number} s
 * @param {number} now
 */
function shortWords(page, s, now) {
  const areas = page.data.areas.length;
  const short = page.data.areas.filter((_, a) => stillAhead(page.linesOf(s, a), now).some((line) => line.balance < 0)).length;
  return short ? page.say("chart.areas.short", { n: short, areas }) : page.say("chart.areas.none", { areas });
}

/**
 * What the table below a chart shows: no seats on record where they are those planned, no band where there is none.
 * @param {Shown[]} lines
 * @param {Page} page
 * @returns {GapColumn[]}
 */
function gapColumns(lines, { data, say }) {
  /**
   * @param {string} label
   * @param {(line: Shown) => string} shown
   * @param {(line: Shown) => boolean} bad
   * @returns {GapColumn}
   */
  const number = (label, shown, bad = () => false) => ({ label, number: true, shown, kind: (line) => (bad(line) ? "number bad" : "number") });
  const paired = lines.some((line) => line.held !== line.seats);
  const banded = lines.some((line) => line.low !== null) ? bandColumns(data, say) : [];
  return [
    { label: say("year"), number: false, shown: (line) => String(line.year), kind: () => null },
    number(say(paired ? "chart.seats.planned" : "seats"), (line) => grouped(line.seats)),
    number(say("demand"), (line) => grouped(line.demand)),
    number(say(paired ? "chart.balance.planned" : "balance"), (line) => balanceWords(say, line.balance), (line) => line.balance < 0),
    number(say("rate"), (line) => percent(line.rate)),
    ...(paired ? [number(say("chart.seats.held"), (line) => grouped(line.held)), number(say("chart.balance.held"), (line) => balanceWords(say, line.held - line.demand), (line) => line.held < line.demand)] : []),
    ...banded,
  ];
}

/**
 * @param {Shown} line
 * @param {GapColumn[]} columns
 */
function gapRow(line, [year, ...others]) {
  const cells = others.map((column) => el("td", { class: column.kind(line) }, column.shown(line)));
  return carded(el("tr", {}, el("th", { scope: "row" }, year.shown(line)), cells), [year, ...others].map((column) => [column.label]));
}
