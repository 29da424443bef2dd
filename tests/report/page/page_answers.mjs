// The arithmetic of the page's script on cases that the engine wrote: JSON comes in, JSON goes out.
// node page_answers.mjs FOLDER, where FOLDER holds the script's modules.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const part = (name) => import(pathToFileURL(join(process.argv[2], `${name}.js`)));
const [{ doubles, whole }, { assess, isPlan, planSetting, together }, { sayIn }, ahead, standing, geometry] = await Promise.all(
  ["exact", "balance", "words", "ahead", "standing", "geometry"].map(part),
);

const { wholes, pool, reports, shapes } = JSON.parse(readFileSync(0, "utf8"));

function told(data, lines, chosen, say) {
  const seen = ahead.aheadOf(data, lines.flatMap((areas) => chosen.flatMap((a) => areas[a])));
  const at = (s, a, year) => lines[s][a][year - data.years[0]];
  return { message: ahead.messageOf(data, seen, say), past: ahead.pastOf(data, seen, say), cards: ahead.cardsOf(seen, at) };
}

function answers({ data: written, settings }) {
  const data = { ...written, series: doubles(written.demand.pool), arriving: doubles(written.estates?.arrives?.pool ?? "") };
  const say = (key, values) => sayIn(data.words, key, values);
  const own = planSetting(data);
  const every = data.areas.map((_, a) => a);
  return [own, ...settings.map((one) => ({ ...own, ...one, off: new Set(one.off) }))].map((setting) => {
    const { lines } = assess(data, setting);
    const totals = lines.flatMap((areas) => areas[0].map((_, t) => together(areas.map((years) => years[t]))));
    return { lines: lines.flat(2), totals, all: told(data, lines, every, say), one: told(data, lines, every.slice(-1), say), own: isPlan(setting, data) };
  });
}

function standings({ data }) {
  const [first, last] = data.shown;
  return data.worlds.map((world) => standing.totalsOf(standing.worldLines(world, data.stages), first, last).map(standing.standingOf));
}

function drawn({ seats, held, line }) {
  const lines = [seats, held, line].map((values) => geometry.stepsOf(values).map(([x, y]) => [20 + x * 30, 200 - y * 2]));
  const hatch = geometry.between(seats, line, true)[0]?.map(([x, y]) => [20 + x * 30, 200 - y * 2]) ?? [[20, 100]];
  return {
    lines,
    hatch,
    label: geometry.freeSpot({ width: 60, height: 14 }, hatch, lines, { x: 20, y: 0, width: 30 * (seats.length - 1) + 80, height: 200 }),
    steps: geometry.stepsOf(seats),
    apart: geometry.apart(seats, held),
    above: geometry.between(seats, line, true),
    below: geometry.between(seats, line, false),
    ribbon: geometry.ribbon(line.map((y, t) => (t < 2 ? null : y - 1)), line.map((y, t) => (t < 2 ? null : y + 1)), line),
    spread: geometry.spread(line, 3, 0, 100),
  };
}

process.stdout.write(
  JSON.stringify({
    wholes: wholes.map(whole),
    pool: Buffer.from(doubles(pool).buffer).toString("hex"),
    answers: reports.map(answers),
    standings: reports.map(standings),
    shapes: shapes.map(drawn),
  }),
);
