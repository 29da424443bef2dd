// From a setting of the controls to seats, demand and balance: the engine's own steps for everything but the people,
// whose demand under each path of births and net migration comes with the page.

/** The setting that reproduces the plan as it is. */
function planSetting(data) {
  return {
    lag: data.plan.lag,
    births: data.plan.births,
    migration: data.plan.migration,
    scope: null,
    off: new Set(data.schools.filter((school) => school.cancelled).map((school) => school.id)),
  };
}

/** Whether a setting is the plan's own. */
function isPlan(setting, data) {
  const own = planSetting(data);
  const alike = ["lag", "births", "migration", "scope"].every((key) => setting[key] === own[key]);
  return alike && setting.off.size === own.off.size && [...own.off].every((id) => setting.off.has(id));
}

/** Unrounded demand by stage, area and year, each index of its own. */
function demandUnder(data, setting) {
  const numbers = data.demand.at[setting.births][setting.migration];
  const span = data.years.length;
  return data.stages.map((_, s) =>
    data.areas.map((_, a) => {
      const at = s * data.areas.length + a;
      const series = data.series.subarray(numbers[at] * span, (numbers[at] + 1) * span);
      if (setting.scope === null || !data.scaled[at]) return series;
      return series.map((pupils) => (pupils / data.shares[a]) * setting.scope);
    }),
  );
}

/** Whether a row of the ledger is inside the seats in use before the plan, so that it adds none to them. */
function isInside(one, school, rule, base) {
  if (rule === "listed" || one.year > (rule === "balanced" ? base.year : Math.min(base.year, base.told))) return false;
  return school.counted === true || (rule === "balanced" && school.counted !== false);
}

/** Unrounded seats by stage, area and year, and those within the caps: base seats and the running sum of the ledger. */
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
  const found = { seats: table(), usable: table(), openings: [] };
  const order = new Map(data.stages.map((stage, s) => [stage.name, s]));
  const grades = Object.fromEntries(data.stages.map((stage) => [stage.name, stage.grades]));
  const added = data.stages.map(() => data.areas.map(() => [new Float64Array(data.years.length), new Float64Array(data.years.length)]));
  for (const school of data.schools) {
    if (setting.off.has(school.id)) continue;
    for (const one of schoolRows(school, setting, data.plan, grades)) {
      const t = Math.max(one.year - data.years[0], 0);
      const s = order.get(one.stage);
      if (one.reason === "opens") found.openings.push({ ...one, stage: s, area: school.area, school });
      if (t >= data.years.length) continue;
      const known = isInside(one, school, data.base.rules[s * data.areas.length + school.area], data.base) ? one.seats : 0;
      added[s][school.area][0][t] += one.seats - known;
      added[s][school.area][1][t] += one.usable - known;
    }
  }
  added.forEach((areas, s) =>
    areas.forEach((both, a) =>
      ["seats", "usable"].forEach((key, n) => {
        let sum = 0;
        both[n].forEach((seats, t) => {
          sum += seats;
          found[key][s][a][t] += sum;
        });
      }),
    ),
  );
  return found;
}

/** Red from `red` of the seats taken on, yellow from `yellow`, a surplus below `surplus`, else green. */
function alertOf(seats, demand, alerts) {
  if (seats <= 0) return demand > 0 ? "red" : "green";
  const taken = demand / seats;
  if (taken >= alerts.red) return "red";
  if (taken >= alerts.yellow) return "yellow";
  return taken < alerts.surplus ? "surplus" : "green";
}

/**
 * The answer: lines by stage, area and year in whole seats and children. `low` and `high` are the ends of the band of
 * demand, null where there is none.
 */
function assess(data, setting) {
  const demand = demandUnder(data, setting);
  const { seats, usable, openings } = seatsUnder(data, setting, demand);
  const lines = data.stages.map((stage, s) =>
    data.areas.map((area, a) => {
      const balanced = data.base.written[s * data.areas.length + a] === null;
      const band = data.bands ? data.bands.kinds[data.bands.at[s * data.areas.length + a]] : null;
      return data.years.map((year, t) => {
        const shown = whole(seats[s][a][t]);
        const wanted = whole(demand[s][a][t]);
        const balance = shown - wanted;
        const ends = band?.[t];
        return {
          year,
          area: a,
          stage: s,
          seats: shown,
          demand: wanted,
          balance,
          rate: demand[s][a][t] > 0 ? seats[s][a][t] / demand[s][a][t] : null,
          alert: balanced && balance === 0 && year === data.base.year ? "baseline" : alertOf(shown, wanted, data.alerts),
          classes: Math.ceil(Math.max(-balance, 0) / stage.classSize),
          usable: whole(usable[s][a][t]),
          low: ends ? whole(demand[s][a][t] * ends[0]) : null,
          high: ends ? whole(demand[s][a][t] * ends[1]) : null,
        };
      });
    }),
  );
  return { lines, openings };
}

/** All areas of one stage and year together, netted; `need` leaves out what is to spare. */
function together(lines) {
  const sum = (key) => lines.reduce((total, line) => total + line[key], 0);
  const seats = sum("seats");
  const demand = sum("demand");
  return {
    ...lines[0],
    area: null,
    seats,
    demand,
    balance: sum("balance"),
    need: lines.reduce((total, line) => total + Math.min(line.balance, 0), 0),
    rate: demand > 0 ? seats / demand : null,
    classes: sum("classes"),
    usable: sum("usable"),
    low: null,
    high: null,
  };
}
