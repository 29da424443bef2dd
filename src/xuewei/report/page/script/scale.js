// @ts-check
// Colours and steps that several pictures share.

export const INK = "#333333";
export const BLUE = "#12489b";
export const SHORT = "#d64545";
/** Words on a shortage, and those that are less important. */
export const SHORT_INK = "#b3261e";
export const SOFT = "#595959";
/** Colours of scenarios, the plan first. */
export const LINES = ["#333333", "#12489b", "#c2761b", "#2f8f6b", "#9b5fa8", "#b23a48", "#4aa3c7", "#8a6d3b"];
/** Classes of balance ÷ demand, from the shortest; each up to its `to`. */
export const CLASSES = [
  { to: -0.2, colour: "#a92c2c", light: true },
  { to: -0.1, colour: "#d64545", light: true },
  { to: 0, colour: "#f0b3ae", light: false },
  { to: 0.1, colour: "#ececec", light: false },
  { to: 0.3, colour: "#c9c9c9", light: false },
  { to: Infinity, colour: "#969696", light: false },
];

/**
 * Balance ÷ demand of a line; 0 where nobody wants a seat.
 * @param {{ balance: number, demand: number }} line
 */
export function balanceShare(line) {
  return line.demand > 0 ? line.balance / line.demand : 0;
}

/**
 * The class of a share: a shortage is never in a grey one.
 * @param {number} share
 */
export function classOf(share) {
  return CLASSES.find((each) => each.to > share && (share < 0 || each.to > 0)) ?? CLASSES[CLASSES.length - 1];
}
