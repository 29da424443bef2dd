// @ts-check
// The balance of every area on a map, by year.

import { choice, el, section, svg } from "./dom.js";
import { balanceShare, CLASSES, classOf } from "./scale.js";
import { balanceWords, percent } from "./words.js";
/** @import { Boundaries, Page, Part, Say } from "./types.js" */

const MAP_WIDTH = 720;

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function mapPart(page) {
  const { data, say } = page;
  if (!data.map) return null;
  const { shapes, stretch } = data.map;
  const [x0, y0, x1, y1] = data.map.box;
  const across = MAP_WIDTH / (x1 - x0);
  const height = Math.max(40, (y1 - y0) * across * stretch);
  const view = { stage: 0, year: tightest(page, 0, shapes) };
  const told = el("p", { class: "map-told", role: "status" }, say("map.point"));
  const output = el("output", { for: "map-year" });
  const slider = el("input", { id: "map-year", type: "range", step: 1, oninput: () => { view.year = Number(slider.value); update(); } });
  const outlines = shapes.map((shape) => {
    const d = shape.rings.map((ring) => outline(ring, x0, y1, across, across * stretch)).join("");
    const show = () => { told.textContent = areaTold(shape.area, view, page); };
    const look = () => page.look({ area: shape.area });
    /** @param {KeyboardEvent} event */
    const press = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); look(); } };
    return svg("path", { d, tabindex: 0, role: "button", "fill-rule": "evenodd", "data-area": data.areas[shape.area], onpointerenter: show, onfocus: show, onclick: look, onkeydown: press });
  });
  const picture = svg("svg", { viewBox: `-2 -2 ${MAP_WIDTH + 4} ${height + 4}`, role: "group", class: "map" }, outlines);
  const title = el("p", { class: "map-title" });
  const tools = el(
    "div",
    { class: "filters" },
    choice("map-stage", say("places.stage"), data.stages.map((stage, s) => [s, stage.label]), 0, (value) => { view.stage = Number(value); view.year = tightest(page, view.stage, shapes); update(); }),
    el("div", { class: "field" }, el("label", { for: "map-year" }, say("map.year"), " ", output), slider),
  );

  function update() {
    const { first, last } = page.view;
    view.year = Math.min(Math.max(view.year, first), last);
    Object.assign(slider, { min: first, max: last, value: view.year });
    output.textContent = String(view.year);
    title.textContent = say("map.title", { stage: data.stages[view.stage].label, year: view.year });
    picture.setAttribute("aria-label", title.textContent);
    outlines.forEach((path, n) => {
      const line = page.lineAt(view.stage, shapes[n].area, view.year);
      path.setAttribute("fill", classOf(balanceShare(line)).colour);
      path.setAttribute("aria-label", areaTold(shapes[n].area, view, page));
    });
  }
  return { element: section("map", say("head.map"), el("p", { class: "quiet" }, say("map.lead"), " ", el("span", { class: "no-print" }, say("map.choose"))), tools, title, picture, mapLegend(say), told), update };
}

/**
 * The year in which an area is shortest of seats of a stage, for its demand.
 * @param {Page} page
 * @param {number} stage
 * @param {Boundaries["shapes"]} shapes
 */
function tightest(page, stage, shapes) {
  let found = page.view.first;
  let least = Infinity;
  for (let year = page.view.first; year <= page.view.last; year += 1) {
    for (const shape of shapes) {
      const share = balanceShare(page.lineAt(stage, shape.area, year));
      if (share < least) [least, found] = [share, year];
    }
  }
  return found;
}

/**
 * A ring as a path; north is up.
 * @param {number[]} ring
 * @param {number} x0
 * @param {number} y1
 * @param {number} across
 * @param {number} down
 */
function outline(ring, x0, y1, across, down) {
  const points = [];
  for (let n = 0; n < ring.length; n += 2) {
    points.push(`${((ring[n] - x0) * across).toFixed(1)},${((y1 - ring[n + 1]) * down).toFixed(1)}`);
  }
  return `M${points.join("L")}Z`;
}

/**
 * @param {number} area
 * @param {{ stage: number, year: number }} view
 * @param {Page} page
 */
function areaTold(area, view, { data, say, lineAt }) {
  const line = lineAt(view.stage, area, view.year);
  return say("map.told", { area: data.areas[area], balance: balanceWords(say, line.balance), rate: percent(line.rate) });
}

/** @param {Say} say */
function mapLegend(say) {
  /** @param {number} share */
  const percents = (share) => Math.round(share * 100);
  return el("ul", { class: "legend", "aria-label": say("legend") }, CLASSES.map((each, n) => {
    const low = n ? CLASSES[n - 1].to : null;
    const text = low === null ? say("map.below", { n: percents(each.to) }) : each.to === Infinity ? say("map.above", { n: percents(low) }) : say("map.between", { low: percents(low), high: percents(each.to) });
    return el("li", {}, svg("svg", { width: 16, height: 12, "aria-hidden": "true" }, svg("rect", { width: 16, height: 12, fill: each.colour })), text);
  }));
}
