// @ts-check
// Pupils of new estates, as the engine counts them: dwellings × share lived in × pupils for each; those within net
// migration only say where people go; stages that follow others change with them.

/** @import { Course, Data, EstatePart, Estates, EstateSetting, Following, Setting } from "./types.js" */

/** How many delays a control offers, none among them. */
export const LAGS = 6;
/** @type {EstateSetting} */
export const AS_PLANNED = { lag: 0, share: 1, on: true };

/** @param {EstateSetting} one */
export function asPlanned(one) {
  return one.on && one.lag === 0 && one.share === 1;
}

/**
 * What estates add to demand by stage, area and year, over all years of the demand.
 * @param {Data} data
 * @param {Setting} setting
 * @returns {Float64Array[][]}
 */
export function estatePupils(data, setting) {
  const estates = data.estates;
  const empty = () => data.stages.map(() => data.areas.map(() => new Float64Array(estates?.count ?? 0)));
  const [all, last] = [empty(), empty()];
  if (!estates) return all;
  const parts = estates.parts.map((part) => partOf(part, estates, setting, data.areas.length));
  estates.stages.forEach((s, k) => {
    const grades = data.stages[s].grades;
    for (const part of parts) {
      if (part.within) continue;
      part.pupils[k].forEach((pupils, t) => {
        all[s][part.area][t] += pupils;
        last[s][part.area][t] += pupils / grades;
      });
    }
    if (parts.some((part) => part.within)) shifted(data, estates, setting, k, parts, all[s], last[s]);
  });
  for (const one of estates.after) follow(data, estates, one, all, last);
  return all;
}

/**
 * The value of a course at a time: straight lines between, level after the last, and `before` ahead of the first (the
 * first value where that is null).
 * @param {Course} course
 * @param {number} at
 * @param {number | null} before
 */
function along([years, values], at, before) {
  const end = years.length - 1;
  if (at < years[0]) return before ?? values[0];
  if (at >= years[end]) return values[end];
  const n = years.findIndex((year) => year > at) - 1;
  return ((values[n + 1] - values[n]) / (years[n + 1] - years[n])) * (at - years[n]) + values[n];
}

/**
 * Pupils of a part of an estate by stage with estates and year, and whether they count within net migration.
 * @param {EstatePart} part
 * @param {Estates} estates
 * @param {Setting} setting
 * @param {number} areas
 */
function partOf(part, estates, setting, areas) {
  const moved = part.estate === null ? AS_PLANNED : setting.estates[part.estate];
  const completes = part.completes + moved.lag;
  const dwellings = part.dwellings * (moved.on ? moved.share : 0);
  const curve = estates.courses[part.curve];
  const filled = estates.stages.map((_, k) => {
    const [known, last] = estates.last[k * areas + part.area];
    const there = along(curve, known - completes, 0);
    const given = givenYears(estates, estates.stages[k], part.area);
    return years(estates).map((year) => (year > last && !given.has(year) ? Math.max(along(curve, year - completes, 0) - there, 0) : 0));
  });
  const pupils = filled.map((shares, k) => {
    const yields = estates.yields[part.kind][k];
    return shares.map((share, t) => (yields ? dwellings * share * (along(estates.courses[yields[0]], estates.first + t - completes, null) * yields[1]) : 0));
  });
  return { area: part.area, pupils, within: isWithin(estates, filled) };
}

/** @param {Estates} estates */
function years(estates) {
  return Array.from({ length: estates.count }, (_, t) => estates.first + t);
}

/**
 * Years of a stage and area whose demand was forecast elsewhere.
 * @param {Estates} estates
 * @param {number} stage
 * @param {number} area
 */
function givenYears(estates, stage, area) {
  return new Set(estates.given.filter(([s, a]) => s === stage && a === area).map(([, , year]) => year));
}

/**
 * Whether a part that fills so counts within net migration: as is written, else where that is written for all years in
 * which it fills.
 * @param {Estates} estates
 * @param {number[][]} filled
 */
function isWithin(estates, filled) {
  if (estates.counted !== null) return estates.counted === "within_migration";
  const written = new Set(estates.written);
  const growing = years(estates).filter((_, t) => filled.some((shares) => shares[t] > (t ? shares[t - 1] : 0)));
  return growing.length > 0 && growing.every((year) => written.has(year));
}

/**
 * Moves who arrives, of a stage, to where estates within net migration are: the sum over areas stays.
 * @param {Data} data
 * @param {Estates} estates
 * @param {Setting} setting
 * @param {number} k
 * @param {{ area: number, pupils: number[][], within: boolean }[]} parts
 * @param {Float64Array[]} all
 * @param {Float64Array[]} last
 */
function shifted(data, estates, setting, k, parts, all, last) {
  const numbers = estates.arrives?.at[setting.births][setting.migration];
  if (!numbers || data.areas.length === 1) return;
  const grades = data.stages[estates.stages[k]].grades;
  const before = estates.stages.slice(0, k).reduce((sum, s) => sum + data.stages[s].grades, 0) * data.areas.length;
  const coming = data.areas.map(() => new Float64Array(estates.count));
  for (const part of parts) if (part.within) part.pupils[k].forEach((pupils, t) => { coming[part.area][t] += pupils; });
  for (let grade = 0; grade < grades; grade += 1) {
    for (let t = 0; t < estates.count; t += 1) {
      const pool = data.areas.map((_, a) => data.arriving[numbers[before + a * grades + grade] * estates.count + t] * (setting.scope === null ? 1 : setting.scope / data.shares[a]));
      const wanted = coming.reduce((sum, each) => sum + each[t] / grades, 0);
      const there = pool.reduce((sum, each) => sum + each, 0);
      const taken = Math.min(wanted, there);
      const part = wanted > 0 ? taken / wanted : 1;
      const lost = there > 0 ? taken / there : 0;
      pool.forEach((arrive, a) => {
        const change = (coming[a][t] / grades) * part - arrive * lost;
        all[a][t] += change;
        if (grade === grades - 1) last[a][t] += change;
      });
    }
  }
}

/**
 * Puts in how a stage that follows another changes with that: who enters are leavers of the year before.
 * @param {Data} data
 * @param {Estates} estates
 * @param {Following} one
 * @param {Float64Array[][]} all
 * @param {Float64Array[][]} last
 */
function follow(data, estates, one, all, last) {
  const { grades } = data.stages[one.stage];
  const lent = new Map(one.lent.map(([a, first, shares]) => [a, { first, shares }]));
  /**
   * @param {number} a
   * @param {number} t
   */
  const leaving = (a, t) => {
    const early = lent.get(a);
    if (early && t < early.first) return (early.shares[early.first - t - 1] ?? 0) * last[one.before][a][early.first];
    return t < 0 ? 0 : last[one.before][a][t];
  };
  const own = data.areas.map((_, a) => {
    /** @param {number} t */
    const entering = (t) => leaving(a, t - 1) * one.rates[one.at[a]][t + grades - 1];
    const ends = Float64Array.from({ length: estates.count }, (_, t) => entering(t - grades + 1) * one.step ** (grades - 1));
    const sums = ends.map((_, t) => Array.from({ length: grades }, (_, g) => entering(t - g) * one.step ** g).reduce((sum, each) => sum + each, 0));
    return { ends, sums };
  });
  data.areas.forEach((_, a) => {
    if (one.stays.includes(a)) return;
    const given = givenYears(estates, one.stage, a);
    const from = one.mixing ? one.mixing.filter(([, to]) => to === a) : [[a, a, 1]];
    for (const [origin, , share] of from) {
      for (let t = 0; t < estates.count; t += 1) {
        if (given.has(estates.first + t)) continue;
        all[one.stage][a][t] += own[origin].sums[t] * share;
        last[one.stage][a][t] += own[origin].ends[t] * share;
      }
    }
  });
}
