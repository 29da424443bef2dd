// @ts-check
// Paper: it has no controls and nothing to unfold, so everything stands there or a line says what does not.

/** @import { Say } from "./types.js" */

/** What the page tells itself once all its own parts are there. */
export const WHOLE = "page-whole";

/** Rows of a table that are printed; those beyond are told. */
export const MOST_ON_PAPER = 2000;

/**
 * What unfolds for paper: parts of the class `on-paper`; those that were folded are folded again afterwards.
 * @param {boolean} paper
 */
export function unfoldFor(paper) {
  for (const part of document.querySelectorAll("details.on-paper")) {
    if (!(part instanceof HTMLDetailsElement)) continue;
    if (paper && !part.open) part.dataset.folded = "yes";
    if (paper || part.dataset.folded) part.open = paper;
    if (!paper) delete part.dataset.folded;
  }
}

/**
 * The fields that narrow a table, in words: “Stage primary, Find 2027”; empty where none does.
 * @param {Element} fields
 * @param {string} between
 */
export function narrowed(fields, between) {
  return [...fields.querySelectorAll(".field")]
    .map((field) => {
      const input = field.querySelector("select, input");
      if (input instanceof HTMLSelectElement) return input.value && `${field.querySelector("label")?.textContent} ${input.selectedOptions[0].textContent}`;
      return input instanceof HTMLInputElement && input.value.trim() && `${field.querySelector("label")?.textContent} ${input.value.trim()}`;
    })
    .filter(Boolean)
    .join(between);
}

/**
 * What of a table is not printed: lines that do not fit the filters, and those beyond the most that are.
 * @param {{ fields: Element, all: number, fitting: number, printed: number }} counts
 * @param {Say} say
 * @param {string} left what is said of those beyond
 */
export function notPrinted({ fields, all, fitting, printed }, say, left = "print.left") {
  const told = [];
  if (fitting < all) told.push(say("print.filtered", { n: fitting, all, filters: narrowed(fields, say("list")) }));
  if (printed < fitting) told.push(say(left, { n: printed, left: fitting - printed }));
  return told.join("");
}
