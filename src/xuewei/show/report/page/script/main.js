// The page: its parts, what they share, and what happens when a control moves.

const data = JSON.parse(document.getElementById("data").textContent);
data.series = doubles(data.demand.pool);
const say = (key, values) => sayIn(data.words, key, values);

const page = {
  data,
  say,
  setting: planSetting(data),
  view: { first: data.shown[0], last: data.shown[1], area: data.areas.length > 1 ? null : 0 },
  outcome: null,
  planOutcome: null,

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
  openings: (s) => page.outcome.openings.filter((one) => one.stage === s && (page.view.area === null || one.area === page.view.area)),
  settingWords: () => settingParts(page.setting, data, say).join(say("list")) || say("compare.base"),

  /** What the schools that are on cost together; null where none costs anything. */
  cost() {
    const on = data.schools.filter((school) => !page.setting.off.has(school.id) && school.wan !== undefined);
    return on.length ? on.reduce((sum, school) => sum + school.wan, 0) : null;
  },
};

page.outcome = page.planOutcome = assess(data, page.setting);

function answerPart() {
  const sentences = el("div", { role: "status", "aria-live": "polite", "aria-atomic": "true", id: "sentences" });
  const setting = el("p", { class: "print-only" });
  const resting = restingPart(page);
  return {
    element: el("section", { id: "answer", tabindex: -1, "aria-labelledby": "answer-head" }, el("h2", { id: "answer-head" }, say("head.answer")), sentences, resting?.element, setting),
    update() {
      resting?.update();
      const lines = page.outcome.lines.map((areas) => areas.map((years) => years.filter((line) => page.inYears(line.year))));
      sentences.replaceChildren(...answer(data, lines, say).map((sentence) => el("p", {}, sentence)));
      setting.textContent = say("print.setting", { text: page.settingWords() });
    },
  };
}

function header() {
  const lines = [data.source ? say("page.source", { source: data.source }) : null, data.laid.length ? say("page.laid", { scenario: data.laid.join(" + ") }) : null];
  return el("header", {}, el("p", { class: "kind" }, say("page.kind")), el("h1", {}, data.title), lines.filter(Boolean).map((line) => el("p", { class: "quiet" }, line)));
}

const parts = { answer: answerPart(), controls: controlsPart(page), stages: stagesPart(page), map: mapPart(page), places: placesPart(page), table: tablePart(page), schools: schoolsPart(page), compare: comparePart(page), basis: basisPart(page) };
const shown = Object.values(parts).filter(Boolean);
const { answer: first, controls, ...rest } = parts;
document.getElementById("page").append(
  header(),
  el("div", { class: "columns" }, controls.element, el("main", {}, [first, ...Object.values(rest)].filter(Boolean).map((each) => each.element))),
  el("footer", {}, el("p", { class: "quiet" }, say("note.unit")), el("p", { class: "quiet" }, say("page.made"))),
);

function show() {
  shown.forEach((each) => each.update());
}

show();
addEventListener("resize", fitCharts);
addEventListener("beforeprint", fitCharts);
addEventListener("afterprint", fitCharts);
matchMedia("print").addEventListener("change", fitCharts);
document.documentElement.dataset.ready = "yes";
