// @ts-check
// A map by year and stage: the balance of areas, warnings of zones, schools, estates, sites and how far children walk.

import { choice, el, section, svg } from "./dom.js";
import { frameOf, outline } from "./mapframe.js";
import { legendParts, markParts } from "./mapmarks.js";
import { mapTable } from "./maptable.js";
import { balanceShare, classOf, hue } from "./scale.js";
import { nowOf, stillAhead } from "./standing.js";
import { balanceWords, percent } from "./words.js";
/** @import { MapFrame, MapView, Outlines, Page, Part, PlaceMap, SchoolSeats } from "./types.js" */

const MAP_WIDTH = 720;
/** The least and the most pixels across. */
const MAP_SPAN = [280, 760];

/**
 * @param {Page} page
 * @returns {Part | null}
 */
export function mapPart(page) {
  const { data, say } = page;
  const map = data.map;
  if (!map) return null;
  /** @type {MapView} */
  const view = { ...tightest(page, data.stages.map((_, s) => s)), layers: new Set(["schools", "zones", "estates", "sites"]) };
  let width = 0;
  const told = el("p", { class: "map-told", role: "status" }, say("map.point"));
  const output = el("output", { for: "map-year" });
  const slider = el("input", { id: "map-year", type: "range", step: 1, oninput: () => { view.year = Number(slider.value); update(); } });
  /** @type {{ shape: Outlines, path: SVGPathElement }[]} */
  const outlines = map.shapes.map((shape) => ({ shape, path: outlinePath(shape) }));
  const marks = svg("g", { class: "map-marks", onpointerover: point, onclick: point });
  const ground = svg("g", {}, outlines.map(({ path }) => path));
  const picture = svg("svg", { role: "group", class: "map" }, ground, marks);
  const title = el("p", { class: "map-title" });
  const lead = el("span", { id: "map-lead" });
  const legend = el("ul", { class: "legend", "aria-label": say("legend") });
  const table = mapTable(page, view);
  const tools = el(
    "div",
    { class: "filters" },
    choice("map-stage", say("places.stage"), data.stages.map((stage, s) => [s, stage.label]), view.stage, (value) => { Object.assign(view, tightest(page, [Number(value)])); update(); }),
    el("div", { class: "field" }, el("label", { for: "map-year" }, say("map.year"), " ", output), slider),
    layerBoxes(),
  );
  addEventListener("resize", () => { if (page.paper || spanOf() !== width) update(); });

  /** What of the places can be hidden; walking distances and other stages wait until they are asked for. */
  function layerBoxes() {
    if (!map) return null;
    const there = { schools: map.schools, reach: map.schools.length && map.reach.some((each) => each !== null) ? [1] : [], others: map.schools.length && data.stages.length > 1 ? [1] : [], zones: map.zones, estates: map.estates, sites: map.sites };
    const boxes = Object.entries(there).filter(([, found]) => found.length).map(([key]) => {
      const box = el("input", { type: "checkbox", id: `map-${key}`, checked: view.layers.has(key), onchange: () => { if (box.checked) view.layers.add(key); else view.layers.delete(key); update(); } });
      return el("label", {}, box, say(`map.layer.${key}`));
    });
    return boxes.length ? el("fieldset", { class: "map-layers" }, el("legend", {}, say("map.layers")), boxes) : null;
  }

  /** @param {Outlines} shape */
  function outlinePath(shape) {
    const area = shape.area;
    if (area === null) return svg("path", { class: "map-zone", "data-zone": shape.name, onpointerenter: () => { told.textContent = zoneTold(shape.name, view, page); } });
    const show = () => { told.textContent = areaTold(area, view, page); };
    const look = () => page.look({ area });
    /** @param {KeyboardEvent} event */
    const press = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); look(); } };
    return svg("path", { tabindex: 0, role: "button", "data-area": data.areas[area], onpointerenter: show, onfocus: show, onclick: look, onkeydown: press });
  }

  /** @param {Event} event */
  function point(event) {
    const at = event.target instanceof Element ? event.target.closest("[data-told]") : null;
    if (at) told.textContent = at.getAttribute("data-told");
  }

  function spanOf() {
    const room = page.paper ? MAP_WIDTH : picture.parentElement?.clientWidth || MAP_WIDTH;
    return Math.round(Math.min(Math.max(room, MAP_SPAN[0]), MAP_SPAN[1]));
  }

  function update() {
    if (!map) return;
    const { first, last } = page.view;
    view.year = Math.min(Math.max(view.year, first), last);
    width = spanOf();
    const frame = frameOf(map, width, view.layers.has("reach") ? map.around : map.box);
    Object.assign(slider, { min: first, max: last, value: view.year });
    output.textContent = String(view.year);
    const named = say("map.title", { stage: data.stages[view.stage].label, year: view.year });
    title.textContent = data.areas.length > 1 ? named : say("map.title.one", { title: named, told: areaTold(0, view, page) });
    picture.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
    picture.setAttribute("aria-label", title.textContent);
    shade(map, frame);
    const seats = seatsAt(page, view);
    marks.replaceChildren(...markParts(map, frame, view, seats, page, { level: (name) => levelOf(name, view, page), told: (name) => zoneTold(name, view, page) }));
    legend.replaceChildren(...legendParts(map, frame, view, seats, page, { shown: levelsShown(map, view, page), has: (name) => levelOf(name, view, page) !== null }));
    table.update(seats, (name) => zoneTold(name, view, page), (area) => areaTold(area, view, page));
  }

  /**
   * @param {PlaceMap} there
   * @param {MapFrame} frame
   */
  function shade(there, frame) {
    for (const { shape, path } of outlines) {
      path.setAttribute("d", shape.rings.map((ring) => outline(ring, frame)).join(""));
      if (shape.area === null) {
        const level = levelOf(shape.name, view, page);
        path.setAttribute("fill", view.layers.has("zones") && level ? hue(`level-${level}-fill`) : "none");
        continue;
      }
      const line = page.lineAt(view.stage, shape.area, view.year);
      path.setAttribute("fill", classOf(balanceShare(line)).colour);
      path.setAttribute("aria-label", areaTold(shape.area, view, page));
    }
    ground.classList.toggle("plain", !there.shapes.length);
    const covered = view.layers.has("zones") && there.shapes.some((shape) => shape.area === null && levelOf(shape.name, view, page));
    lead.textContent = there.shapes.some((shape) => shape.area !== null) ? say(covered ? "map.lead.zones" : "map.lead") : "";
  }
  const hints = [map.shapes.length ? [lead, " ", el("span", { class: "no-print" }, say("map.choose"))] : null, map.schools.length ? [" ", say("map.places")] : null];
  const lacking = map.lacking.length ? el("details", {}, el("summary", {}, say("map.lacking")), el("p", {}, map.lacking.join(say("list")))) : null;
  const notes = map.notes.length ? el("ul", { class: "notes" }, map.notes.map((note) => el("li", {}, note))) : null;
  return { element: section("map", say("head.map"), el("p", { class: "quiet" }, hints.flat()), tools, title, picture, told, legend, table.element, notes, lacking), update };
}

/**
 * The stage and the year ahead in which an area is shortest of seats, for its demand.
 * @param {Page} page
 * @param {number[]} stages
 */
function tightest(page, stages) {
  let found = { stage: stages[0], year: page.view.first };
  let least = Infinity;
  for (const stage of stages) {
    page.data.areas.forEach((_, area) => {
      for (const line of stillAhead(page.linesOf(stage, area), nowOf(page.data, stage, area))) {
        if (balanceShare(line) < least) [least, found] = [balanceShare(line), { stage, year: line.year }];
      }
    });
  }
  return found;
}

/**
 * Seats of every school by stage in the year shown, under the controls of the page.
 * @param {Page} page
 * @param {MapView} view
 * @returns {SchoolSeats}
 */
function seatsAt(page, view) {
  /** @type {SchoolSeats} */
  const found = new Map();
  for (const move of page.outcome.moves) {
    if (move.year > view.year) continue;
    const seats = found.get(move.school.id) ?? new Array(page.data.stages.length).fill(0);
    seats[move.stage] += move.seats;
    found.set(move.school.id, seats);
  }
  return found;
}

/**
 * @param {number} area
 * @param {MapView} view
 * @param {Page} page
 */
function areaTold(area, view, { data, say, lineAt }) {
  const line = lineAt(view.stage, area, view.year);
  return say("map.told", { area: data.areas[area], balance: balanceWords(say, line.balance), share: percent(balanceShare(line)) });
}

/**
 * Where warnings of zones know a zone, stage and year: their kind, their year and the zone's place.
 * @param {string} name
 * @param {MapView} view
 * @param {Page} page
 */
function warningOf(name, view, { data }) {
  const kind = data.beside?.alerts.find((each) => each.by === "zone");
  const table = kind?.tables.find((each) => each.stage === data.stages[view.stage].label);
  const t = kind?.years.indexOf(view.year) ?? -1;
  const n = table && kind ? table.places.findIndex((place) => kind.names[place] === name) : -1;
  return kind && table && t >= 0 && n >= 0 ? { kind, level: kind.levels[table.levels[t][n]] } : null;
}

/**
 * The level of a zone; null where there is none for the stage and year.
 * @param {string} name
 * @param {MapView} view
 * @param {Page} page
 */
function levelOf(name, view, page) {
  const key = warningOf(name, view, page)?.level[0] ?? null;
  return key === "unlisted" ? "unknown" : key;
}

/**
 * The levels that zones on the map have, by key and word, in the order of warnings.
 * @param {PlaceMap} map
 * @param {MapView} view
 * @param {Page} page
 */
function levelsShown(map, view, page) {
  const names = [...map.zones, ...map.shapes].map((each) => levelOf(each.name, view, page));
  const levels = page.data.beside?.alerts.find((each) => each.by === "zone")?.levels ?? [];
  return levels.filter(([key]) => names.includes(key));
}

/**
 * @param {string} name
 * @param {MapView} view
 * @param {Page} page
 */
function zoneTold(name, view, page) {
  const { data, say } = page;
  const found = warningOf(name, view, page);
  const stage = data.stages[view.stage].label;
  if (found) return say("map.told.zone", { zone: name, stage, year: view.year, level: found.level[1] });
  const years = data.beside?.alerts.find((each) => each.by === "zone")?.years ?? [];
  return years.length ? say("map.told.zone.other", { zone: name, first: years[0], last: years[years.length - 1] }) : name;
}
