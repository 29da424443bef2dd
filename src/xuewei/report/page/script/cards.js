// @ts-check
// Tables that have no room: their rows become cards, so that no figure is out of sight.

/** Whether the window is as narrow as that of a telephone, by the limit of the style sheet. */
export function isNarrow() {
  return matchMedia("(max-width: 480px)").matches;
}

/**
 * Turns every table of the class `cards` into cards where it is wider than its frame, and back where it is not. One that
 * is folded waits until it is unfolded: each would be laid out by itself.
 * @param {boolean} paper paper always has tables
 */
export function fitTables(paper = false) {
  const tables = [...document.querySelectorAll("table.cards")];
  if (paper) {
    tables.forEach((table) => table.classList.remove("stacked"));
    return;
  }
  const open = tables.filter((table) => !table.closest("details:not([open])"));
  open.forEach((table) => table.classList.remove("stacked"));
  const wide = open.filter((table) => table.parentElement && table.scrollWidth > table.parentElement.clientWidth);
  wide.forEach((table) => table.classList.add("stacked"));
}
