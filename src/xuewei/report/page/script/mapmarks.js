// @ts-check
// Marks on the map and their key: schools by stage, size and whether they are there yet, zones, estates, sites.

import { whole } from "./exact.js";
import { svg, el } from "./dom.js";
import { barMetres } from "./mapframe.js";
import { balanceShare, CLASSES, classOf, hue } from "./scale.js";
import { balanceWords, grouped } from "./words.js";
/** @import { Child, MapFrame, MapView, Page, PlaceMap, Say, School, SchoolSeats, Spot } from "./types.js" */

/** Shapes of stages, by their place among those of the plan. */
const SHAPES = ["circle", "square", "up", "diamond", "down", "hexagon"];
/** Pixels of a letter, and what a name takes beside its letters. */
const LETTER = 10.5;
const AROUND = 3;
/** Pixels that a name may stand below or above its place. */
const SHIFTS = [0, 14, -14, 24, -24];

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
  return [...found, ...labels(map, frame, view, page, zones, marks), ...compass(frame, page)];
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
  const seats = (spot.seats ?? []).map(([stage, n]) => say("map.site.seats", { stage, n })).join(say("list"));
  return say(seats ? "map.told.site" : "map.told.site.bare", { name: spot.name, seats });
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
function estateMark(spot, frame, view, { data, say }) {
  const { all, done } = dwellingsOf(spot, view);
  const most = (data.map?.estates ?? []).reduce((top, each) => Math.max(top, dwellingsOf(each, view).all), 1);
  const told = say("map.told.estate", { name: spot.name, n: all, done, year: view.year });
  return marked({ d: houseAt(frame.x(spot.lon), frame.y(spot.lat), Math.max(4, radius(all, most, frame))), class: `map-estate ${done ? "there" : "planned"}`, "data-estate": spot.name }, told);
}

/**
 * Names of areas and zones where there is room, in the colour of what is said of them; the others as a small mark.
 * @param {PlaceMap} map
 * @param {MapFrame} frame
 * @param {MapView} view
 * @param {Page} page
 * @param {{ level(zone: string): string | null, told(zone: string): string }} zones
 * @param {Box[]} marks what names should not lie on
 */
function labels(map, frame, view, page, zones, marks) {
  const { data, say, lineAt } = page;
  /** @type {Label[]} */
  const wanted = [];
  const several = data.areas.length > 1 || !map.zones.length;
  const outlined = map.shapes.filter((shape) => shape.area !== null).map((shape) => ({ name: shape.name, area: shape.area, ...middleOf(shape.rings) }));
  for (const spot of several ? [...map.areas, ...outlined] : []) {
    if (spot.area === null) continue;
    const line = lineAt(view.stage, spot.area, view.year);
    const step = classOf(balanceShare(line));
    const told = say("map.told.area", { area: data.areas[spot.area], balance: balanceWords(say, line.balance) });
    wanted.push({ text: told, told, x: frame.x(spot.lon), y: frame.y(spot.lat), fill: step.colour, ink: step.light ? hue("paper") : hue("ink"), edge: hue("soft"), rank: balanceShare(line) - 10 });
  }
  const order = ["red", "orange", "yellow", "blue", "green"];
  for (const spot of view.layers.has("zones") ? map.zones : []) {
    const key = zones.level(spot.name);
    const rank = key && order.includes(key) ? order.indexOf(key) : order.length;
    const [fill, ink, edge] = key ? ["fill", "ink", "mark"].map((part) => hue(`level-${key}-${part}`)) : ["paper", "soft", "line"].map(hue);
    wanted.push({ text: spot.name, told: zones.told(spot.name), x: frame.x(spot.lon), y: frame.y(spot.lat), fill, ink, edge, rank });
  }
  return placedLabels(wanted, frame, marks);
}

/**
 * @typedef {[number, number, number, number]} Box left, top, right, foot
 * @typedef {{ text: string, told: string, x: number, y: number, fill: string, ink: string, edge: string, rank: number }} Label
 */

/**
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @returns {Box}
 */
function around(x, y, r) {
  return [x - r, y - r, x + r, y + r];
}

/**
 * @param {Box} one
 * @param {Box} other
 */
function meet(one, other) {
  return one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
}

/**
 * Names where there is room: beside what they stand for rather than on marks of schools, never on one another.
 * @param {Label[]} wanted
 * @param {MapFrame} frame
 * @param {Box[]} marks
 */
function placedLabels(wanted, frame, marks) {
  /** @type {Box[]} */
  const taken = [];
  const high = LETTER + 2 * AROUND;
  return [...wanted].sort((one, other) => one.rank - other.rank).map((each) => {
    const wide = [...each.text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? LETTER : LETTER * 0.56), 0) + 2 * AROUND;
    const left = Math.min(Math.max(each.x - wide / 2, 1), frame.width - wide - 1);
    /** @type {Box[]} */
    const boxes = SHIFTS.map((shift) => [left, each.y - high / 2 + shift, left + wide, each.y + high / 2 + shift]);
    const inside = boxes.filter((box) => left > 0 && box[1] > 0 && box[3] < frame.height && !taken.some((other) => meet(box, other)));
    const box = inside.find((one) => !marks.some((mark) => meet(one, mark))) ?? inside[0];
    if (!box) return svg("rect", { class: "map-label", x: (each.x - 4).toFixed(1), y: (each.y - 4).toFixed(1), width: 8, height: 8, rx: 2, fill: each.fill, stroke: each.edge, "data-told": each.told }, svg("title", {}, each.told));
    taken.push(box);
    return svg(
      "g",
      { class: "map-label", "data-told": each.told },
      svg("rect", { x: box[0].toFixed(1), y: box[1].toFixed(1), width: wide.toFixed(1), height: high, rx: 3, fill: each.fill, stroke: each.edge }),
      svg("text", { x: (box[0] + wide / 2).toFixed(1), y: (box[1] + AROUND + LETTER * 0.86).toFixed(1), fill: each.ink }, each.text),
    );
  });
}

/**
 * The middle of the box around the longest ring.
 * @param {number[][]} rings
 */
function middleOf(rings) {
  const ring = rings.reduce((longest, each) => (each.length > longest.length ? each : longest), rings[0]);
  const [xs, ys] = [0, 1].map((side) => ring.filter((_, n) => n % 2 === side));
  const middle = [xs, ys].map((each) => (each.reduce((low, n) => Math.min(low, n), Infinity) + each.reduce((high, n) => Math.max(high, n), -Infinity)) / 2);
  return { lon: middle[0], lat: middle[1] };
}

/**
 * A scale and where north is.
 * @param {MapFrame} frame
 * @param {Page} page
 */
function compass(frame, { say }) {
  const north = svg("g", { class: "map-scale" }, svg("path", { d: `M${frame.width - 14},6L${frame.width - 8},22L${frame.width - 14},18L${frame.width - 20},22Z` }), svg("text", { x: frame.width - 14, y: 34 }, say("map.north")));
  if (!frame.metre) return [north];
  const metres = barMetres(frame);
  const [long, y] = [metres * frame.metre, frame.height - 8];
  const text = metres < 1000 ? say("map.metres", { n: metres }) : say("map.km", { n: grouped(metres / 1000) });
  return [north, svg("g", { class: "map-scale" }, svg("path", { class: "bar", d: `M8,${y - 5}V${y}H${(8 + long).toFixed(1)}V${y - 5}` }), svg("text", { x: (8 + long / 2).toFixed(1), y: y - 6 }, text))];
}

/**
 * The key: what is on the map and nothing else.
 * @param {PlaceMap} map
 * @param {MapFrame} frame
 * @param {MapView} view
 * @param {SchoolSeats} seats
 * @param {Page} page
 * @param {[string, string][]} levels
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
  for (const [key, word] of zoned ? levels : []) add(svg("svg", { width: 16, height: 12, "aria-hidden": "true" }, svg("rect", { x: 0.5, y: 0.5, width: 15, height: 11, rx: 3, fill: hue(`level-${key}-fill`), stroke: hue(`level-${key}-mark`) })), say("map.key.zone", { level: word }));
  if (map.shapes.some((shape) => shape.area !== null) || data.areas.length > 1) found.push(...classParts(page));
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
