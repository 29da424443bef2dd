// Colours and steps that several pictures share.

const INK = "#333333";
const BLUE = "#12489b";
const SHORT = "#d64545";
const SPARE = "#9a9a9a";
/** Colours of scenarios, the plan first. */
const LINES = ["#333333", "#12489b", "#c2761b", "#2f8f6b", "#9b5fa8", "#b23a48", "#4aa3c7", "#8a6d3b"];
/** Classes of balance ÷ demand, from the shortest; each up to its `to`. */
const CLASSES = [
  { to: -0.2, colour: "#a92c2c", light: true },
  { to: -0.1, colour: "#d64545", light: true },
  { to: 0, colour: "#f0b3ae", light: false },
  { to: 0.1, colour: "#ececec", light: false },
  { to: 0.3, colour: "#c9c9c9", light: false },
  { to: Infinity, colour: "#969696", light: false },
];

/** Balance ÷ demand of a line; 0 where nobody wants a seat. */
function balanceShare(line) {
  return line.demand > 0 ? line.balance / line.demand : 0;
}

/** The class of a share: a shortage is never in a grey one. */
function classOf(share) {
  return share < 0 ? CLASSES.find((each) => share < each.to) : CLASSES.find((each) => each.to > share && each.to > 0);
}
