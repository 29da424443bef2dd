// @ts-check
// Charts with ECharts, as SVG: they stay sharp in print, and hover shows the year.

import { el } from "./dom.js";
import { hue, LINES } from "./scale.js";
import { balanceWords, grouped } from "./words.js";
/** @import { Chart, Page, Together } from "./types.js" */

export const FONT = getComputedStyle(document.documentElement).getPropertyValue("--letters") || "sans-serif";

/**
 * A chart inside each of some elements, whose labels tell them in words. All are measured before the first is drawn: the
 * browser lays the page out once and not once a chart.
 * @param {HTMLElement[]} places
 */
export function newCharts(places) {
  const sizes = places.map((place) => ({ width: place.clientWidth, height: place.clientHeight }));
  return places.map((place, n) => {
    const chart = echarts.init(place, null, { renderer: "svg", ...sizes[n] });
    charts.push({ chart, place });
    return chart;
  });
}

/** As large as the element now is. */
export const FITTED = { width: "auto", height: "auto" };

/**
 * All charts of the page with their places, for changes of its width.
 * @type {{ chart: Chart, place: HTMLElement }[]}
 */
const charts = [];

export function fitCharts() {
  for (const { chart } of charts) if (!chart.isDisposed()) chart.resize(FITTED);
}

/** Room of a row of charts on paper, in CSS pixels: A4 within the margins of the style sheet. */
const PAPER = { width: 700, gap: 16, low: 170, high: 220 };

/**
 * Charts as large as paper has room for, whatever the window; back to the window's afterwards.
 * @param {boolean} paper
 */
export function drawFor(paper) {
  for (const { place } of charts) {
    const panels = place.closest(".panels");
    const across = panels?.classList.contains("pairs") && !panels.querySelector(".on-paper") ? Math.min(panels.children.length, 2) : 3;
    place.style.width = paper ? `${Math.floor((PAPER.width - PAPER.gap * (across - 1)) / across)}px` : "";
    place.style.height = paper ? `${across === 3 ? PAPER.low : PAPER.high}px` : "";
  }
  for (const { chart } of charts) {
    chart.resize(FITTED);
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
export function frame(years, tooltip) {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: hue("ink") },
    grid: { left: 8, right: 14, top: 12, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      appendTo: null,
      axisPointer: { type: "line", lineStyle: { color: hue("edge") } },
      /** @param {{ axisValue: string }[]} points */
      formatter: (points) => tooltip(Math.max(years.map(String).indexOf(points[0]?.axisValue), 0)),
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
export function tip(heading, lines) {
  return el("div", { class: "tip" }, el("strong", {}, heading), lines.filter(Boolean).map((line) => el("div", {}, line)));
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
