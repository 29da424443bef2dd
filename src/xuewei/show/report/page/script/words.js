// Words in the page's language, and numbers as people write them.

/** 12345 as 12,345. */
function grouped(number) {
  return String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ",").replace(/^/, number < 0 ? "−" : "");
}

/** The sentence `key` with its values: {n:,} is a grouped number, {name} the value as it is. */
function sayIn(words, key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)(:,)?\}/g, (_, name, commas) => (commas ? grouped(values[name]) : String(values[name])));
}

/** Years with runs drawn together: 2023–2025, 2030. */
function spans(years) {
  const runs = [];
  for (const year of years) {
    const last = runs[runs.length - 1];
    if (last && year === last[1] + 1) last[1] = year;
    else runs.push([year, year]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
}

/** A balance in words: short 20, spare 7, even. */
function balanceWords(say, balance) {
  if (balance === 0) return say("even");
  return say(balance < 0 ? "short" : "spare", { n: Math.abs(balance) });
}

function percent(share) {
  return share === null ? "" : `${(share * 100).toFixed(1)}%`;
}
