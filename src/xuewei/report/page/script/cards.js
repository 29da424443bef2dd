// @ts-check
// Tables that have no room: their rows become cards, so that no figure is out of sight.

/**
 * Turns every table of the class `cards` into cards where it is wider than its frame, and back where it is not.
 * @param {boolean} paper paper always has tables
 */
export function fitTables(paper = false) {
  const tables = [...document.querySelectorAll("table.cards")];
  tables.forEach((table) => table.classList.remove("stacked"));
  if (paper) return;
  const wide = tables.filter((table) => table.parentElement && table.scrollWidth > table.parentElement.clientWidth);
  wide.forEach((table) => table.classList.add("stacked"));
}
