// @ts-check
// Where a place lies on the map: degrees to pixels, north up, and the length of a kilometre.

/** @import { MapFrame, PlaceMap } from "./types.js" */

/** The most pixels from north to south. */
const HIGHEST = 620;
/** Metres of a degree north. */
const DEGREE = 111195;

/**
 * @param {PlaceMap} map
 * @param {number} width pixels across that there are
 * @param {[number, number, number, number]} box what has to be seen: west, south, east and north
 * @returns {MapFrame}
 */
export function frameOf(map, width, box = map.box) {
  const [x0, y0, x1, y1] = box;
  const across = Math.min(width / (x1 - x0), HIGHEST / ((y1 - y0) * map.stretch));
  const down = across * map.stretch;
  const left = (width - (x1 - x0) * across) / 2;
  const height = Math.max(40, (y1 - y0) * down);
  return {
    width,
    height,
    across: (x1 - x0) * across,
    x: (lon) => left + (lon - x0) * across,
    y: (lat) => (y1 - lat) * down,
    largest: Math.min(width < 480 ? 7 : 10, 0.35 * Math.sqrt((width * height) / Math.max(map.schools.length, 1))),
    metre: map.degrees ? down / DEGREE : 0,
  };
}

/**
 * A ring as a path.
 * @param {number[]} ring
 * @param {MapFrame} frame
 */
export function outline(ring, frame) {
  const points = [];
  for (let n = 0; n < ring.length; n += 2) points.push(`${frame.x(ring[n]).toFixed(1)},${frame.y(ring[n + 1]).toFixed(1)}`);
  return `M${points.join("L")}Z`;
}

/**
 * A round length in metres that is no longer than a quarter of the map.
 * @param {MapFrame} frame
 */
export function barMetres(frame) {
  const most = frame.across / 4 / frame.metre;
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((each) => each * power).find((each) => each <= most) ?? power;
}
