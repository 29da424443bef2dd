// @ts-check
// The answer: what lies ahead as the heading, a card for each stage, the years before in one line, what that rests on.

import { aheadOf, cardsOf, messageOf, pastOf } from "./ahead.js";
import { el } from "./dom.js";
import { restingPart } from "./resting.js";
import { stageHue } from "./scale.js";
import { balanceWords } from "./words.js";
/** @import { Child, Line, Page, Part } from "./types.js" */
/** @import { Ahead, Card } from "./ahead.js" */

/**
 * @param {Page} page
 * @returns {Part}
 */
export function answerPart(page) {
  const { data, say } = page;
  const heading = el("h2", { id: "answer-head", role: "status", "aria-live": "polite", "aria-atomic": "true" });
  const whose = el("p", { class: "kind" });
  const cards = el("ul", { class: "stage-cards" });
  const past = el("span", { id: "past" });
  const base = el("span", {}, say("answer.rests", { base: data.base.words.charAt(0).toUpperCase() + data.base.words.slice(1) }));
  const setting = el("p", { class: "print-only" });
  const resting = restingPart(page);
  base.hidden = !data.base.words;
  return {
    element: el("section", { id: "answer", tabindex: -1, "aria-labelledby": "answer-head" }, whose, heading, cards, el("p", { class: "quiet told" }, past, base), resting?.element, setting),
    update() {
      resting?.update();
      const chosen = page.view.area === null ? data.areas.map((_, a) => a) : [page.view.area];
      const ahead = aheadOf(data, data.stages.flatMap((_, s) => chosen.flatMap((a) => page.linesOf(s, a))));
      whose.hidden = data.areas.length < 2 || page.view.area === null;
      whose.textContent = page.areaName();
      heading.textContent = messageOf(data, ahead, say);
      cards.replaceChildren(...cardsOf(ahead, (s, a, year) => page.lineAt(s, a, year)).map((card) => cardOf(card, ahead, page)));
      past.textContent = pastOf(data, ahead, say);
      past.hidden = !past.textContent;
      setting.textContent = say("print.setting", { text: page.settingWords() });
    },
  };
}

/**
 * @param {Card} card
 * @param {Ahead} ahead
 * @param {Page} page
 */
function cardOf(card, ahead, page) {
  const { data, say } = page;
  const { tightest, prospect } = card;
  const several = ahead.several;
  const [alert, words] = alertOfCard(card, page);
  const tight = say(ahead.over ? "ahead.tightest.over" : "ahead.tightest");
  const end = page.view.last;
  /** @type {[string, Child, string?][]} */
  const rows = [];
  if (several) rows.push([say("ahead.short_areas"), say("ahead.short_areas.of", { n: card.short, all: card.areas })]);
  else if (card.now) rows.push([say("ahead.now", { year: card.now.year }), balanceOf(card.now.balance, page)]);
  rows.push([`${tight} ${tightest.year}`, balanceOf(tightest.balance, page), "tightest"]);
  if (several) rows.push([say("ahead.place"), data.areas[tightest.area]]);
  if (data.bands) rows.push([say("card.reach", { n: Math.round(data.bands.level * 100) }), reachOf(tightest, page)]);
  if (several && !ahead.over) rows.push([say("card.together", { year: end }), card.together ? balanceOf(card.together, page) : say("enough")]);
  else if (card.last && !ahead.over) rows.push([say("ahead.now", { year: card.last.year }), balanceOf(card.last.balance, page)]);
  return el(
    "li",
    { class: "stage-card", "data-stage": data.stages[prospect.stage].name, style: `border-top-color: ${stageHue(prospect.stage)}` },
    el("h3", {}, data.stages[prospect.stage].label, " ", el("span", { class: `alert ${alert}` }, words)),
    el("dl", {}, rows.map(([title, value, kind]) => el("div", { class: kind ?? null }, el("dt", {}, title), el("dd", {}, value)))),
  );
}

/**
 * The alert of the tightest year, by its band where the stage is not short but may be, in that year or another.
 * @param {Card} card
 * @param {Page} page
 */
function alertOfCard({ tightest: line, prospect }, { say }) {
  if (prospect.state === "short_if_high" || (line.balance >= 0 && line.least !== null && line.least < 0)) return ["yellow", say("band.yellow")];
  return [line.alert, say(`warning.${line.alert}`)];
}

/**
 * @param {number} balance
 * @param {Page} page
 */
function balanceOf(balance, { say }) {
  return el("span", { class: balance < 0 ? "bad" : null }, balanceWords(say, balance));
}

/**
 * @param {Line} line
 * @param {Page} page
 */
function reachOf(line, { say, data }) {
  if (line.least === null || line.most === null) {
    const bands = data.bands;
    const why = bands?.reasons[bands.lacking[line.stage * data.areas.length + line.area]][line.year - data.years[0]] ?? "without";
    const words = say(`card.no_band.${why}`, { n: bands?.needed ?? 0 });
    return why === "known" ? words : el("a", { href: "#basis" }, words);
  }
  return el("span", { class: line.least < 0 ? "bad" : null }, say("ahead.reach.of", { low: unbroken(balanceWords(say, line.least)), high: unbroken(balanceWords(say, line.most)) }));
}

/**
 * Words and their figure in one line.
 * @param {string} text
 */
function unbroken(text) {
  return text.replaceAll(" ", "\u00a0");
}
