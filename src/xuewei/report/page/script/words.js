// @ts-check
// Words in the page's language, and numbers as people write them.

/** @import { BandColumn, Data, Say } from "./types.js" */

/**
 * 12345 as 12,345.
 * @param {number} number
 */
export function grouped(number) {
  return String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ",").replace(/^/, number < 0 ? "−" : "");
}

/** What is counted in English, but for the s of several. */
const COUNTED = /(\{(\w+)(?::,)?\} (?:more |new |other )?)(area|grade|place|project|pupil|school|seat|year|zone)s\b/g;

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

/**
 * The columns of a band: its alert, the balance at its ends, and its ends.
 * @param {Pick<Data, "bands">} data
 * @param {Say} say
 * @returns {BandColumn[]}
 */
export function bandColumns(data, say) {
  if (!data.bands) return [];
  /**
   * @param {"least" | "most"} key
   * @param {string} label
   * @returns {BandColumn}
   */
  const balance = (key, label) => ({
    key, label, number: true,
    worth: (line) => line[key] ?? -Infinity,
    shown: (line) => (line[key] === null ? "" : balanceWords(say, line[key])),
    kind: (line) => ((line[key] ?? 0) < 0 ? "number bad" : "number"),
  });
  const demand = say("band.demand", { n: Math.round(data.bands.level * 100) });
  return [
    { key: "bandAlert", label: say("band.warning"), number: false, worth: (line) => ["green", "yellow", "red"].indexOf(line.bandAlert ?? ""), shown: (line) => (line.bandAlert ? say(`band.${line.bandAlert}`) : ""), kind: (line) => (line.bandAlert ? `alert ${line.bandAlert}` : null) },
    balance("least", say("band.balance.low")),
    balance("most", say("band.balance.high")),
    { key: "low", label: demand, number: true, worth: (line) => line.low ?? -1, shown: (line) => (line.low === null || line.high === null ? "" : `${grouped(line.low)}–${grouped(line.high)}`), kind: () => "number" },
  ];
}
