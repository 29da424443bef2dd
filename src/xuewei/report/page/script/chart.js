// @ts-check
// Charts with ECharts, as SVG: they stay sharp in print, and hover shows the year.

import { most } from "./answer.js";
import { el } from "./dom.js";
import { whole } from "./exact.js";
import { hue, LINES } from "./scale.js";
import { balanceWords, grouped } from "./words.js";
/** @import { Chart, Opening, Page, Shown, Together } from "./types.js" */

const FONT = getComputedStyle(document.documentElement).getPropertyValue("--letters") || "sans-serif";

/**
 * A chart inside an element, whose label tells it in words.
 * @param {HTMLElement} place
 */
export function newChart(place) {
  const chart = echarts.init(place, null, { renderer: "svg" });
  charts.push({ chart, place });
  return chart;
}

/**
 * All charts of the page with their places, for changes of its width.
 * @type {{ chart: Chart, place: HTMLElement }[]}
 */
const charts = [];

export function fitCharts() {
  for (const { chart } of charts) if (!chart.isDisposed()) chart.resize();
}

/** Room of a row of charts on paper, in CSS pixels: A4 within the margins of the style sheet. */
const PAPER = { width: 700, gap: 16, low: 190, high: 240 };

/**
 * Charts as large as paper has room for, whatever the window; back to the window's afterwards.
 * @param {boolean} paper
 */
export function drawFor(paper) {
  for (const { place } of charts) {
    const panels = place.closest(".panels");
    const across = panels?.classList.contains("pairs") ? Math.min(panels.children.length, 2) : 3;
    place.style.width = paper ? `${Math.floor((PAPER.width - PAPER.gap * (across - 1)) / across)}px` : "";
    place.style.height = paper ? `${across === 3 ? PAPER.low : PAPER.high}px` : "";
  }
  for (const { chart } of charts) {
    chart.resize();
    chart.getZr().flush(); // paper does not wait for the next frame
  }
}

/**
 * Charts side by side without a hole: in threes where that fills every row, else in pairs, the last one as wide as it
 * likes.
 * @param {Element[]} figures
 */
export function sideBySide(figures) {
  return el("div", { class: figures.length % 3 ? "panels pairs" : "panels" }, figures);
}

/**
 * What all charts have: years below, numbers at the side, a tooltip made of text nodes.
 * @param {number[]} years
 * @param {(t: number) => Element} tooltip
 */
function frame(years, tooltip) {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: hue("ink") },
    grid: { left: 8, right: 14, top: 12, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      appendTo: null,
      axisPointer: { type: "line", lineStyle: { color: hue("edge") } },
      /** @param {{ dataIndex: number }[]} points */
      formatter: (points) => tooltip(points[0]?.dataIndex ?? 0),
    },
    xAxis: {
      type: "category",
      data: years.map(String),
      axisTick: { alignWithLabel: true },
      axisLine: { lineStyle: { color: hue("edge") } },
      axisLabel: { color: hue("soft"), hideOverlap: true },
    },
    yAxis: {
      type: "value",
      axisLabel: { color: hue("soft"), formatter: grouped },
      splitLine: { lineStyle: { color: hue("grid") } },
    },
  };
}

/**
 * A box of a heading and lines of text, beside the pointer.
 * @param {string} heading
 * @param {(string | null)[]} lines
 */
function tip(heading, lines) {
  return el("div", { class: "tip" }, el("strong", {}, heading), lines.filter(Boolean).map((line) => el("div", {}, line)));
}

/**
 * Seats as steps against demand as a line with its band; between them red for a shortage, grey for a surplus.
 * @param {Shown[]} lines
 * @param {Opening[]} openings
 * @param {Page} page
 */
export function gapOption(lines, openings, page) {
  const years = lines.map((line) => line.year);
  const opened = years.map((year) => openings.filter((one) => one.year === year));
  const peak = lines.indexOf(most(lines, (line) => line.demand));
  /**
   * @param {string} name
   * @param {number[]} values
   * @param {string} colour
   */
  const block = (name, values, colour) => ({
    name, type: "bar", stack: "gap", barCategoryGap: "0%", data: values, itemStyle: { color: colour }, silent: true, z: 1,
  });
  /** @param {number} t */
  const tooltip = (t) => gapTip(lines[t], opened[t], page);
  const marks = [{ coord: [peak, lines[peak].demand], symbol: "circle", symbolSize: 9, itemStyle: { color: hue("paper"), borderColor: hue("demand"), borderWidth: 2 } }];
  const series = [
    block("under", lines.map((line) => Math.max(Math.min(line.seats, line.demand), 0)), "transparent"),
    block("short", lines.map((line) => Math.max(-line.balance, 0)), hue("short-fill")),
    block("spare", lines.map((line) => Math.max(line.balance, 0)), hue("spare-fill")),
    ...bandSeries(lines),
    { name: "seats", type: "line", step: "middle", data: lines.map((line) => line.seats), symbol: lines.length === 1 ? "rect" : "none", symbolSize: [60, 2], lineStyle: { color: hue("seats"), width: 2 }, itemStyle: { color: hue("seats") }, z: 4 },
    { name: "demand", type: "line", data: lines.map((line) => line.demand), symbol: "circle", symbolSize: 5, lineStyle: { color: hue("demand"), width: 2 }, itemStyle: { color: hue("demand") }, z: 5, markPoint: { silent: true, data: marks, label: { show: false } } },
    { name: "openings", type: "scatter", symbol: "triangle", symbolSize: 9, data: opened.map((found) => (found.length ? 0 : null)), itemStyle: { color: hue("ink") }, z: 6, silent: true },
  ];
  const top = Math.max(...lines.flatMap((line) => [line.seats, line.demand, line.high ?? 0]));
  const option = frame(years, tooltip);
  const yAxis = { ...option.yAxis, min: Math.min(0, ...lines.map((line) => line.seats)), max: top > 0 ? undefined : 1 };
  return { ...option, yAxis, series };
}

/**
 * The band of demand as a pale surface, from the last year that has none.
 * @param {Shown[]} lines
 */
function bandSeries(lines) {
  if (!lines.some((line) => line.low !== null)) return [];
  const begins = lines.findIndex((line) => line.low !== null) - 1;
  const low = lines.map((line, t) => line.low ?? (t === begins ? line.demand : null));
  const width = lines.map((line, t) => (line.low !== null && line.high !== null ? line.high - line.low : t === begins ? 0 : null));
  const common = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true, z: 2 };
  return [
    { ...common, name: "low", data: low },
    { ...common, name: "band", data: width, areaStyle: { color: hue("band") } },
  ];
}

/**
 * What a year of a chart says.
 * @param {Shown} line
 * @param {Opening[]} opened
 * @param {Page} page
 */
function gapTip(line, opened, page) {
  const { data, say } = page;
  const band = line.low === null || line.high === null ? null : `${say("band.demand", { n: Math.round((data.bands?.level ?? 0) * 100) })} ${grouped(line.low)}–${grouped(line.high)}`;
  const unsure = line.bandAlert === "yellow" && line.least !== null ? `${say("band.yellow")}: ${say("band.balance.low")} ${balanceWords(say, line.least)}` : null;
  const schools = [...new Set(opened.map((one) => one.school))];
  const seats = whole(opened.reduce((sum, one) => sum + one.seats, 0));
  const names = schools.slice(0, 6).map((school) => school.name ?? school.id);
  return tip(String(line.year), [
    `${say("chart.seats")} ${grouped(line.seats)}`,
    `${say("chart.demand")} ${grouped(line.demand)}`,
    band,
    `${say("balance")} ${balanceWords(say, line.balance)}`,
    unsure,
    schools.length ? say("chart.opened", { n: schools.length, seats }) : null,
    ...names.map((name) => `· ${name}`),
    schools.length > names.length ? say("chart.more", { n: schools.length }) : null,
  ]);
}

/**
 * The balance of several scenarios as lines around nought.
 * @param {{ name: string, totals: Together[] }[]} scenarios
 * @param {Pick<Page, "say">} page
 */
export function balanceOption(scenarios, page) {
  const years = [...new Set(scenarios.flatMap((one) => one.totals.map((total) => total.year)))].sort();
  const balances = scenarios.map((one) => new Map(one.totals.map((total) => [total.year, total.balance])));
  /** @param {number} t */
  const tooltip = (t) =>
    tip(
      String(years[t]),
      scenarios.map((one, n) => {
        const balance = balances[n].get(years[t]);
        return balance === undefined ? null : `${one.name}: ${balanceWords(page.say, balance)}`;
      }),
    );
  const series = scenarios.map((_, n) => ({
    name: String(n),
    type: "line",
    data: years.map((year) => balances[n].get(year) ?? null),
    symbol: ["circle", "rect", "triangle", "diamond"][n % 4],
    symbolSize: 6,
    lineStyle: { color: LINES[n % LINES.length], width: 2, type: n < 4 ? "solid" : "dashed" },
    itemStyle: { color: LINES[n % LINES.length] },
    markLine: n ? undefined : { silent: true, symbol: "none", label: { show: false }, data: [{ yAxis: 0 }], lineStyle: { color: hue("edge"), type: "solid" } },
  }));
  const option = frame(years, tooltip);
  return { ...option, series };
}
