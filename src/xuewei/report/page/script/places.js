// @ts-check
// Several areas side by side: one small picture each, all to one scale.

import { most } from "./ahead.js";
import { choice, el, section, svg } from "./dom.js";
import { MOST_ON_PAPER } from "./paper.js";
import { balanceShare, hue } from "./scale.js";
import { nowOf, stillAhead } from "./standing.js";
import { balanceWords } from "./words.js";
/** @import { Line, Page, Part } from "./types.js" */

const TILES_AT_ONCE = 120;
const TILE = { width: 150, height: 54 };
/** Shares beyond this are cut off, so that one odd area does not flatten all others. */
const MOST_SHARE = 0.5;

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function placesPart(page) {
  const { data, say } = page;
  if (data.areas.length < 2) return null;
  const view = { stage: 0, sort: "worst", all: false };
  /** @param {Partial<typeof view>} parts */
  const change = (parts) => {
    Object.assign(view, parts);
    update();
  };
  const grid = el("ul", { class: "tiles" });
  const scaled = el("span");
  const lead = el("p", { class: "quiet" }, scaled, " ", el("span", { class: "no-print" }, say("places.choose")));
  const count = el("p", { class: "quiet" });
  const every = el("button", { type: "button", onclick: () => change({ all: true }) }, say("places.all"));
  const tools = el(
    "div",
    { class: "filters" },
    choice("places-stage", say("places.stage"), data.stages.map((stage, s) => [s, stage.label]), 0, (value) => change({ stage: Number(value) })),
    choice("places-sort", say("places.sort"), [["worst", say("places.sort.worst")], ["plan", say("places.sort.plan")]], "worst", (sort) => change({ sort })),
  );

  function update() {
    const areas = data.areas.map((_, a) => page.linesOf(view.stage, a));
    const scale = Math.min(MOST_SHARE, Math.max(0.05, ...areas.flat().map((line) => Math.abs(balanceShare(line)))));
    const found = areas.map((lines) => ({ lines, worst: most(stillAhead(lines, nowOf(data, view.stage, lines[0].area)), (line) => -line.balance) }));
    if (view.sort === "worst") found.sort((one, other) => one.worst.balance - other.worst.balance);
    const shown = view.all ? found : found.slice(0, page.paper ? MOST_ON_PAPER : TILES_AT_ONCE);
    grid.replaceChildren(...shown.map((one) => tile(one, scale, page)));
    const cut = shown.filter((one) => one.lines.some((line) => Math.abs(balanceShare(line)) > scale)).length;
    scaled.textContent = say("places.lead", { stage: data.stages[view.stage].label, n: Math.round(scale * 100) }) + (cut ? say("places.cut", { n: cut }) : "") + past(found.map((one) => one.lines));
    count.textContent = say("places.some", { n: found.length, shown: shown.length });
    count.hidden = every.hidden = shown.length === found.length;
  }

  /**
   * Which years the figures below the pictures are of, where some of those shown are past.
   * @param {Line[][]} areas
   */
  function past(areas) {
    const nows = areas.map(([{ area }]) => nowOf(data, view.stage, area));
    const [first, last] = [page.view.first, page.view.last];
    if (nows.every((now) => now < first)) return "";
    return nows.every((now) => now >= last) ? say("places.past") : say("places.ahead", { year: Math.max(Math.min(...nows) + 1, first) });
  }
  return { element: section("places", say("head.places"), lead, tools, grid, count, every), update };
}

/**
 * One area: bars of balance ÷ demand by year. Pressing it shows the area in the charts.
 * @param {{ lines: Line[], worst: Line }} one
 * @param {number} scale
 * @param {Page} page
 */
function tile({ lines, worst }, scale, page) {
  const { data, say } = page;
  const area = data.areas[worst.area];
  const now = nowOf(data, worst.stage, worst.area);
  const middle = TILE.height / 2;
  const step = TILE.width / lines.length;
  const bars = lines.flatMap((line, t) => {
    const share = Math.max(-scale, Math.min(scale, balanceShare(line)));
    const size = (Math.abs(share) / scale) * (middle - 2);
    const place = { x: t * step + 0.5, width: Math.max(step - 1, 0.5) };
    const bar = svg("rect", { ...place, class: line.year > now ? null : "gone", y: share < 0 ? middle : middle - size, height: size, fill: share < 0 ? hue("short") : hue("spare") });
    // a gap near the end of a bar that is cut off
    const gap = Math.abs(balanceShare(line)) > scale ? svg("rect", { ...place, class: "cut", y: share < 0 ? TILE.height - 8 : 6, height: 2, fill: hue("paper") }) : null;
    return [bar, gap];
  });
  const axis = svg("line", { x1: 0, x2: TILE.width, y1: middle, y2: middle, stroke: hue("edge") });
  const told = say("places.told", { area, year: worst.year, balance: balanceWords(say, worst.balance) });
  const picture = svg("svg", { viewBox: `0 0 ${TILE.width} ${TILE.height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, bars, axis);
  const words = el("span", { class: worst.balance < 0 ? "bad" : "quiet" }, `${worst.year} ${balanceWords(say, worst.balance)}`);
  const pressed = page.view.area === worst.area;
  return el("li", {}, el("button", { type: "button", class: "tile", "aria-label": told, "aria-pressed": String(pressed), onclick: () => page.look({ area: worst.area }) }, el("strong", {}, area), picture, words));
}
