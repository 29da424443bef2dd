// @ts-check
// Whole persons and seats: rounded once, at the very end, half to even, as the engine does.

/**
 * The number without the noise that the order of adding leaves below the ninth decimal.
 * @param {number} value
 */
function exact(value) {
  return Number(value.toFixed(9));
}

/**
 * Nearest whole number, half to even: 0.5 is 0, 1.5 is 2.
 * @param {number} value
 */
export function whole(value) {
  const number = exact(value);
  const below = Math.floor(number);
  const rest = number - below;
  if (rest !== 0.5) return below + (rest > 0.5 ? 1 : 0);
  return below % 2 === 0 ? below : below + 1;
}

/**
 * Doubles from base64, bit by bit as they were written (little-endian).
 * @param {string} text
 */
export function doubles(text) {
  const raw = atob(text);
  const view = new DataView(new ArrayBuffer(raw.length));
  for (let n = 0; n < raw.length; n += 1) view.setUint8(n, raw.charCodeAt(n));
  return Float64Array.from({ length: raw.length / 8 }, (_, n) => view.getFloat64(8 * n, true));
}
