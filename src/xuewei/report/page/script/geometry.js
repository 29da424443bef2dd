// @ts-check
// Where seats and demand stand in a chart, one rule for lines and surfaces: the seats of a school year reach half a year
// to both sides of its middle, where its demand is a point. x counts school years from the first shown, y is in seats.

/** @typedef {[number, number]} Point */
/** Half the width of what a chart of one year shows of it. */
const ALONE = 0.3;

/**
 * Between two ends of x the seats, which stay, and a line from `from` to `to`, in the school year `t`.
 * @typedef {{ t: number, x0: number, x1: number, seats: number, from: number, to: number }} Piece
 */

/**
 * The seats of years as steps, from the middle of the first to that of the last.
 * @param {number[]} values
 * @returns {Point[]}
 */
export function stepsOf(values) {
  if (values.length === 1) return [[-ALONE, values[0]], [ALONE, values[0]]];
  return values.flatMap((value, t) => [[Math.max(t - 0.5, 0), value], [Math.min(t + 0.5, values.length - 1), value]]).map(([x, y]) => /** @type {Point} */ ([x, y]));
}

/**
 * The steps of those years in which `values` differ from `others`, each run with its ends down to where they are alike.
 * @param {number[]} values
 * @param {number[]} others
 * @returns {Point[][]}
 */
export function apart(values, others) {
  const last = values.length - 1;
  const steps = stepsOf(values);
  return runsOf(values.map((value, t) => value !== others[t])).map(([first, end]) => {
    const own = steps.slice(2 * first, 2 * end + 2);
    /** @type {Point[]} */
    const before = first > 0 ? [[own[0][0], values[first - 1]]] : [];
    /** @type {Point[]} */
    const after = end < last ? [[own[own.length - 1][0], values[end + 1]]] : [];
    return [...before, ...own, ...after];
  });
}

/**
 * First and last places of neighbours that are all true.
 * @param {boolean[]} flags
 */
export function runsOf(flags) {
  /** @type {[number, number][]} */
  const runs = [];
  flags.forEach((flag, t) => {
    const last = runs[runs.length - 1];
    if (!flag) return;
    if (last && last[1] === t - 1) last[1] = t;
    else runs.push([t, t]);
  });
  return runs;
}

/**
 * Half years of seats and a line, none where the line is not known, cut where the two cross.
 * @param {number[]} seats
 * @param {(number | null)[]} line
 * @returns {Piece[]}
 */
function piecesOf(seats, line) {
  if (seats.length === 1) {
    const value = line[0];
    return value === null ? [] : [{ t: 0, x0: -ALONE, x1: ALONE, seats: seats[0], from: value, to: value }];
  }
  /** @type {Piece[]} */
  const pieces = [];
  for (let t = 0; t + 1 < seats.length; t += 1) {
    const [from, to] = [line[t], line[t + 1]];
    if (from === null || to === null) continue;
    const middle = (from + to) / 2;
    pieces.push(...crossed({ t, x0: t, x1: t + 0.5, seats: seats[t], from, to: middle }), ...crossed({ t: t + 1, x0: t + 0.5, x1: t + 1, seats: seats[t + 1], from: middle, to }));
  }
  return pieces;
}

/**
 * @param {Piece} piece
 * @returns {Piece[]}
 */
function crossed(piece) {
  const { x0, x1, seats, from, to } = piece;
  if ((from - seats) * (to - seats) >= 0) return [piece];
  const x = x0 + ((seats - from) / (to - from)) * (x1 - x0);
  return [{ ...piece, x1: x, to: seats }, { ...piece, x0: x, from: seats }];
}

/**
 * Outlines of what lies between seats and a line above them (`above`) or below, where `fits` says so.
 * @param {number[]} seats
 * @param {(number | null)[]} line
 * @param {boolean} above
 * @param {(t: number) => boolean} fits
 * @returns {Point[][]}
 */
export function between(seats, line, above, fits = () => true) {
  /** @type {Piece[][]} */
  const runs = [];
  for (const piece of piecesOf(seats, line)) {
    const over = piece.from + piece.to - 2 * piece.seats;
    if (over === 0 || over > 0 !== above || !fits(piece.t)) continue;
    const run = runs[runs.length - 1];
    if (run && run[run.length - 1].x1 === piece.x0) run.push(piece);
    else runs.push([piece]);
  }
  return runs.map((run) => [
    ...run.flatMap(({ x0, x1, seats: y }) => /** @type {Point[]} */ ([[x0, y], [x1, y]])),
    ...run.flatMap(({ x0, x1, from, to }) => /** @type {Point[]} */ ([[x0, from], [x1, to]])).reverse(),
  ]);
}

/**
 * The outline of what lies between two lines, from the last point at which only one number is known.
 * @param {(number | null)[]} low
 * @param {(number | null)[]} high
 * @param {number[]} known
 * @returns {Point[]}
 */
export function ribbon(low, high, known) {
  const first = low.findIndex((value) => value !== null);
  if (first < 0) return [];
  const begins = Math.max(first - 1, 0);
  /** @param {(number | null)[]} values */
  const edge = (values) => values.map((value, t) => /** @type {Point} */ ([t, value ?? known[t]])).slice(begins);
  if (low.length === 1) return [[-ALONE, edge(low)[0][1]], [ALONE, edge(low)[0][1]], [ALONE, edge(high)[0][1]], [-ALONE, edge(high)[0][1]]];
  return [...edge(low), ...edge(high).reverse()];
}

/**
 * Heights moved apart so that each has `room`, in the order of their heights, none beyond `least` or `most`.
 * @param {number[]} heights
 * @param {number} room
 * @param {number} least
 * @param {number} most
 */
export function spread(heights, room, least, most) {
  const order = heights.map((height, n) => ({ height, n })).sort((one, other) => one.height - other.height);
  const placed = heights.map(() => 0);
  let next = least;
  for (const { height, n } of order) {
    placed[n] = Math.max(height, next);
    next = placed[n] + room;
  }
  let above = most;
  for (const { n } of order.reverse()) {
    placed[n] = Math.min(placed[n], above);
    above = placed[n] - room;
  }
  return placed;
}

/** How far the places are apart that a label is tried at, in pixels. */
const TRIED = 4;

/**
 * The top left corner of a label of a size that lies on none of the lines, as near to an outline as the plot has room;
 * at the top of the plot where there is none.
 * @param {{ width: number, height: number }} size
 * @param {Point[]} outline
 * @param {Point[][]} lines
 * @param {{ x: number, y: number, width: number, height: number }} plot
 * @returns {Point}
 */
export function freeSpot({ width, height }, outline, lines, plot) {
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const [left, right, top, foot] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const segments = lines.flatMap((points) => points.slice(1).map((end, n) => /** @type {[Point, Point]} */ ([points[n], end])));
  const middle = Math.max(plot.x, Math.min((left + right - width) / 2, plot.x + plot.width - width));
  /** @type {Point} */
  let best = [middle, plot.y];
  let least = Infinity;
  for (let y = plot.y; y + height <= plot.y + plot.height; y += TRIED) {
    for (let x = plot.x; x + width <= plot.x + plot.width; x += TRIED) {
      const [across, down] = [Math.max(left - x - width, x - right, 0), Math.max(top - y - height, y - foot, 0)];
      // as near as it gets, then in the middle, rather above than below
      const worth = Math.hypot(across, down) + Math.abs(x - middle) / 50 + (y > top ? 2 : 0);
      if (worth >= least || (!across && !down)) continue;
      if (segments.some(([from, to]) => meets(from, to, x, y, width, height))) continue;
      [best, least] = [[x, y], worth];
    }
  }
  return best;
}

/**
 * Whether a straight line meets a box.
 * @param {Point} from
 * @param {Point} to
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
function meets([x0, y0], [x1, y1], left, top, width, height) {
  let [first, last] = [0, 1];
  for (const [start, way, least, most] of [[x0, x1 - x0, left, left + width], [y0, y1 - y0, top, top + height]]) {
    if (way === 0) {
      if (start < least || start > most) return false;
      continue;
    }
    const ends = [(least - start) / way, (most - start) / way].sort((one, other) => one - other);
    [first, last] = [Math.max(first, ends[0]), Math.min(last, ends[1])];
  }
  return first <= last;
}
