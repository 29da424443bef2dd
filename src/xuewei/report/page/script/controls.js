// @ts-check
// What can be moved: the plan's delay, the paths of the people, the area's share, schools, and the years shown.

import { isPlan, planSetting } from "./balance.js";
import { choice, el } from "./dom.js";
import { LAGS, asPlanned } from "./estates.js";
import { estateControls, estateParts } from "./estate_controls.js";
/** @import { Data, Page, Part, Path, Say, Setting } from "./types.js" */

/** @type {Path[]} */
const PATHS = ["low", "medium", "high"];

/**
 * @param {Page} page
 * @returns {Part}
 */
export function controlsPart(page) {
  const { data, say } = page;
  const own = planSetting(data);
  const lags = [...new Set([...Array.from({ length: LAGS }, (_, n) => n), own.lag])].sort((one, other) => one - other);
  /** @type {[number, string][]} */
  const lagOptions = lags.map((n) => [n, n === own.lag ? say("set.own", { text: lagWords(say, n) }) : lagWords(say, n)]);
  /**
   * @param {"births" | "migration"} key
   * @returns {[string, string][]}
   */
  const paths = (key) => PATHS.map((path) => [path, path === own[key] ? say("set.own", { text: say(`set.path.${path}`) }) : say(`set.path.${path}`)]);
  const closed = closedPaths(data);
  const schools = el("p", { class: "quiet" });
  const state = el("p", { class: "state", role: "status", id: "setting-state" });
  const reset = el("button", { type: "button", id: "reset", onclick: () => page.change(planSetting(data)) }, say("set.reset"));
  const scope = scopeField(page);
  const estates = estateControls(page);
  const banded = el("p", { class: "quiet", id: "setting-bands" }, say("set.bands"));
  const fields = [
    choice("set-lag", say("set.lag"), lagOptions, own.lag, (value) => page.change({ lag: Number(value) })),
    acts(data, "births") ? choice("set-births", say("set.births"), paths("births"), own.births, (value) => page.change({ births: /** @type {Path} */ (value) }), closed.births) : null,
    acts(data, "migration") ? choice("set-migration", say("set.migration"), paths("migration"), own.migration, (value) => page.change({ migration: /** @type {Path} */ (value) }), closed.migration) : null,
    scopeActs(data) ? scope.element : null,
  ];
  /** @type {[string | number, string][]} */
  const places = [["all", say("set.together")], ...data.areas.map((area, a) => /** @type {[number, string]} */ ([a, area]))];
  /** @type {[number, string][]} */
  const years = data.years.filter((year) => year >= data.shown[0] && year <= data.shown[1]).map((year) => [year, String(year)]);
  const looks = [
    el("fieldset", { class: "years" }, el("legend", {}, say("set.years")), choice("years-from", say("set.from"), years, data.shown[0], (value) => page.look({ first: Number(value) })), choice("years-to", say("set.to"), years, data.shown[1], (value) => page.look({ last: Number(value) }))),
    data.areas.length > 1 ? choice("set-area", say("set.area"), places, "all", (value) => page.look({ area: value === "all" ? null : Number(value) })) : null,
  ];
  const link = data.schools.length ? el("div", {}, schools, el("p", {}, el("a", { href: "#schools" }, say("set.schools.go")))) : null;
  const unfold = el("button", { type: "button", id: "controls-unfold", "aria-expanded": "false", "aria-controls": "controls-body", onclick: () => unfold.setAttribute("aria-expanded", String(element.classList.toggle("unfolded"))) }, say("head.controls"));
  const heading = el("h2", { id: "controls-head" }, el("span", {}, say("head.controls")), unfold);
  const element = el("aside", { class: "controls", "aria-labelledby": "controls-head" }, heading, el("div", { id: "controls-body" }, fields, estates?.element, link, banded), state, el("div", { class: "controls-more" }, reset, looks));
  return {
    element,
    update() {
      const { setting, view } = page;
      const values = { "set-lag": setting.lag, "set-births": setting.births, "set-migration": setting.migration, "years-from": view.first, "years-to": view.last, "set-area": view.area ?? "all" };
      for (const [id, value] of Object.entries(values)) {
        const field = document.getElementById(id);
        if (field instanceof HTMLSelectElement) field.value = String(value);
      }
      scope.update();
      estates?.update();
      banded.hidden = !data.bands || (setting.scope === null && setting.estates.every(asPlanned));
      schools.textContent = say("set.schools", { on: data.schools.filter((school) => !setting.off.has(school.id)).length, all: data.schools.length });
      const plain = isPlan(setting, data);
      state.textContent = plain ? say("set.is_plan") : say("set.changed", { parts: page.settingWords() });
      reset.disabled = plain;
    },
  };
}

/**
 * Whether the paths of one kind differ anywhere: a control that can do nothing is not shown.
 * @param {Data} data
 * @param {"births" | "migration"} kind
 */
function acts(data, kind) {
  /**
   * @param {Path} path
   * @param {Path} other
   */
  const at = (path, other) => JSON.stringify(kind === "births" ? data.demand.at[path][other] : data.demand.at[other][path]);
  return PATHS.some((other) => new Set(PATHS.map((path) => at(path, other))).size > 1);
}

/**
 * Whether any demand follows the share of the census area: a field that can do nothing is not shown.
 * @param {Data} data
 */
function scopeActs(data) {
  const span = data.years.length;
  /** @param {number} number */
  const some = (number) => data.series.subarray(number * span, (number + 1) * span).some((pupils) => pupils !== 0);
  if (data.arriving?.some((pupils) => pupils !== 0)) return true;
  return PATHS.some((births) => PATHS.some((moves) => {
    const numbers = data.demand.at[births][moves] ?? [];
    const scoped = data.demand.scoped?.[births][moves];
    return numbers.some((number, at) => (scoped ? some(scoped[numbers.length + at]) : data.scaled[at] && some(number)));
  }));
}

/**
 * Paths that cannot be computed with every path of the other kind.
 * @param {Data} data
 */
function closedPaths(data) {
  return {
    births: PATHS.filter((births) => PATHS.some((moves) => data.demand.at[births][moves] === null)),
    migration: PATHS.filter((moves) => PATHS.some((births) => data.demand.at[births][moves] === null)),
  };
}

/**
 * The share of the census area: empty is the plan's own, and so is what is no share.
 * @param {Page} page
 */
function scopeField(page) {
  const { data, say } = page;
  const shares = [...new Set(data.shares)];
  const hint = shares.length === 1 ? say("set.scope.own", { n: Number((shares[0] * 100).toFixed(1)) }) : say("set.scope.mixed");
  const wrong = el("p", { class: "bad", id: "scope-wrong", role: "alert" });
  const read = () => {
    const text = input.value.trim();
    const share = Number(text) / 100;
    const right = text === "" || (share >= 0.001 && share <= 1);
    wrong.textContent = right ? "" : say("set.scope.bad");
    input.setAttribute("aria-invalid", String(!right));
    page.change({ scope: right && text !== "" ? share : null });
  };
  const input = el("input", { id: "set-scope", type: "text", inputmode: "decimal", placeholder: hint, "aria-describedby": "scope-wrong", onchange: read });
  return {
    element: el("div", { class: "field" }, el("label", { for: "set-scope" }, say("set.scope")), input, wrong),
    update() {
      if (page.setting.scope === null && input.getAttribute("aria-invalid") !== "true") input.value = "";
    },
  };
}

/**
 * @param {Say} say
 * @param {number} n
 */
function lagWords(say, n) {
  return n === 0 ? say("set.lag.none") : n === 1 ? say("set.lag.one") : say("set.lag.years", { n });
}

/**
 * In which parts a setting differs from the plan, in words; empty where it does not.
 * @param {Setting} setting
 * @param {Data} data
 * @param {Say} say
 */
export function settingParts(setting, data, say) {
  const own = planSetting(data);
  const parts = [];
  if (setting.lag !== own.lag) parts.push(say("part.lag", { text: lagWords(say, setting.lag) }));
  if (setting.births !== own.births) parts.push(say("part.births", { text: say(`set.path.${setting.births}`) }));
  if (setting.migration !== own.migration) parts.push(say("part.migration", { text: say(`set.path.${setting.migration}`) }));
  if (setting.scope !== null) parts.push(say("part.scope", { text: Number((setting.scope * 100).toFixed(2)) }));
  parts.push(...estateParts(setting, data, say));
  const off = [...setting.off].filter((id) => !own.off.has(id)).length;
  const on = [...own.off].filter((id) => !setting.off.has(id)).length;
  if (off) parts.push(say("part.off", { n: off }));
  if (on) parts.push(say("part.on", { n: on }));
  return parts;
}
