// @ts-check
// The seat ledger: dated rows of seats that come and go. A row is {year, stage, grade, seats, usable, reason};
// grade null spreads its seats over all grades; usable are its seats within the size cap of its school.

/** @import { LedgerSchool, Plan, Reason, Row, Setting, Turn } from "./types.js" */

/** Statuses of schools that already take pupils: the plan's delivered share does not scale these. */
const OPENED = ["in_use", "closed_out"];

/** The opening year of a school in use of which nobody wrote when it opened: before every year of the page. */
export const ALWAYS = 1800;

/**
 * The first September with pupils: as written, else the planned year plus the lag.
 * @param {Pick<LedgerSchool, "opens" | "planned">} school
 * @param {Pick<Setting, "lag">} setting
 */
export function openingYear(school, setting) {
  return school.opens ?? (school.planned === undefined ? ALWAYS : school.planned + setting.lag);
}

/**
 * The rows of one school that is on, in the order in which they take effect; `grades` are the grades of each stage.
 * @param {LedgerSchool} school
 * @param {Pick<Setting, "lag">} setting
 * @param {Pick<Plan, "delivered" | "fill">} plan
 * @param {Record<string, number>} grades
 */
export function schoolRows(school, setting, plan, grades) {
  let rows = openedRows(school, setting, plan, grades);
  const turns = [...(school.convert ?? [])].sort((one, other) => one.year - other.year);
  for (const turn of turns) rows = convertedRows(rows, turn, school, plan);
  const ends = [school.closes, school.until === undefined ? undefined : school.until + 1];
  for (const year of ends) {
    if (year === undefined) continue;
    rows = rows.filter((row) => row.year < year);
    for (const stage of new Set(rows.map((row) => row.stage))) {
      for (const { grade, seats, usable } of standing(rows, year, stage)) {
        rows.push({ year, stage, grade, seats: -seats, usable: -usable, reason: "closes" });
      }
    }
  }
  return rows;
}

/**
 * The share of a school's seats that counts: all once it is open, else the plan's.
 * @param {Pick<LedgerSchool, "status">} school
 * @param {Pick<Plan, "delivered">} plan
 */
function deliveredShare(school, plan) {
  return OPENED.includes(school.status) ? 1 : plan.delivered;
}

/**
 * The rows of a school that opens and is neither converted nor closed.
 * @param {LedgerSchool} school
 * @param {Pick<Setting, "lag">} setting
 * @param {Pick<Plan, "delivered" | "fill">} plan
 * @param {Record<string, number>} grades
 */
function openedRows(school, setting, plan, grades) {
  const opens = openingYear(school, setting);
  const share = deliveredShare(school, plan);
  /** @type {Row[]} */
  const rows = [];
  for (const [stage, seats] of Object.entries(school.seats ?? {})) {
    if ((school.fill ?? plan.fill) === "by_grade") {
      const each = (seats * share) / grades[stage];
      for (let grade = 1; grade <= grades[stage]; grade += 1) {
        rows.push(row(opens + grade - 1, stage, grade, each, school.within, "opens"));
      }
    } else {
      rows.push(row(opens, stage, null, seats * share, school.within, "opens"));
    }
  }
  for (const [stage, seats] of Object.entries(school.removes ?? {})) {
    rows.push(row(opens, stage, null, -seats, 1, "removes"));
  }
  return rows;
}

/**
 * @param {number} year
 * @param {string} stage
 * @param {number | null} grade
 * @param {number} seats
 * @param {number} within
 * @param {Reason} reason
 * @returns {Row}
 */
function row(year, stage, grade, seats, within, reason) {
  return { year, stage, grade, seats, usable: seats * within, reason };
}

/**
 * The rows after one conversion. What turns whole has no further grades to come.
 * @param {Row[]} rows
 * @param {Turn} turn
 * @param {LedgerSchool} school
 * @param {Pick<Plan, "delivered">} plan
 */
function convertedRows(rows, turn, school, plan) {
  const there = standing(rows, turn.year, turn.origin);
  const sum = there.reduce((total, one) => total + one.seats, 0);
  let turned = Math.max(sum, 0);
  if (turn.seats !== null && turn.seats !== undefined) {
    turned = Math.min(turn.seats * deliveredShare(school, plan), turned);
  }
  if (sum <= 0) return rows;
  const part = turned / sum;
  const left = rows.filter((one) => !(one.stage === turn.origin && one.year > turn.year && part === 1));
  for (const { grade, seats } of there) {
    left.push(row(turn.year, turn.origin, grade, -seats * part, school.within, "converts"));
  }
  left.push(row(turn.year, turn.target, null, turned, school.within, "converts"));
  return left;
}

/**
 * Seats of a stage that stand when a year begins, by grade.
 * @param {Row[]} rows
 * @param {number} year
 * @param {string} stage
 */
function standing(rows, year, stage) {
  /** @type {Map<number | null, Pick<Row, "grade" | "seats" | "usable">>} */
  const byGrade = new Map();
  for (const one of rows) {
    if (one.stage !== stage || one.year > year) continue;
    const found = byGrade.get(one.grade) ?? { grade: one.grade, seats: 0, usable: 0 };
    found.seats += one.seats;
    found.usable += one.usable;
    byGrade.set(one.grade, found);
  }
  return [...byGrade.values()].filter((one) => one.seats || one.usable);
}
