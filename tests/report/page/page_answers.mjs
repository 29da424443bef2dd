// The arithmetic of the page's script on cases that the engine wrote: JSON comes in, JSON goes out.
// node page_answers.mjs FOLDER, where FOLDER holds the script's modules.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const part = (name) => import(pathToFileURL(join(process.argv[2], `${name}.js`)));
const [{ doubles, whole }, { assess, isPlan, planSetting, together }, { sayIn }, { answer }, standing] = await Promise.all(
  ["exact", "balance", "words", "answer", "standing"].map(part),
);

const { wholes, pool, reports } = JSON.parse(readFileSync(0, "utf8"));

function answers({ data: written, settings }) {
  const data = { ...written, series: doubles(written.demand.pool) };
  const say = (key, values) => sayIn(data.words, key, values);
  const own = planSetting(data);
  return [own, ...settings.map((one) => ({ ...one, off: new Set(one.off) }))].map((setting) => {
    const { lines } = assess(data, setting);
    const totals = lines.flatMap((areas) => areas[0].map((_, t) => together(areas.map((years) => years[t]))));
    return { lines: lines.flat(2), totals, sentences: answer(data, lines, say), own: isPlan(setting, data) };
  });
}

function standings({ data }) {
  const [first, last] = data.shown;
  return data.worlds.map((world) => standing.totalsOf(standing.worldLines(world, data.stages), first, last).map(standing.standingOf));
}

process.stdout.write(
  JSON.stringify({
    wholes: wholes.map(whole),
    pool: Buffer.from(doubles(pool).buffer).toString("hex"),
    answers: reports.map(answers),
    standings: reports.map(standings),
  }),
);
