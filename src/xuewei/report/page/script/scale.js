// @ts-check
// Colours and steps that several pictures share.

/**
 * A colour of the palette by its name in the style sheet; pictures are drawn with its value.
 * @param {string} name
 */
export const hue = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
/** Colours of scenarios, the plan first. */
export const LINES = [0, 1, 2, 3, 4, 5].map((n) => hue(`scenario-${n}`));
/** Classes of balance ÷ demand, from the shortest; each up to its `to`. */
export const CLASSES = [
  { to: -0.2, colour: hue("class-0"), light: true },
  { to: -0.1, colour: hue("class-1"), light: true },
  { to: 0, colour: hue("class-2"), light: false },
  { to: 0.1, colour: hue("class-3"), light: false },
  { to: 0.3, colour: hue("class-4"), light: false },
  { to: Infinity, colour: hue("class-5"), light: false },
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
