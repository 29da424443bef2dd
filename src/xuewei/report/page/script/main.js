// @ts-check
// The page: its parts, what they share, and what happens when a control moves.

import { answerPart } from "./answer.js";
import { assess, planSetting, together } from "./balance.js";
import { basisPart } from "./basis.js";
import { fitTables } from "./cards.js";
import { drawFor, fitCharts } from "./chart.js";
import { choicePart } from "./choice.js";
import { comparePart } from "./compare.js";
import { controlsPart, settingParts } from "./controls.js";
import { el } from "./dom.js";
import { doubles } from "./exact.js";
import { mapPart } from "./map.js";
import { WHOLE, unfoldFor } from "./paper.js";
import { placesPart } from "./places.js";
import { schoolsPart } from "./schools.js";
import { stagesPart } from "./stages.js";
import { tablePart } from "./table.js";
import { sayIn } from "./words.js";
/** @import { Data, Page, Part, Say, Written } from "./types.js" */

/** Milliseconds in which a browser has drawn what was put into the page. */
const FRAME = 20;

/** @type {Written} */
const written = JSON.parse(document.getElementById("data")?.textContent ?? "");
/** @type {Data} */
const data = { ...written, series: doubles(written.demand.pool), arriving: doubles(written.estates?.arrives?.pool ?? "") };
/** @type {Say} */
const say = (key, values) => sayIn(data.words, key, values);
const own = assess(data, planSetting(data));

/** @type {Page} */
const page = {
  data,
  say,
  setting: planSetting(data),
  view: { first: data.shown[0], last: data.shown[1], area: data.areas.length > 1 ? null : 0 },
  outcome: own,
  planOutcome: own,
  paper: false,

  /** Another setting of what is computed. */
  change(parts) {
    Object.assign(page.setting, parts);
    page.outcome = assess(data, page.setting);
    show();
  },

  /** Another view of what is computed: years, area. */
  look(parts) {
    Object.assign(page.view, parts);
    const { first, last } = page.view;
    if (first > last) Object.assign(page.view, parts.first ? { last: first } : { first: last });
    show();
  },

  inYears: (year) => year >= page.view.first && year <= page.view.last,
  linesOf: (s, a) => page.outcome.lines[s][a].filter((line) => page.inYears(line.year)),
  lineAt: (s, a, year) => page.outcome.lines[s][a][year - data.years[0]],

  /** Lines of a stage as the charts show them: of the chosen area, or of all together. */
  shownLines(s) {
    if (page.view.area !== null) return page.linesOf(s, page.view.area);
    return page.outcome.lines[s][0].map((_, t) => together(page.outcome.lines[s].map((years) => years[t]))).filter((line) => page.inYears(line.year));
  },

  areaName: () => (page.view.area === null ? say("set.together") : data.areas[page.view.area]),
  moves: (s) => page.outcome.moves.filter((one) => one.stage === s && (page.view.area === null || one.area === page.view.area)),
  settingWords: () => settingParts(page.setting, data, say).join(say("list")) || say("compare.base"),

  /** What the schools that are on cost together; null where none costs anything. */
  cost() {
    const on = data.schools.filter((school) => !page.setting.off.has(school.id) && school.wan !== undefined);
    return on.length ? on.reduce((sum, school) => sum + (school.wan ?? 0), 0) : null;
  },
};

function header() {
  const lines = [data.source ? say("page.source", { source: data.source }) : null, data.laid.length ? say("page.laid", { scenario: data.laid.join(" + ") }) : null];
  return el("header", {}, el("p", { class: "kind" }, say("page.kind")), el("h1", {}, data.title), lines.filter(Boolean).map((line) => el("p", { class: "quiet" }, line)));
}

const answer = answerPart(page);
const controls = controlsPart(page);
const below = el("main", {}, answer.element);
const foot = el("footer", {}, el("p", { class: "quiet" }, say("note.unit")), el("p", { class: "quiet" }, say("page.made")));
/**
 * What is on the page and follows its controls.
 * @type {Part[]}
 */
const shown = [answer, controls];
document.getElementById("page")?.append(
  header(),
  el("div", { class: "columns" }, controls.element, below),
  foot,
);
show();
// The library of charts stands behind this script: the answer can be read before its megabyte is.
document.addEventListener("DOMContentLoaded", showBelow);

/** The charts, which the first window shows, and then the rest, once the browser had the time to draw them. */
function showBelow() {
  grow([stagesPart(page)]);
  setTimeout(showRest, FRAME);
}

/** Everything below the charts: once, and at once where it is to be printed. */
function showRest() {
  if (document.documentElement.dataset.ready) return;
  grow([mapPart(page), choicePart(page), placesPart(page), tablePart(page), schoolsPart(page), comparePart(page), basisPart(page)]);
  document.dispatchEvent(new Event(WHOLE));
  document.documentElement.dataset.ready = "yes";
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

/** @param {(Part | null)[]} more */
function grow(more) {
  const parts = more.filter((each) => each !== null);
  below.append(...parts.map((each) => each.element));
  shown.push(...parts);
  parts.forEach((each) => each.update());
  fitTables();
}

function show() {
  shown.forEach((each) => each.update());
  fitTables(page.paper);
}

/** @param {boolean} paper */
function printing(paper) {
  showRest();
  page.paper = paper;
  show();
  unfoldFor(paper);
  drawFor(paper);
  // only inside its section is the end of a list kept on one sheet with what follows it
  (paper ? below.lastElementChild : document.getElementById("page"))?.append(foot);
}

addEventListener("resize", () => {
  fitCharts();
  fitTables();
});
document.addEventListener("toggle", () => fitTables(page.paper), true);
addEventListener("beforeprint", () => printing(true));
addEventListener("afterprint", () => printing(false));
