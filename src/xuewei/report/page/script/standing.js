// @ts-check
// How each stage fares over all areas and years, for scenarios side by side.

import { most } from "./ahead.js";
import { together } from "./balance.js";
/** @import { Data, Stage, Together, Total, World } from "./types.js" */

/**
 * Lines by stage and year, all areas together, of the years from first to last.
 * @param {Total[][][]} lines
 * @param {number} first
 * @param {number} last
 */
export function totalsOf(lines, first, last) {
  return lines.map((areas) =>
    (areas[0] ?? [])
      .map((_, t) => together(areas.map((years) => years[t])))
      .filter((total) => total.year >= first && total.year <= last),
  );
}

/**
 * The lines after a school year; all of them where none is.
 * @template {{ year: number }} T
 * @param {T[]} lines
 * @param {number} now
 */
export function stillAhead(lines, now) {
  const ahead = lines.filter((line) => line.year > now);
  return ahead.length ? ahead : lines;
}

/**
 * Lines of the years that are not among those still ahead: of those that are all past, all but the last.
 * @template {{ year: number }} T
 * @param {T[]} lines
 * @param {number} now
 * @returns {{ ahead: T[], past: T[] }}
 */
export function parted(lines, now) {
  const ahead = lines.filter((line) => line.year > now);
  return ahead.length ? { ahead, past: lines.filter((line) => line.year <= now) } : { ahead: lines.slice(-1), past: lines.slice(0, -1) };
}

/**
 * The school year of a page; without its day the last of a stage that is no forecast, of one area or of all.
 * @param {Pick<Data, "areas" | "known" | "now">} data
 * @param {number} stage
 * @param {number | null} area
 */
export function nowOf(data, stage, area) {
  return data.now ?? knownTo(data, stage, area);
}

/**
 * The last year of a stage that is no forecast, of one area or of all.
 * @param {Pick<Data, "areas" | "known">} data
 * @param {number} stage
 * @param {number | null} area
 */
export function knownTo({ areas, known }, stage, area) {
  const own = known.slice(stage * areas.length, (stage + 1) * areas.length);
  return area === null ? Math.min(...own) : own[area];
}

/**
 * One stage of one scenario in a line; null where it has none of these years.
 * @param {Together[]} totals
 */
export function standingOf(totals) {
  if (!totals.length) return null;
  const worst = most(totals, (total) => -total.balance);
  const short = totals.filter((total) => total.need < 0);
  return {
    worst: worst.balance,
    worstYear: worst.year,
    need: Math.min(...totals.map((total) => total.need)),
    short: short.map((total) => total.year),
    lastYear: totals[totals.length - 1].year,
    last: totals[totals.length - 1].balance,
  };
}

/**
 * A scenario that came with the page as lines by the plan's stages, then areas and years of its own.
 * @param {World} world
 * @param {Pick<Stage, "name">[]} stages
 * @returns {Total[][][]}
 */
export function worldLines(world, stages) {
  return stages.map((stage) => {
    const s = world.stages.findIndex((one) => one.name === stage.name);
    if (s < 0) return [];
    return world.areas.map((_, a) =>
      world.years.map((year, t) => {
        const at = (s * world.areas.length + a) * world.years.length + t;
        const seats = world.seats[at];
        const demand = world.demand[at];
        return { year, seats, demand, balance: seats - demand, classes: 0, usable: 0, held: seats };
      }),
    );
  });
}
