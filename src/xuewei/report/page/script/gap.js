// @ts-check
// Seats against demand in one chart: surfaces, steps and their names, what is a forecast, what comes and goes.

import { most } from "./ahead.js";
import { FONT, frame, tip } from "./chart.js";
import { whole } from "./exact.js";
import { apart, between, freeSpot, ribbon, spread, stepsOf } from "./geometry.js";
import { openingYear } from "./ledger.js";
import { hue } from "./scale.js";
import { balanceWords, grouped, spans } from "./words.js";
/** @import { Movement, Page, Shown } from "./types.js" */
/** @import { Point } from "./geometry.js" */

/** Room for the name of a line at its end and for what stands above the years, in CSS pixels. */
const LETTERS = { size: 12, wide: 12, narrow: 6.6, room: 15 };

/** @param {string} text */
function widthOf(text) {
  return [...text].reduce((sum, each) => sum + (each > "⺀" ? LETTERS.wide : LETTERS.narrow), 0);
}

/**
 * Seats as steps against demand as a line with its band; between them red for a shortage, grey for a surplus, hatched
 * where demand may be higher than the seats. Seats on record as open are solid, those planned besides dashed.
 * @param {Shown[]} lines
 * @param {Movement[]} moves
 * @param {Page} page
 * @param {number | null} since the first year that is a forecast, where a year before it is shown
 */
export function gapOption(lines, moves, page, since) {
  const { say } = page;
  const years = lines.map((line) => line.year);
  const peak = lines.indexOf(most(lines, (line) => line.demand));
  const end = lines[lines.length - 1];
  const paired = end.held !== end.seats;
  const ends = [
    { text: say("chart.end.demand"), value: end.demand, colour: hue("demand") },
    { text: say(paired ? "chart.end.planned" : "chart.end.seats"), value: end.seats, colour: hue("seats") },
    ...(paired ? [{ text: say("chart.end.held"), value: end.held, colour: hue("seats") }] : []),
  ];
  const unsure = lines.filter(isUnsure).map((line) => line.year);
  const rule = since === null ? null : { year: since, text: say("chart.since", { year: since }) };
  const picture = { lines, ends, unsure, rule, label: unsure.length ? say("chart.unsure", { years: spans(unsure) }) : "" };
  /** @param {number} t */
  const tooltip = (t) => gapTip(lines[t], moves.filter((one) => one.year === years[t]), page);
  const marks = [{ coord: [peak, lines[peak].demand], symbol: "circle", symbolSize: 9, itemStyle: { color: hue("paper"), borderColor: hue("demand"), borderWidth: 2 } }];
  // all heights of a year stand in its item, so that the axis has room for them
  const items = lines.map((line, t) => [t, line.seats, line.held, line.demand, line.high ?? line.demand]);
  const custom = { type: "custom", data: items, encode: { x: 0, y: [1, 2, 3, 4] }, silent: true, clip: false };
  const series = [
    { ...custom, name: "surfaces", z: 2, renderItem: drawing(picture, surfaces) },
    { ...custom, name: "steps", z: 4, renderItem: drawing(picture, overlay) },
    { name: "demand", type: "line", data: lines.map((line) => line.demand), symbol: "circle", symbolSize: 5, lineStyle: { color: hue("demand"), width: 2 }, itemStyle: { color: hue("demand") }, z: 5, markPoint: { silent: true, data: marks, label: { show: false } } },
    ...axisMarks(lines, moves),
  ];
  const option = frame(years, tooltip);
  const grid = { ...option.grid, top: rule ? 24 : 12, right: Math.ceil(Math.max(...ends.map((end) => widthOf(end.text)))) + 8 };
  const bare = lines.every((line) => Math.max(line.seats, line.demand, line.held, line.high ?? 0) <= 0);
  const yAxis = { ...option.yAxis, min: Math.min(0, ...lines.flatMap((line) => [line.seats, line.held])), max: bare ? 1 : undefined, boundaryGap: [0, unsure.length ? 0.12 : 0.02] };
  return { ...option, grid, yAxis, series };
}

/**
 * What a picture is drawn from.
 * @typedef {{ lines: Shown[], ends: { text: string, value: number, colour: string }[], unsure: number[], rule: { year: number, text: string } | null, label: string }} Picture
 * @typedef {{ x: number, y: number, width: number, height: number }} Plot
 * @typedef {(points: Point[]) => [number, number][]} Placing
 */

/**
 * Draws a picture once, with places on the screen for years and heights.
 * @param {Picture} picture
 * @param {(picture: Picture, placed: Placing, plot: Plot) => object[]} draw
 */
function drawing(picture, draw) {
  /**
   * @param {{ dataIndex: number, coordSys: Plot }} params
   * @param {{ coord(point: Point): [number, number], size(point: Point): [number, number] }} api
   */
  return (params, api) => {
    if (params.dataIndex) return null;
    const [zero] = api.coord([0, 0]);
    const [step] = api.size([1, 0]);
    // a category has no places between its years: they are counted from the first
    /** @type {Placing} */
    const placed = (points) => points.map(([x, y]) => [zero + x * step, api.coord([0, y])[1]]);
    return { type: "group", children: draw(picture, placed, params.coordSys) };
  };
}

/**
 * @param {Picture} picture
 * @param {Placing} placed
 */
function surfaces({ lines, unsure }, placed) {
  const seats = lines.map((line) => line.seats);
  const demand = lines.map((line) => line.demand);
  const begins = lines.findIndex((line) => line.high !== null) - 1;
  const high = lines.map((line, t) => line.high ?? (t === begins ? line.demand : null));
  /**
   * @param {Point[][]} outlines
   * @param {object} style
   */
  const areas = (outlines, style) => outlines.filter((points) => points.length).map((points) => ({ type: "polygon", shape: { points: placed(points) }, style }));
  const may = between(seats, high, true, (t) => unsure.includes(lines[t].year));
  return [
    ...areas(between(seats, demand, false), { fill: hue("spare-fill") }),
    ...areas(between(seats, demand, true), { fill: hue("short-fill") }),
    ...areas([ribbon(lines.map((line) => line.low), lines.map((line) => line.high), demand)], { fill: hue("band") }),
    ...may.map((points) => hatched(placed(points))),
  ];
}

/**
 * Slanting lines inside an outline, which is drawn itself.
 * @param {[number, number][]} points
 */
function hatched(points) {
  const [left, right] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
  const [top, foot] = [Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y))];
  const height = foot - top;
  const strokes = [];
  for (let x = left - height; x < right; x += 5) strokes.push({ type: "line", shape: { x1: x, y1: foot, x2: x + height, y2: top }, style: { stroke: hue("short"), lineWidth: 1.4 } });
  const outline = { type: "polygon", shape: { points } };
  return { type: "group", children: [{ type: "group", clipPath: outline, children: strokes }, { ...outline, style: { fill: "none", stroke: hue("short"), lineWidth: 1 } }] };
}

/**
 * @param {Picture} picture
 * @param {Placing} placed
 * @param {Plot} plot
 */
function overlay({ lines, ends, unsure, rule, label }, placed, plot) {
  const planned = lines.map((line) => line.seats);
  const held = lines.map((line) => line.held);
  /**
   * @param {Point[]} points
   * @param {number[] | null} dash
   */
  const line = (points, dash) => ({ type: "polyline", shape: { points: placed(points) }, style: { stroke: hue("seats"), lineWidth: 2, fill: "none", lineDash: dash } });
  const heights = placed(ends.map((end) => [lines.length - 1, end.value])).map(([, y]) => y);
  const [[right]] = placed([[lines.length === 1 ? 0.3 : lines.length - 1, 0]]);
  const shown = spread(heights, LETTERS.room, plot.y + 6, plot.y + plot.height - 6);
  return [
    ...apart(planned, held).map((points) => line(points, [5, 4])),
    line(stepsOf(held), null),
    ...ends.map((end, n) => words(end.text, right + 6, shown[n], { fill: end.colour, verticalAlign: "middle" })),
    ...(rule ? sinceRule(rule, lines, placed, plot) : []),
    ...(label ? [unsureLabel(label, unsure, lines, placed, plot)] : []),
  ];
}

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {object} style
 */
function words(text, x, y, style) {
  return { type: "text", style: { text, x, y, font: `${LETTERS.size}px ${FONT}`, stroke: hue("paper"), lineWidth: 3, ...style } };
}

/**
 * @param {{ year: number, text: string }} rule
 * @param {Shown[]} lines
 * @param {Placing} placed
 * @param {Plot} plot
 */
function sinceRule({ year, text }, lines, placed, plot) {
  const [[x]] = placed([[year - lines[0].year - 0.5, 0]]);
  const fits = x + 4 + widthOf(text) <= plot.x + plot.width + LETTERS.wide * 2;
  return [
    { type: "line", shape: { x1: x, x2: x, y1: plot.y - 16, y2: plot.y + plot.height }, style: { stroke: hue("soft"), lineWidth: 1, lineDash: [2, 3] } },
    words(text, fits ? x + 4 : x - 4, plot.y - 9, { fill: hue("soft"), verticalAlign: "middle", align: fits ? "left" : "right" }),
  ];
}

/**
 * The years of the hatched stretch, beside it where no line runs.
 * @param {string} text
 * @param {number[]} unsure
 * @param {Shown[]} lines
 * @param {Placing} placed
 * @param {Plot} plot
 */
function unsureLabel(text, unsure, lines, placed, plot) {
  const all = lines.map((line, t) => /** @type {Point} */ ([t, line.high ?? line.demand]));
  const crossed = all.filter((_, t) => unsure.includes(lines[t].year));
  const hatch = crossed.flatMap(([t, high]) => /** @type {Point[]} */ ([[t, high], [t, lines[t].seats]]));
  const drawn = [all, lines.map((line, t) => /** @type {Point} */ ([t, line.demand])), stepsOf(lines.map((line) => line.seats)), stepsOf(lines.map((line) => line.held))];
  const size = { width: widthOf(text) + 4, height: LETTERS.size + 4 };
  const room = { ...plot, height: plot.height - 14 };
  const [x, y] = freeSpot(size, placed(hatch), drawn.map((points) => placed(points)), room);
  return words(text, x + 2, y + size.height / 2, { fill: hue("short"), align: "left", verticalAlign: "middle" });
}

/**
 * Whether seats are enough for the demand, and not for the high end of its band.
 * @param {Shown} line
 */
export function isUnsure(line) {
  return line.balance >= 0 && line.least !== null && line.least < 0;
}

/**
 * What the axis says of a movement.
 * @param {Movement} one
 * @returns {"opens" | "ends" | "converts"}
 */
export function kindOf({ reason }) {
  return reason === "opens" || reason === "converts" ? reason : "ends";
}

/** Marks on the axis: schools that open, seats that end, seats that turn into another stage's or out of it. */
export const MARKS = { opens: { symbol: "triangle", rotate: 0 }, ends: { symbol: "triangle", rotate: 180 }, converts: { symbol: "diamond", rotate: 0 } };

/**
 * @param {Shown[]} lines
 * @param {Movement[]} moves
 */
function axisMarks(lines, moves) {
  const kinds = /** @type {(keyof typeof MARKS)[]} */ (Object.keys(MARKS));
  const at = lines.map((line) => kinds.filter((kind) => moves.some((one) => one.year === line.year && kindOf(one) === kind)));
  return kinds
    .filter((kind) => at.some((found) => found.includes(kind)))
    .map((kind) => ({
      name: kind, type: "scatter", symbol: MARKS[kind].symbol, symbolRotate: MARKS[kind].rotate, symbolSize: 9, itemStyle: { color: hue("ink") }, z: 6, silent: true,
      // several of a year stand above each other
      data: at.map((found) => (found.includes(kind) ? { value: 0, symbolOffset: [0, -10 * found.indexOf(kind)] } : null)),
    }));
}

/**
 * What a year of a chart says.
 * @param {Shown} line
 * @param {Movement[]} moves of the year
 * @param {Page} page
 */
function gapTip(line, moves, page) {
  const { data, say } = page;
  const band = line.low === null || line.high === null ? null : `${say("band.demand", { n: Math.round((data.bands?.level ?? 0) * 100) })} ${grouped(line.low)}–${grouped(line.high)}`;
  const ends = line.least === null || line.most === null ? null : `${say("band.balance.low")} ${balanceWords(say, line.least)} · ${say("band.balance.high")} ${balanceWords(say, line.most)}`;
  const opened = moves.filter((one) => kindOf(one) === "opens");
  const schools = [...new Set(opened.map((one) => one.school))].filter((school) => openingYear(school, page.setting) === line.year);
  const names = schools.slice(0, 6).map((school) => school.name ?? school.id);
  /** @param {Movement[]} found */
  const seatsOf = (found) => whole(found.reduce((sum, one) => sum + one.seats, 0));
  const ended = moves.filter((one) => kindOf(one) === "ends");
  const turned = moves.filter((one) => kindOf(one) === "converts");
  const paired = line.held !== line.seats;
  return tip(String(line.year), [
    `${say(paired ? "chart.seats.planned" : "chart.seats")} ${grouped(line.seats)}`,
    paired ? `${say("chart.seats.held")} ${grouped(line.held)}` : null,
    `${say("chart.demand")} ${grouped(line.demand)}`,
    band,
    `${say(paired ? "chart.balance.planned" : "balance")} ${balanceWords(say, line.balance)}`,
    paired ? `${say("chart.balance.held")} ${balanceWords(say, line.held - line.demand)}` : null,
    ends,
    line.bandAlert && line.bandAlert !== "green" ? `${say("band.warning")} ${say(`band.${line.bandAlert}`)}` : null,
    schools.length ? say("chart.opened", { n: schools.length, seats: seatsOf(opened) }) : seatsOf(opened) ? say("chart.filled", { seats: seatsOf(opened) }) : null,
    ...names.map((name) => `· ${name}`),
    schools.length > names.length ? say("chart.more", { n: schools.length }) : null,
    ended.length ? say("chart.ended", { n: new Set(ended.map((one) => one.school)).size, seats: -seatsOf(ended) }) : null,
    turned.length && seatsOf(turned) ? say(seatsOf(turned) > 0 ? "chart.turned.in" : "chart.turned.out", { seats: Math.abs(seatsOf(turned)) }) : null,
  ]);
}
