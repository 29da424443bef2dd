// @ts-check
// What awaits each stage in the school years after now, in words and as a card; the years before in one line.

import { spans } from "./words.js";
/** @import { Data, Line, Say } from "./types.js" */

/** Areas that the line on the years before names. */
const NAMED = 3;

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
 * What the words need of a page.
 * @typedef {Pick<Data, "areas" | "bands" | "known" | "now" | "stages">} Named
 *
 * Lines after `now` and those up to it, by stage, area and year; `over`: none is ahead, and those held are of the last
 * year.
 * @typedef {{ now: number, over: boolean, several: boolean, rows: Line[], past: Line[] }} Ahead
 *
 * The worst first: short by the forecast, short only if demand is high, an alert though not short, enough, more than
 * enough in every year.
 * @typedef {"short" | "short_if_high" | "tight" | "enough" | "surplus"} State
 *
 * What awaits a stage: the worst line of its state and its balance (if short only when demand is high, the balance then), the
 * years and areas in that state, and those that are short besides if demand is high.
 * @typedef {{ stage: number, state: State, row: Line, balance: number, years: number[], areas: number[], moreYears: number[], moreAreas: number[] }} Prospect
 *
 * A stage in three moments, the tightest the line of the least balance by the forecast, of several areas that of the
 * sentence; of several how many are short, and the shortages of the last year together.
 * @typedef {{ prospect: Prospect, now: Line | null, tightest: Line, last: Line | null, short: number, areas: number, together: number }} Card
 */

/**
 * Lines as they are seen now; without a day, from the last year of which no demand is a forecast.
 * @param {Named} data
 * @param {Line[]} lines
 * @returns {Ahead}
 */
export function aheadOf(data, lines) {
  const now = data.now ?? Math.min(...lines.map((line) => data.known[line.stage * data.areas.length + line.area]));
  const several = distinct(lines.map((line) => line.area)).length > 1;
  const ahead = lines.filter((line) => line.year > now);
  if (ahead.length) return { now, over: false, several, rows: ahead, past: lines.filter((line) => line.year <= now) };
  const last = Math.max(...lines.map((line) => line.year));
  return { now, over: true, several, rows: lines.filter((line) => line.year === last), past: lines.filter((line) => line.year < last) };
}

/**
 * @template T
 * @param {T[]} values
 */
function distinct(values) {
  return [...new Set(values)];
}

/**
 * @param {Line[]} lines
 * @param {Line[]} without
 */
function yearsOf(lines, without = []) {
  const others = new Set(without.map((line) => line.year));
  return distinct(lines.map((line) => line.year)).filter((year) => !others.has(year)).sort((one, other) => one - other);
}

/** @param {Line[]} lines */
const areasOf = (lines) => distinct(lines.map((line) => line.area));

/**
 * What awaits every stage; of several areas the worst that awaits any of them.
 * @param {Ahead} ahead
 */
export function prospects(ahead) {
  return distinct(ahead.rows.map((line) => line.stage)).map((stage) => prospectOf(ahead.rows.filter((line) => line.stage === stage)));
}

/**
 * @param {Line[]} rows
 * @returns {Prospect}
 */
function prospectOf(rows) {
  const short = rows.filter((line) => line.balance < 0);
  const unsure = rows.filter((line) => line.balance >= 0 && (line.least ?? line.balance) < 0);
  const alert = rows.filter((line) => line.balance >= 0 && (line.alert === "yellow" || line.alert === "red"));
  const stage = rows[0].stage;
  const none = { moreYears: [], moreAreas: [] };
  if (short.length) {
    const row = most(short, (line) => -line.balance);
    const areas = areasOf(short);
    const moreAreas = areasOf(unsure).filter((area) => !areas.includes(area));
    return { stage, state: "short", row, balance: row.balance, years: yearsOf(short), areas, moreYears: yearsOf(unsure, short), moreAreas };
  }
  if (unsure.length) {
    const row = most(unsure, (line) => -(line.least ?? 0));
    return { stage, state: "short_if_high", row, balance: row.least ?? 0, years: yearsOf(unsure), areas: areasOf(unsure), ...none };
  }
  const held = alert.length ? alert : rows;
  const row = most(held, (line) => -line.balance);
  const state = alert.length ? "tight" : rows.every((line) => line.alert === "surplus") ? "surplus" : "enough";
  return { stage, state, row, balance: row.balance, years: yearsOf(held), areas: areasOf(held), ...none };
}

/**
 * A card for every stage.
 * @param {Ahead} ahead
 * @param {(stage: number, area: number, year: number) => Line | undefined} lineAt
 * @returns {Card[]}
 */
export function cardsOf(ahead, lineAt) {
  return prospects(ahead).map((prospect) => {
    const own = ahead.rows.filter((line) => line.stage === prospect.stage);
    // of several areas the place that the sentence names: the fewest seats may be those of a small one that has enough
    const row = ahead.several ? prospect.row : most(own, (line) => -line.balance);
    const end = Math.max(...own.map((line) => line.year));
    const last = own.filter((line) => line.year === end);
    return {
      prospect,
      tightest: row,
      now: ahead.several ? null : (lineAt(row.stage, row.area, ahead.now) ?? null),
      last: ahead.several ? null : last[0],
      short: areasOf(own.filter((line) => line.balance < 0)).length,
      areas: areasOf(own).length,
      together: last.reduce((sum, line) => sum + Math.min(line.balance, 0), 0),
    };
  });
}

/**
 * One sentence, the heading: stages by what awaits them, those of which the same plain thing is said together.
 * @param {Named} data
 * @param {Ahead} ahead
 * @param {Say} say
 */
export function messageOf(data, ahead, say) {
  const key = (/** @type {State} */ state) => (ahead.several ? `ahead.areas.${state}` : `ahead.${state}`);
  /** @type {{ state: State, stages: string[], words: string | undefined }[]} */
  const told = [];
  for (const each of prospects(ahead)) {
    const stage = data.stages[each.stage].label;
    const plain = each.state === "enough" || each.state === "surplus";
    const alike = plain ? told.find((one) => one.state === each.state) : undefined;
    if (alike) alike.stages.push(stage);
    else told.push({ state: each.state, stages: [stage], words: plain ? undefined : prospectWords(data, ahead, each, key(each.state), say) });
  }
  const parts = told.map((one) => one.words ?? say(key(one.state), { stages: listed(one.stages, say) })).join(say("answer.join"));
  const years = yearsOf(ahead.rows);
  if (!ahead.over) return say("ahead", { years: yearWords(years, say), parts });
  const last = years[years.length - 1];
  return say(last === ahead.now ? "ahead.running" : "ahead.over", { years: yearWords(yearsOf([...ahead.past, ...ahead.rows]), say), last, parts });
}

/**
 * @param {Named} data
 * @param {Ahead} ahead
 * @param {Prospect} found
 * @param {string} key
 * @param {Say} say
 */
function prospectWords(data, { several }, { stage, state, row, balance, years, areas, moreYears, moreAreas }, key, say) {
  const one = state === "short" && years.length === 1 && !several ? ".once" : state === "tight" && !balance ? ".even" : "";
  const values = { stage: data.stages[stage].label, years: yearWords(years, say), worst: row.year, n: Math.abs(balance), areas: areas.length, area: data.areas[row.area], alert: say(`warning.${row.alert}`) };
  const words = say(key + one, values);
  if (several) return moreAreas.length ? words + say("ahead.areas.short.more", { areas: moreAreas.length }) : words;
  return moreYears.length ? words + say("ahead.short.more", { years: yearWords(moreYears, say) }) : words;
}

/**
 * The line of the least balance of each area, the least first.
 * @param {Line[]} lines
 */
function worstOfAreas(lines) {
  /** @type {Map<number, Line>} */
  const worst = new Map();
  for (const line of lines) {
    const held = worst.get(line.area);
    if (held === undefined || line.balance < held.balance) worst.set(line.area, line);
  }
  return [...worst.values()].sort((one, other) => one.balance - other.balance);
}

/**
 * One line on the years up to now, as planned; empty without any.
 * @param {Named} data
 * @param {Ahead} ahead
 * @param {Say} say
 */
export function pastOf(data, ahead, say) {
  if (!ahead.past.length) return "";
  /** @type {string[]} */
  const parts = [];
  /** @type {string[]} */
  const enough = [];
  for (const s of distinct(ahead.rows.map((line) => line.stage))) {
    const stage = data.stages[s].label;
    const short = ahead.past.filter((line) => line.stage === s && line.balance < 0);
    if (!short.length) {
      enough.push(stage);
      continue;
    }
    const worst = worstOfAreas(short);
    const places = worst.slice(0, NAMED).map((line) => say("past.place", { area: data.areas[line.area], worst: line.year, n: -line.balance }));
    const years = yearsOf(short);
    const key = ahead.several ? "past.areas.short" : years.length === 1 ? "past.short.once" : "past.short";
    parts.push(say(key, { stage, years: yearWords(years, say), areas: worst.length, places: places.join(say("list")), worst: worst[0].year, n: -worst[0].balance }));
  }
  if (enough.length) parts.push(say("past.none", { stages: listed(enough, say) }));
  const past = yearsOf(ahead.past);
  const kind = data.now === null || !past.includes(data.now) ? "past" : past.length === 1 ? "past.now" : "past.to_now";
  return say(kind, { years: yearWords(past, say), parts: parts.join(say("answer.join")) });
}

/**
 * @param {number[]} years
 * @param {Say} say
 */
function yearWords(years, say) {
  return spans(years).split(", ").join(say("list"));
}

/**
 * Names in a row, "and" before the last.
 * @param {string[]} names
 * @param {Say} say
 */
function listed(names, say) {
  if (names.length < 2) return names[0];
  return [names.slice(0, -1).join(say("list")), names[names.length - 1]].join(say("list.last"));
}
