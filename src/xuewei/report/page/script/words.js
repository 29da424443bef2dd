// @ts-check
// Words in the page's language, and numbers as people write them.

/** @import { Say } from "./types.js" */

/**
 * 12345 as 12,345.
 * @param {number} number
 */
export function grouped(number) {
  return String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ",").replace(/^/, number < 0 ? "−" : "");
}

/** What is counted in English, but for the s of several. */
const COUNTED = /(\{(\w+)(?::,)?\} )(area|grade|place|project|pupil|school|seat|year|zone)s\b/g;

/**
 * The sentence `key` with its values: {n:,} is a grouped number, {name} the value as it is; one of a thing is no plural.
 * @param {Record<string, string>} words
 * @param {string} key
 * @param {Record<string, unknown>} values
 */
export function sayIn(words, key, values = {}) {
  const text = words[key];
  if (text === undefined) throw new RangeError(`no words for ${key}`);
  const agreeing = text.replace(COUNTED, (whole, count, name, thing) => (Number(values[name]) === 1 ? count + thing : whole));
  return agreeing.replace(/\{(\w+)(:,)?\}/g, (_, name, commas) => (commas ? grouped(Number(values[name])) : String(values[name])));
}

/**
 * Years with runs drawn together: 2023–2025, 2030.
 * @param {number[]} years
 */
export function spans(years) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const year of years) {
    const last = runs[runs.length - 1];
    if (last && year === last[1] + 1) last[1] = year;
    else runs.push([year, year]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
}

/**
 * A balance in words: short 20, spare 7, even.
 * @param {Say} say
 * @param {number} balance
 */
export function balanceWords(say, balance) {
  if (balance === 0) return say("even");
  return say(balance < 0 ? "short" : "spare", { n: Math.abs(balance) });
}

/** @param {number | null} share */
export function percent(share) {
  return share === null ? "" : `${(share * 100).toFixed(1)}%`;
}
