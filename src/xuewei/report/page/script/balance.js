// @ts-check
// From a setting of the controls to seats, demand and balance: the engine's own steps for everything but the people,
// whose demand and its band under each path of births and net migration come with the page.

import { AS_PLANNED, asPlanned, estatePupils } from "./estates.js";
import { whole } from "./exact.js";
import { openingYear, schoolRows } from "./ledger.js";
/** @import { Alert, BandAlert, Data, Movement, Outcome, Row, Rule, School, Setting, Together, Total } from "./types.js" */

/**
 * The setting that reproduces the plan as it is.
 * @param {Pick<Data, "plan" | "schools" | "estates">} data
 * @returns {Setting}
 */
export function planSetting(data) {
  return {
    lag: data.plan.lag,
    births: data.plan.births,
    migration: data.plan.migration,
    scope: null,
    off: new Set(data.schools.filter((school) => school.cancelled).map((school) => school.id)),
    estates: (data.estates?.list ?? []).map(() => AS_PLANNED),
  };
}

/**
 * Whether a setting is the plan's own.
 * @param {Setting} setting
 * @param {Pick<Data, "plan" | "schools" | "estates">} data
 */
export function isPlan(setting, data) {
  const own = planSetting(data);
  const { lag, births, migration, scope } = setting;
  const alike = lag === own.lag && births === own.births && migration === own.migration && scope === own.scope;
  return alike && setting.estates.every(asPlanned) && setting.off.size === own.off.size && [...own.off].every((id) => setting.off.has(id));
}

/**
 * Unrounded demand by stage, area and year, each index of its own: without estates as it came with the page, and these.
 * @param {Data} data
 * @param {Setting} setting
 */
function demandUnder(data, setting) {
  const bare = bareDemand(data, setting);
  const estates = data.estates;
  if (!estates) return bare;
  const from = data.years[0] - estates.first;
  const more = estatePupils(data, setting);
  return bare.map((areas, s) => areas.map((series, a) => series.map((pupils, t) => pupils + more[s][a][from + t])));
}

/**
 * The same without estates.
 * @param {Data} data
 * @param {Setting} setting
 */
function bareDemand(data, setting) {
  const { births, migration, scope } = setting;
  const numbers = data.demand.at[births][migration];
  if (!numbers) throw new Error(`no demand for births ${births} with net migration ${migration}`);
  const span = data.years.length;
  /** @param {number} number */
  const seriesOf = (number) => data.series.subarray(number * span, (number + 1) * span);
  const scoped = data.demand.scoped?.[births][migration];
  return data.stages.map((_, s) =>
    data.areas.map((_, a) => {
      const at = s * data.areas.length + a;
      if (scope === null) return seriesOf(numbers[at]);
      if (scoped) {
        const each = seriesOf(scoped[numbers.length + at]);
        return seriesOf(scoped[at]).map((pupils, t) => pupils + each[t] * scope);
      }
      const series = seriesOf(numbers[at]);
      return data.scaled[at] ? series.map((pupils) => (pupils / data.shares[a]) * scope) : series;
    }),
  );
}

/**
 * Whether a row of the ledger is inside the seats in use before the plan, so that it adds none to them.
 * @param {Row} one
 * @param {School} school
 * @param {Rule} rule
 * @param {Data["base"]} base
 */
function isInside(one, school, rule, base) {
  if (rule === "listed" || one.year > (rule === "balanced" ? base.year : Math.min(base.year, base.told))) return false;
  return school.counted === true || (rule === "balanced" && school.counted !== false);
}

/**
 * Unrounded seats by stage, area and year, and those within the caps: base seats and the running sum of the ledger.
 * @param {Data} data
 * @param {Setting} setting
 * @param {Float64Array[][]} demand
 */
function seatsUnder(data, setting, demand) {
  const base = data.years.indexOf(data.base.year);
  const table = () =>
    data.stages.map((_, s) =>
      data.areas.map((_, a) => {
        const at = s * data.areas.length + a;
        const balanced = data.base.rules[at] === "listed" ? 0 : demand[s][a][base] / data.base.crowding;
        return new Float64Array(data.years.length).fill(data.base.written[at] ?? balanced);
      }),
    );
  const found = { seats: table(), usable: table() };
  /** @type {Movement[]} */
  const moves = [];
  const order = Object.fromEntries(data.stages.map((stage, s) => [stage.name, s]));
  const grades = Object.fromEntries(data.stages.map((stage) => [stage.name, stage.grades]));
  const added = data.stages.map(() => data.areas.map(() => [new Float64Array(data.years.length), new Float64Array(data.years.length)]));
  for (const school of data.schools) {
    if (setting.off.has(school.id)) continue;
    for (const one of schoolRows(school, setting, data.plan, grades)) {
      const t = Math.max(one.year - data.years[0], 0);
      const s = order[one.stage];
      moves.push({ ...one, stage: s, area: school.area, school });
      if (t >= data.years.length) continue;
      const known = isInside(one, school, data.base.rules[s * data.areas.length + school.area], data.base) ? one.seats : 0;
      added[s][school.area][0][t] += one.seats - known;
      added[s][school.area][1][t] += one.usable - known;
    }
  }
  added.forEach((areas, s) =>
    areas.forEach((both, a) =>
      [found.seats[s][a], found.usable[s][a]].forEach((series, n) => {
        let sum = 0;
        both[n].forEach((seats, t) => {
          sum += seats;
          series[t] += sum;
        });
      }),
    ),
  );
  return { ...found, moves };
}

/**
 * Red from `red` of the seats taken on, yellow from `yellow`, a surplus below `surplus`, else green.
 * @param {number} seats
 * @param {number} demand
 * @param {Data["alerts"]} alerts
 * @returns {Alert}
 */
function alertOf(seats, demand, alerts) {
  if (seats <= 0) return demand > 0 ? "red" : "green";
  const taken = demand / seats;
  if (taken >= alerts.red) return "red";
  if (taken >= alerts.yellow) return "yellow";
  return taken < alerts.surplus ? "surplus" : "green";
}

/**
 * Red where even the low end of the band of demand is short of seats, yellow where the high one is, else green; null
 * without a band.
 * @param {number} seats
 * @param {number | null} low
 * @param {number | null} high
 * @returns {BandAlert | null}
 */
function bandAlertOf(seats, low, high) {
  if (low === null || high === null) return null;
  return seats < low ? "red" : seats < high ? "yellow" : "green";
}

/**
 * A school on record as open: one that is counted in the seats in use was there before them, and all turn into other
 * stages only when they are there.
 * @param {School} school
 * @param {Setting} setting
 * @param {Data["base"]} base
 * @returns {School}
 */
function onRecord(school, setting, base) {
  const opens = openingYear(school, setting);
  const found = { ...school, opens: school.counted ? Math.min(opens, base.told) : opens };
  if (school.convert) found.convert = school.convert.map((turn) => ({ ...turn, year: Math.max(turn.year, opens) }));
  return found;
}

/**
 * The answer: lines by stage, area and year in whole seats and children. `low` and `high` are the ends of the band of
 * demand, `least` and `most` the balance at them (the least at the highest demand), null where there is none; `held`
 * are the seats on record as open, those planned where nothing else is known.
 * @param {Data} data
 * @param {Setting} setting
 * @returns {Outcome}
 */
export function assess(data, setting) {
  const demand = demandUnder(data, setting);
  const { seats, usable, moves } = seatsUnder(data, setting, demand);
  const held = data.held ? seatsUnder({ ...data, schools: data.held.schools.map((school) => onRecord(school, setting, data.base)) }, setting, demand).seats : null;
  const bands = data.bands?.at[setting.births][setting.migration];
  const ofAll = data.bands?.all[setting.births][setting.migration];
  const lines = data.stages.map((stage, s) =>
    data.areas.map((_, a) => {
      const balanced = data.base.written[s * data.areas.length + a] === null;
      const band = bands ? data.bands?.kinds[bands[s * data.areas.length + a]] : null;
      return data.years.map((year, t) => {
        const shown = whole(seats[s][a][t]);
        const wanted = whole(demand[s][a][t]);
        const balance = shown - wanted;
        const ends = band?.[t];
        const low = ends ? whole(demand[s][a][t] * ends[0]) : null;
        const high = ends ? whole(demand[s][a][t] * ends[1]) : null;
        return {
          year,
          area: a,
          stage: s,
          seats: shown,
          demand: wanted,
          pupils: demand[s][a][t],
          ofAll: (ofAll ? data.bands?.kinds[ofAll[s]][t] : null) ?? null,
          balance,
          rate: demand[s][a][t] > 0 ? seats[s][a][t] / demand[s][a][t] : null,
          alert: balanced && balance === 0 && year === data.base.year ? "baseline" : alertOf(shown, wanted, data.alerts),
          classes: Math.ceil(Math.max(-balance, 0) / stage.classSize),
          usable: whole(usable[s][a][t]),
          held: held ? whole(held[s][a][t]) : shown,
          low,
          high,
          least: high === null ? null : shown - high,
          most: low === null ? null : shown - low,
          bandAlert: bandAlertOf(shown, low, high),
        };
      });
    }),
  );
  return { lines, moves };
}

/**
 * All areas of one stage and year together, netted; `need` leaves out what is to spare. Their band is that of all of
 * them, in which what they share adds up and what each does alone adds up in squares; null where `ofAll` is unknown.
 * @param {Total[]} lines
 * @returns {Together}
 */
export function together(lines) {
  /** @param {Exclude<keyof Total, "ofAll">} key */
  const sum = (key) => lines.reduce((total, line) => total + (line[key] ?? 0), 0);
  const seats = sum("seats");
  const demand = sum("demand");
  const pupils = sum("pupils");
  const ends = lines[0].ofAll;
  const low = ends ? whole(pupils * ends[0]) : null;
  const high = ends ? whole(pupils * ends[1]) : null;
  return {
    year: lines[0].year,
    seats,
    demand,
    balance: sum("balance"),
    need: lines.reduce((total, line) => total + Math.min(line.balance, 0), 0),
    rate: demand > 0 ? seats / demand : null,
    classes: sum("classes"),
    usable: sum("usable"),
    held: sum("held"),
    low,
    high,
    least: high === null ? null : seats - high,
    most: low === null ? null : seats - low,
    bandAlert: bandAlertOf(seats, low, high),
  };
}
