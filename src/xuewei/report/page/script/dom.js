// @ts-check
// Elements of the page. Whatever comes from a plan becomes a text node or a plain attribute, never markup.

/** @import { Child } from "./types.js" */

/**
 * An element with attributes (`on…` are listeners; null and false are left out) and children (text or elements).
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, unknown>} attributes
 * @param {Child[]} children
 */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/**
 * The same for pictures.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, unknown>} attributes
 * @param {Child[]} children
 */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/**
 * @template {Element} E
 * @param {E} found
 * @param {Record<string, unknown>} attributes
 * @param {Child[]} children
 */
function fill(found, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) found.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (key === "value") Object.assign(found, { value });
    else found.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children.flat(3)) if (child !== null && child !== undefined) found.append(/** @type {Node | string} */ (child));
  return found;
}

/**
 * A select with its label; `options` are [value, text] pairs.
 * @param {string} id
 * @param {string} label
 * @param {(readonly [string | number, string])[]} options
 * @param {string | number} chosen
 * @param {(value: string) => void} change
 * @param {(string | number)[]} disabled
 */
export function choice(id, label, options, chosen, change, disabled = []) {
  const select = el(
    "select",
    { id, onchange: () => change(select.value) },
    options.map(([value, text]) => el("option", { value, selected: String(value) === String(chosen), disabled: disabled.includes(value) }, text)),
  );
  return el("div", { class: "field" }, el("label", { for: id }, label), select);
}

/**
 * A part of the page with its heading.
 * @param {string} id
 * @param {string} heading
 * @param {Child[]} children
 */
export function section(id, heading, ...children) {
  return el("section", { id, "aria-labelledby": `${id}-head` }, el("h2", { id: `${id}-head` }, heading), ...children);
}

/**
 * A table that scrolls inside its own frame where the window is narrow.
 * @param {string} label
 * @param {HTMLTableElement} table
 */
export function scrolling(label, table) {
  return el("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, table);
}

/**
 * The head of a table: columns are [text, number?].
 * @param {(readonly [string, boolean?])[]} columns
 */
export function headRow(columns) {
  return el("thead", {}, el("tr", {}, columns.map(([text, number]) => el("th", { scope: "col", class: number ? "number" : null }, text))));
}

/**
 * A row whose cells tell the titles of their columns: a narrow window shows it as a card, which has no head above it.
 * @template {HTMLTableRowElement} R
 * @param {R} row
 * @param {(readonly [string, boolean?])[]} columns
 */
export function carded(row, columns) {
  [...row.cells].forEach((cell, n) => {
    cell.dataset.label = columns[n]?.[0] ?? "";
  });
  return row;
}
