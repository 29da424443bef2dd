// All lines of the answer in a table that sorts and filters.

const ROWS_AT_ONCE = 400;
/** Warnings from the least to the most urgent. */
const ALERTS = ["baseline", "surplus", "green", "yellow", "red"];

function tablePart(page) {
  const { data, say } = page;
  const view = { stage: "", area: "", alert: "", find: "", column: null, down: false, room: ROWS_AT_ONCE };
  const columns = tableColumns(page);
  const body = el("tbody");
  const count = el("p", { class: "quiet", role: "status" });
  const more = el("button", { type: "button", onclick: () => change("room", view.room + ROWS_AT_ONCE) });
  const heads = columns.map((column) => sortHead(column, view, page, update));
  const table = el("table", { id: "answer-table" }, el("caption", { class: "quiet" }, say("table.caption")), el("thead", {}, el("tr", {}, heads.map((head) => head.element))), body);
  const change = (key, value) => {
    view[key] = value;
    if (key !== "room") view.room = ROWS_AT_ONCE;
    update();
  };
  const filters = el("fieldset", { class: "filters" }, el("legend", {}, say("table.filter")), filterFields(page, view, change));

  function update() {
    const all = page.outcome.lines.flat(2).filter((line) => page.inYears(line.year));
    const chosen = all.filter((line) => fits(line, view, data));
    const column = columns.find((one) => one.key === view.column);
    if (column) chosen.sort((one, other) => (view.down ? -1 : 1) * compareValues(column.worth(one), column.worth(other)));
    const shown = chosen.slice(0, view.room);
    body.replaceChildren(...shown.map((line) => tableRow(line, columns, data)));
    if (!shown.length) body.append(el("tr", {}, el("td", { colspan: columns.length }, say("table.none"))));
    count.textContent = say("table.count", { shown: shown.length, n: all.length });
    const left = Math.min(chosen.length - shown.length, ROWS_AT_ONCE);
    more.hidden = left <= 0;
    more.textContent = say("table.more", { n: Math.max(left, 0) });
    heads.forEach((head) => head.update());
  }
  return { element: section("table", say("head.table"), filters, count, scrolling(say("table.caption"), table), more), update };
}

/** Columns: what a line shows there, and what it is sorted by. */
function tableColumns({ data, say }) {
  const number = (key, label) => ({ key, label, number: true, worth: (line) => line[key], shown: (line) => grouped(line[key]) });
  const columns = [
    { key: "year", label: say("year"), worth: (line) => line.year, shown: (line) => String(line.year) },
    { key: "area", label: say("area"), worth: (line) => data.areas[line.area], shown: (line) => data.areas[line.area] },
    { key: "stage", label: say("stage"), worth: (line) => line.stage, shown: (line) => data.stages[line.stage].label },
    number("seats", say("seats")),
    number("demand", say("demand")),
    { ...number("balance", say("balance")), shown: (line) => balanceWords(say, line.balance) },
    { ...number("rate", say("rate")), worth: (line) => line.rate ?? Infinity, shown: (line) => percent(line.rate) },
    { key: "alert", label: say("warning"), worth: (line) => ALERTS.indexOf(line.alert), shown: (line) => say(`warning.${line.alert}`) },
    number("classes", say("classes")),
    number("usable", say("usable_seats")),
  ];
  if (data.bands) {
    columns.push({ ...number("low", say("band")), worth: (line) => line.low ?? -1, shown: (line) => (line.low === null ? "" : `${grouped(line.low)}–${grouped(line.high)}`) });
  }
  return columns.filter((column) => column.key !== "area" || data.areas.length > 1);
}

function compareValues(one, other) {
  return typeof one === "string" ? one.localeCompare(other, document.documentElement.lang) : one - other;
}

function fits(line, view, data) {
  if (view.stage !== "" && line.stage !== Number(view.stage)) return false;
  if (view.area !== "" && line.area !== Number(view.area)) return false;
  if (view.alert === "short" ? line.balance >= 0 : view.alert && line.alert !== view.alert) return false;
  const words = `${line.year} ${data.areas[line.area]} ${data.stages[line.stage].label}`.toLowerCase();
  return view.find.split(/\s+/).every((word) => words.includes(word));
}

function filterFields({ data, say }, view, change) {
  const all = ["", say("table.all")];
  const find = el("input", { id: "filter-find", type: "search", oninput: () => change("find", find.value.trim().toLowerCase()) });
  const several = data.areas.length > 1;
  return [
    choice("filter-stage", say("stage"), [all, ...data.stages.map((stage, s) => [s, stage.label])], "", (value) => change("stage", value)),
    several ? choice("filter-area", say("area"), [all, ...data.areas.map((area, a) => [a, area])], "", (value) => change("area", value)) : null,
    choice("filter-alert", say("table.alert"), [all, ["short", say("table.short_only")], ...[...ALERTS].reverse().map((each) => [each, say(`warning.${each}`)])], "", (value) => change("alert", value)),
    el("div", { class: "field" }, el("label", { for: "filter-find" }, say("table.find")), find),
  ];
}

/** A head whose button sorts its column, up first, then down. */
function sortHead(column, view, { say }, update) {
  const arrow = el("span", { "aria-hidden": "true", class: "arrow" });
  const click = () => {
    view.down = view.column === column.key ? !view.down : false;
    view.column = column.key;
    update();
  };
  const button = el("button", { type: "button", class: "sort", title: say("table.sort", { column: column.label }), onclick: click }, column.label, arrow);
  const element = el("th", { scope: "col", class: column.number ? "number" : null }, button);
  return {
    element,
    update() {
      const sorted = view.column === column.key;
      element.setAttribute("aria-sort", sorted ? (view.down ? "descending" : "ascending") : "none");
      arrow.textContent = sorted ? (view.down ? " ↓" : " ↑") : "";
    },
  };
}

function tableRow(line, columns, data) {
  const marks = { "data-year": line.year, "data-area": data.areas[line.area], "data-stage": data.stages[line.stage].name };
  return el("tr", marks, columns.map((column) => {
    const kind = column.key === "alert" ? `alert ${line.alert}` : column.key === "balance" && line.balance < 0 ? "number bad" : column.number ? "number" : null;
    return el("td", { class: kind, "data-key": column.key }, column.shown(line));
  }));
}
