// @ts-check
// Names of areas and zones on the map, where there is room for them.

import { svg } from "./dom.js";
import { balanceShare, classOf, hue } from "./scale.js";
import { balanceWords } from "./words.js";
/** @import { MapFrame, MapView, Page, PlaceMap } from "./types.js" */

/** Pixels of a letter, and what a name takes beside its letters. */
const LETTER = 10.5;
const AROUND = 3;
/** Pixels that a name may stand below or above its place, and half its widths beside it. */
const SHIFTS = [0, 14, -14, 24, -24, 38, -38];
const ASIDE = [0, 1, -1];
/** Pixels across below which names of zones leave out what all have in common. */
export const NARROW = 480;

/**
 * Names of areas and zones where there is room, in the colour of what is said of them; the others as a small mark.
 * @param {PlaceMap} map
 * @param {MapFrame} frame
 * @param {MapView} view
 * @param {Page} page
 * @param {{ level(zone: string): string | null, told(zone: string): string }} zones
 * @param {Box[]} marks what names should not lie on
 */
export function labels(map, frame, view, page, zones, marks) {
  const { data, say, lineAt } = page;
  /** @type {Label[]} */
  const wanted = [];
  const several = namesAreas(map, page);
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
    wanted.push({ text: frame.width < NARROW ? (map.short[spot.name] ?? spot.name) : spot.name, told: zones.told(spot.name), x: frame.x(spot.lon), y: frame.y(spot.lat), fill, ink, edge, rank });
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
export function around(x, y, r) {
  return [x - r, y - r, x + r, y + r];
}

/**
 * @param {Box} one
 * @param {Box} other
 */
export function meet(one, other) {
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
    const wide = wideOf(each.text) + 2 * AROUND;
    const places = ASIDE.flatMap((aside) => SHIFTS.map((shift) => ({ aside: (aside * wide) / 2, shift })));
    places.sort((one, other) => Math.hypot(one.aside, one.shift) - Math.hypot(other.aside, other.shift));
    /** @type {Box[]} */
    const boxes = places.map(({ aside, shift }) => {
      const left = Math.min(Math.max(each.x - wide / 2 + aside, 1), frame.width - wide - 1);
      return [left, each.y - high / 2 + shift, left + wide, each.y + high / 2 + shift];
    });
    const inside = boxes.filter((box) => box[0] > 0 && box[1] > 0 && box[3] < frame.height && !taken.some((other) => meet(box, other)));
    /** @param {Box} one */
    const hidden = (one) => marks.filter((mark) => meet(one, mark)).length;
    const box = inside.length ? inside.reduce((best, one) => (hidden(one) < hidden(best) ? one : best)) : null;
    if (!box) return svg("rect", { class: "map-label", x: (each.x - 4).toFixed(1), y: (each.y - 4).toFixed(1), width: 8, height: 8, rx: 2, fill: each.fill, stroke: each.edge, "data-told": each.told }, svg("title", {}, each.told));
    taken.push(box);
    return svg(
      "g",
      { class: hidden(box) ? "map-label sheer" : "map-label", "data-told": each.told },
      svg("rect", { x: box[0].toFixed(1), y: box[1].toFixed(1), width: wide.toFixed(1), height: high, rx: 3, fill: each.fill, stroke: each.edge }),
      svg("text", { x: (box[0] + wide / 2).toFixed(1), y: (box[1] + AROUND + LETTER * 0.86).toFixed(1), fill: each.ink }, each.text),
    );
  });
}

/**
 * Pixels that a text is wide.
 * @param {string} text
 */
export function wideOf(text) {
  return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? LETTER : LETTER * 0.56), 0);
}

/**
 * Whether areas are named, in the colour of their class.
 * @param {PlaceMap} map
 * @param {Page} page
 */
export function namesAreas(map, { data }) {
  return data.areas.length > 1 || !map.zones.length;
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
