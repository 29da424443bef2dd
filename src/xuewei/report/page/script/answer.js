// @ts-check
// The answer in three sentences: what is short and when, what is left over or worst, and what it is measured from; in a
// fourth, what may be short besides by the bands of demand.

import { together } from "./balance.js";
import { spans } from "./words.js";
/** @import { Data, Line, Say } from "./types.js" */

/**
 * The first of the largest, by a worth.
 * @template T
 * @param {T[]} lines
 * @param {(line: T) => number} worth
 */
export function most(lines, worth) {
  return lines.reduce((best, line) => (worth(line) > worth(best) ? line : best));
}

/**
 * What the sentences are made of.
 * @typedef {Pick<Data, "areas" | "bands" | "base" | "stages">} Named
 * @typedef {{ data: Named, lines: Line[][][], say: Say, label: (s: number) => string }} Context
 */

/**
 * The course of the lines of one area and stage.
 * @param {Line[]} lines
 */
function course(lines) {
  const short = lines.filter((line) => line.balance < 0);
  return {
    stage: lines[0].stage,
    area: lines[0].area,
    peak: most(lines, (line) => line.demand),
    worst: most(lines, (line) => -line.balance),
    spare: most(lines, (line) => line.balance),
    last: lines[lines.length - 1],
    short,
  };
}

/**
 * Three sentences on lines by stage, area and year, or four.
 * @param {Named} data
 * @param {Line[][][]} lines
 * @param {Say} say
 */
export function answer(data, lines, say) {
  /** @type {Context} */
  const context = { data, lines, say, label: (s) => data.stages[s].label };
  const three = data.areas.length === 1 ? [shortOf, spareOf, peaksOf] : [areasOf, worstOf, togetherOf];
  return [...three.map((sentence) => sentence(context)), ...unsureOf(context)];
}

/**
 * What has seats enough for the demand but not for the high end of its band.
 * @param {Context} context
 */
function unsureOf({ data, lines, say, label }) {
  if (!data.bands) return [];
  const several = data.areas.length > 1;
  const parts = lines.flatMap((areas, s) => {
    const rest = areas.filter((years) => !several || years.every((line) => line.balance >= 0));
    const found = rest.flat().filter((line) => line.balance >= 0 && (line.least ?? 0) < 0);
    if (!found.length) return [];
    const worst = most(found, (line) => -(line.least ?? 0));
    const values = { stage: label(s), worst: worst.year, n: -(worst.least ?? 0) };
    if (!several) return [say("answer.unsure.of", { ...values, years: spans(found.map((line) => line.year)) })];
    return [say("answer.unsure.areas", { ...values, areas: new Set(found.map((line) => line.area)).size, area: data.areas[worst.area] })];
  });
  const level = `${Math.round(data.bands.level * 100)}%`;
  return parts.length ? [say("answer.unsure", { level, parts: parts.join(say("join")) })] : [];
}

/**
 * @param {Context} context
 * @param {string} key
 * @param {Record<string, unknown>} values
 */
function over({ lines, say }, key, values) {
  return say(key, { years: spans(lines[0][0].map((line) => line.year)), ...values });
}

/** @param {Context} context */
function shortOf(context) {
  const { data, lines, say, label } = context;
  const courses = lines.map((areas) => course(areas[0]));
  const parts = courses
    .filter((one) => one.short.length)
    .map((one) => {
      const values = { stage: label(one.stage), year: one.worst.year, worst: one.worst.year, n: -one.worst.balance };
      if (one.short.length === 1) return say("answer.once", values);
      const last = one.short[one.short.length - 1];
      return say("answer.span", { ...values, first: one.short[0].year, last: last.year, years: one.short.length });
    });
  const rest = courses.filter((one) => !one.short.length).map((one) => label(one.stage));
  if (!parts.length) parts.push(say("answer.none"));
  else if (rest.length) parts.push(say("answer.rest", { stages: rest.join(say("list")) }));
  return over(context, "answer.short", { area: data.areas[0], parts: parts.join(say("join")) });
}

/** @param {Context} context */
function spareOf({ lines, say, label }) {
  const parts = lines
    .map((areas) => course(areas[0]).spare)
    .filter((line) => line.balance > 0)
    .map((line) => say("answer.most", { stage: label(line.stage), year: line.year, n: line.balance }));
  return parts.length ? say("answer.spare", { parts: parts.join(say("join")) }) : say("answer.no_spare");
}

/** @param {Context} context */
function peaksOf({ data, lines, say, label }) {
  const parts = lines.map((areas) => {
    const { peak, stage } = course(areas[0]);
    return say("answer.peak.of", { stage: label(stage), year: peak.year, n: peak.demand });
  });
  return say("answer.peak", { parts: parts.join(say("join")), base: data.base.words });
}

/** @param {Context} context */
function areasOf(context) {
  const { data, lines, say, label } = context;
  const short = lines.map((areas) => areas.filter((years) => years.some((line) => line.balance < 0)));
  const areas = new Set(short.flat().map((years) => years[0].area)).size;
  if (!areas) return over(context, "answer.areas.none", { areas: data.areas.length });
  const parts = short.map((found, s) => say("answer.areas.of", { stage: label(s), n: found.length }));
  return over(context, "answer.areas", { areas: data.areas.length, short: areas, parts: parts.join(say("list")) });
}

/** @param {Context} context */
function worstOf({ data, lines, say, label }) {
  /** @param {Line} line */
  const place = (line) => ({ area: data.areas[line.area], stage: label(line.stage), year: line.year });
  const worst = lines.map((areas) => most(areas.flat(), (line) => -line.balance));
  const short = worst.filter((line) => line.balance < 0).sort((one, other) => one.balance - other.balance);
  if (short.length) {
    const parts = short.map((line) => say("answer.worst.of", { ...place(line), n: -line.balance }));
    return say("answer.worst", { parts: parts.join(say("join")) });
  }
  const tightest = most(worst, (line) => -line.balance);
  const left = tightest.balance ? say("answer.tightest.spare", { n: tightest.balance }) : say("even");
  return say("answer.tightest", { ...place(tightest), balance: left });
}

/** @param {Context} context */
function togetherOf({ data, lines, say, label }) {
  /** @type {string[]} */
  const parts = [];
  lines.forEach((areas, s) => {
    const totals = areas[0].map((_, t) => together(areas.map((years) => years[t])));
    const worst = most(totals, (total) => -total.need);
    if (worst.need < 0) parts.push(say("answer.all.of", { stage: label(s), year: worst.year, n: -worst.need }));
  });
  return say("answer.all", { parts: parts.join(say("join")) || say("answer.all.none"), base: data.base.words });
}
