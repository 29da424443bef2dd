// @ts-check
// Marks on the map and their key: schools by stage, size and whether they are there yet, zones, estates, sites.

import { whole } from "./exact.js";
import { svg, el } from "./dom.js";
import { barMetres } from "./mapframe.js";
import { around, labels, meet, namesAreas, NARROW, wideOf } from "./maplabels.js";
import { CLASSES, hue } from "./scale.js";
import { grouped } from "./words.js";
/** @import { Box } from "./maplabels.js" */
/** @import { Child, MapFrame, MapView, Outlines, Page, PlaceMap, Say, School, SchoolSeats, Spot } from "./types.js" */

/** Shapes of stages, by their place among those of the plan. */
const SHAPES = ["circle", "square", "up", "diamond", "down", "hexagon"];
/** Part of the areas that zones in colour lie over, from which on nothing is seen of the areas. */
const COVERED = 0.97;

/**
 * The outline of a mark around a point; shapes of one `r` look alike in size.
 * @param {string} kind
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function shapeAt(kind, x, y, r) {
  const corners = { square: [4, 45, 1.25], up: [3, -90, 1.4], diamond: [4, 0, 1.3], down: [3, 90, 1.4], hexagon: [6, 0, 1.1] }[kind];
  if (!corners) return `M${(x - r).toFixed(1)},${y.toFixed(1)}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`;
  const [count, turn, more] = corners;
  const points = Array.from({ length: count }, (_, n) => {
    const angle = ((turn + (n * 360) / count) * Math.PI) / 180;
    return `${(x + r * more * Math.cos(angle)).toFixed(1)},${(y + r * more * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

/**
 * A house.
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function houseAt(x, y, r) {
  const [left, right, top, eaves, foot] = [x - r, x + r, y - r, y - r / 4, y + r].map((each) => each.toFixed(1));
  return `M${left},${eaves}L${x.toFixed(1)},${top}L${right},${eaves}L${right},${foot}L${left},${foot}Z`;
}

/**
 * A cross in a ring.
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function crossAt(x, y, r) {
  return `${shapeAt("circle", x, y, r)}M${x - r},${y}H${x + r}M${x},${y - r}V${y + r}`;
}

/**
 * Pixels from the middle of a mark to its edge: its surface is what it counts.
 * @param {number} size
 * @param {number} most
 * @param {MapFrame} frame
 */
function radius(size, most, frame) {
  return Math.max(2.5, frame.largest * Math.sqrt(Math.max(size, 0) / Math.max(most, 1)));
}

/**
 * Whether a school is on record as open: drawn solid.
 * @param {School} school
 */
export function isThere(school) {
  return school.existing === true || school.status === "in_use" || school.status === "closed_out";
}

/**
 * What can be seen of a school in the year shown, a mark a stage.
 * @param {PlaceMap} map
 * @param {MapView} view
 * @param {SchoolSeats} seats
 * @param {Page} page
 */
export function schoolMarks(map, view, seats, { data }) {
  const stages = view.layers.has("others") ? data.stages.map((_, s) => s) : [view.stage];
  return map.schools.flatMap(([n, lon, lat]) => {
    const school = data.schools[n];
    return stages.map((s) => ({ school, lon, lat, stage: s, seats: whole(seats.get(school.id)?.[s] ?? 0) })).filter((each) => each.seats > 0);
  });
}

/**
 * The most seats that a mark of the stages shown may have, whatever the year: sizes can be compared from year to year.
 * @param {MapView} view
 * @param {Page} page
 */
function mostSeats(view, { data }) {
  const stages = data.stages.filter((_, s) => s === view.stage || view.layers.has("others")).map((stage) => stage.name);
  return data.schools.reduce((most, school) => Math.max(most, ...stages.map((stage) => school.seats?.[stage] ?? 0)), 1);
}

/**
 * @param {PlaceMap} map
 * @param {MapFrame} frame
 * @param {MapView} view
 * @param {SchoolSeats} seats
 * @param {Page} page
 * @param {{ level(zone: string): string | null, told(zone: string): string }} zones
 * @returns {SVGElement[]}
 */
export function markParts(map, frame, view, seats, page, zones) {
  const { data, say } = page;
  const shown = view.layers.has("schools") ? schoolMarks(map, view, seats, page) : [];
  const most = mostSeats(view, page);
  /** @type {SVGElement[]} */
  const found = [];
  if (view.layers.has("reach")) {
    for (const { lon, lat, stage } of shown) {
      const metres = map.reach[stage];
      if (metres !== null) found.push(svg("circle", { class: "map-reach", cx: frame.x(lon).toFixed(1), cy: frame.y(lat).toFixed(1), r: (metres * frame.metre).toFixed(1), style: `fill: var(--stage-${stage % 8}); stroke: var(--stage-${stage % 8})` }));
    }
  }
  if (view.layers.has("estates")) found.push(...map.estates.map((spot) => estateMark(spot, frame, view, page)));
  for (const { school, lon, lat, stage, seats: count } of [...shown].sort((one, other) => other.seats - one.seats)) {
    const told = say("map.told.school", { name: school.name ?? school.id, stage: data.stages[stage].label, n: count, state: say(isThere(school) ? "map.there" : "map.planned") });
    const d = shapeAt(SHAPES[stage % SHAPES.length], frame.x(lon), frame.y(lat), radius(count, most, frame));
    const colour = `var(--stage-${stage % 8})`;
    found.push(marked({ d, class: `map-school ${isThere(school) ? "there" : "planned"}`, "data-school": school.id, style: isThere(school) ? `fill: ${colour}` : `stroke: ${colour}` }, told));
  }
  if (view.layers.has("sites")) found.push(...map.sites.map((spot) => marked({ d: crossAt(frame.x(spot.lon), frame.y(spot.lat), 6), class: "map-site", "data-site": spot.name }, siteTold(spot, say))));
  /** @type {Box[]} */
  const marks = shown.map(({ lon, lat, seats: count }) => around(frame.x(lon), frame.y(lat), radius(count, most, frame)));
  if (view.layers.has("estates")) marks.push(...map.estates.map((spot) => around(frame.x(spot.lon), frame.y(spot.lat), estateRadius(spot, frame, view, page))));
  for (const spot of view.layers.has("sites") ? map.sites : []) {
    const [x, y, short] = [frame.x(spot.lon), frame.y(spot.lat), spot.short ?? ""];
    const wide = short ? wideOf(short) + 2 : 0;
    const right = x + 8 + wide < frame.width;
    marks.push([x - 7 - (right ? 0 : wide), y - 7, x + 7 + (right ? wide : 0), y + 7]);
    if (short) found.push(svg("text", { class: "map-site-name", x: (right ? x + 8 : x - 8).toFixed(1), y: (y + 4).toFixed(1), "text-anchor": right ? "start" : "end" }, short));
  }
  return [...found, ...labels(map, frame, view, page, zones, marks), ...compass(frame, page, marks)];
}

/**
 * @param {Record<string, unknown>} attributes
 * @param {string} told
 */
function marked(attributes, told) {
  return svg("path", { ...attributes, "data-told": told }, svg("title", {}, told));
}

/**
 * What is known of a candidate site.
 * @param {Spot} spot
 * @param {Say} say
 */
export function siteTold(spot, say) {
  const name = spot.short && spot.short !== spot.name ? say("map.site.of", { short: spot.short, name: spot.name }) : spot.name;
  const seats = (spot.seats ?? []).map(([stage, n]) => say("map.site.seats", { stage, n })).join(say("list"));
  return say(seats ? "map.told.site" : "map.told.site.bare", { name, seats });
}

/**
 * Dwellings of an estate in all, and those completed by the year shown.
 * @param {Spot} spot
 * @param {MapView} view
 */
export function dwellingsOf(spot, view) {
  const parts = spot.dwellings ?? [];
  const all = parts.reduce((sum, [, n]) => sum + n, 0);
  return { all, done: parts.filter(([year]) => year <= view.year).reduce((sum, [, n]) => sum + n, 0) };
}

/**
 * @param {Spot} spot
 * @param {MapFrame} frame
 * @param {MapView} view
 * @param {Page} page
 */
function estateRadius(spot, frame, view, { data }) {
  const most = (data.map?.estates ?? []).reduce((top, each) => Math.max(top, dwellingsOf(each, view).all), 1);
  return Math.max(4, radius(dwellingsOf(spot, view).all, most, frame));
}

/**
 * @param {Spot} spot
 * @param {MapFrame} frame
 * @param {MapView} view
 * @param {Page} page
 */
function estateMark(spot, frame, view, page) {
  const { say } = page;
  const { all, done } = dwellingsOf(spot, view);
  const told = say("map.told.estate", { name: spot.name, n: all, done, year: view.year });
  return marked({ d: houseAt(frame.x(spot.lon), frame.y(spot.lat), estateRadius(spot, frame, view, page)), class: `map-estate ${done ? "there" : "planned"}`, "data-estate": spot.name }, told);
}

/**
 * Whether nothing is seen of the areas' colours: none has an outline, or zones in colour lie over all.
 * @param {PlaceMap} map
 * @param {(zone: string) => boolean} coloured
 */
function covered(map, coloured) {
  /** @param {(shape: Outlines) => boolean} which */
  const sum = (which) => map.shapes.filter(which).reduce((all, shape) => all + shape.rings.reduce((own, ring) => own + surface(ring), 0), 0);
  return sum((shape) => shape.area === null && coloured(shape.name)) >= COVERED * sum((shape) => shape.area !== null);
}

/**
 * The surface of a ring against the clock, below nought for a hole.
 * @param {number[]} ring
 */
function surface(ring) {
  let twice = 0;
  for (let n = 0; n + 3 < ring.length; n += 2) twice += ring[n] * ring[n + 3] - ring[n + 2] * ring[n + 1];
  return twice / 2;
}

/**
 * A scale and where north is, each in the corner where fewer marks lie.
 * @param {MapFrame} frame
 * @param {Page} page
 * @param {Box[]} marks
 */
function compass(frame, { say }, marks) {
  /** @param {Box[]} corners */
  const freest = (corners) => {
    const hidden = corners.map((corner) => marks.filter((mark) => meet(corner, mark)).length);
    return hidden.indexOf(Math.min(...hidden));
  };
  const at = [frame.width - 14, 14][freest([[frame.width - 26, 2, frame.width - 2, 38], [2, 2, 26, 38]])];
  const north = svg("g", { class: "map-scale" }, svg("path", { d: `M${at},6L${at + 6},22L${at},18L${at - 6},22Z` }), svg("text", { x: at, y: 34 }, say("map.north")));
  if (!frame.metre) return [north];
  const metres = barMetres(frame);
  const [long, y] = [metres * frame.metre, frame.height - 8];
  const begin = [8, frame.width - 8 - long][freest([[4, y - 20, 12 + long, y + 4], [frame.width - 12 - long, y - 20, frame.width - 4, y + 4]])];
  const text = metres < 1000 ? say("map.metres", { n: metres }) : say("map.km", { n: grouped(metres / 1000) });
  return [north, svg("g", { class: "map-scale" }, svg("path", { class: "bar", d: `M${begin.toFixed(1)},${y - 5}V${y}H${(begin + long).toFixed(1)}V${y - 5}` }), svg("text", { x: (begin + long / 2).toFixed(1), y: y - 6 }, text))];
}

/**
 * The key: what is on the map and nothing else.
 * @param {PlaceMap} map
 * @param {MapFrame} frame
 * @param {MapView} view
 * @param {SchoolSeats} seats
 * @param {Page} page
 * @param {{ shown: [string, string][], has(zone: string): boolean }} levels
 */
export function legendParts(map, frame, view, seats, page, levels) {
  const { data, say } = page;
  /** @type {HTMLElement[]} */
  const found = [];
  /** @param {Child} sign @param {string} text */
  const add = (sign, text) => found.push(el("li", {}, sign, text));
  /** @param {Record<string, unknown>} attributes @param {number} size */
  const sign = (attributes, size = 16) => svg("svg", { class: "map-marks", width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" }, svg("path", attributes));
  const shown = view.layers.has("schools") ? schoolMarks(map, view, seats, page) : [];
  for (const s of [...new Set(shown.map((each) => each.stage))].sort((one, other) => one - other)) {
    const [kind, colour] = [SHAPES[s % SHAPES.length], `var(--stage-${s % 8})`];
    const own = shown.filter((each) => each.stage === s);
    if (own.some((each) => isThere(each.school))) add(sign({ d: shapeAt(kind, 8, 8, 5.5), class: "map-school there", style: `fill: ${colour}` }), say("map.key.there", { stage: data.stages[s].label }));
    if (own.some((each) => !isThere(each.school))) add(sign({ d: shapeAt(kind, 8, 8, 5.5), class: "map-school planned", style: `stroke: ${colour}` }), say("map.key.planned", { stage: data.stages[s].label }));
  }
  if (shown.length) {
    const most = mostSeats(view, page);
    const round = 10 ** Math.floor(Math.log10(most));
    for (const n of [Math.max(round / 5, 1), Math.floor(most / round) * round]) add(sign({ d: shapeAt(SHAPES[view.stage % SHAPES.length], 12, 12, radius(n, most, frame)), class: "map-size" }, 24), say("map.key.seats", { n }));
    if (view.layers.has("reach") && map.reach[view.stage] !== null) add(sign({ d: shapeAt("circle", 8, 8, 7), class: "map-reach", style: `fill: var(--stage-${view.stage % 8}); stroke: var(--stage-${view.stage % 8})` }), say("map.key.reach"));
  }
  if (view.layers.has("estates") && map.estates.length) {
    for (const there of [true, false]) {
      if (map.estates.some((spot) => dwellingsOf(spot, view).done > 0 === there)) add(sign({ d: houseAt(8, 8, 6), class: `map-estate ${there ? "there" : "planned"}` }), say(there ? "map.key.estate" : "map.key.estate.planned"));
    }
  }
  if (view.layers.has("sites") && map.sites.length) add(sign({ d: crossAt(8, 8, 6), class: "map-site" }), say("map.key.site"));
  const zoned = view.layers.has("zones") && (map.zones.length || map.shapes.some((shape) => shape.area === null));
  for (const [key, word] of zoned ? levels.shown : []) add(svg("svg", { width: 16, height: 12, "aria-hidden": "true" }, svg("rect", { x: 0.5, y: 0.5, width: 15, height: 11, rx: 3, fill: hue(`level-${key}-fill`), stroke: hue(`level-${key}-mark`) })), say("map.key.zone", { level: word }));
  const shorter = frame.width < NARROW && view.layers.has("zones") ? Object.entries(map.short).find(([name, short]) => name !== short) : null;
  if (shorter) found.push(el("li", {}, say("map.shortened", { short: shorter[1], name: shorter[0] })));
  if (namesAreas(map, page) || !covered(map, (zone) => view.layers.has("zones") && levels.has(zone))) found.push(...classParts(page));
  return found;
}

/**
 * Classes of balance ÷ demand.
 * @param {Page} page
 */
function classParts({ say }) {
  /** @param {number} share */
  const percents = (share) => Math.round(share * 100);
  return CLASSES.map((each, n) => {
    const low = n ? CLASSES[n - 1].to : null;
    const text = low === null ? say("map.below", { n: percents(each.to) }) : each.to === Infinity ? say("map.above", { n: percents(low) }) : say("map.between", { low: percents(low), high: percents(each.to) });
    return el("li", {}, svg("svg", { width: 16, height: 12, "aria-hidden": "true" }, svg("rect", { width: 16, height: 12, fill: each.colour })), text);
  });
}
