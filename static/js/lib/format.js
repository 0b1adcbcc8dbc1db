/** Numbers as people say them: "80 ms", "25/s", "00:12.48". */

/** What stands where there is no value. */
export const NOTHING = '–';

const UNITS = [
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
];
/** From here on minutes and hours are easier to grasp. */
const MANY_SECONDS = 120;

const grouped = new Intl.NumberFormat('en', { useGrouping: 'min2', maximumFractionDigits: 20 });

/**
 * A plain number. Digits before the point are never rounded away: 1234 stays 1234 whatever `digits` says.
 * @param {number|null|undefined} x
 * @param {number} [digits]  significant ones
 */
export function number(x, digits = 3) {
  return isNumber(x) ? grouped.format(rounded(x, digits)) : NOTHING;
}

/**
 * @param {number|null|undefined} seconds
 * @param {number} [digits]  significant ones
 * @returns {string} "350 µs", "80 ms", "1.2 s", "2 min 30 s", "1 h"
 */
export function duration(seconds, digits = 2) {
  if (!isNumber(seconds)) return NOTHING;
  if (seconds < 0) return `-${duration(-seconds, digits)}`;
  if (seconds === 0) return '0 s';
  if (seconds >= MANY_SECONDS) return longDuration(Math.round(seconds));
  // The first unit in which the rounded number has at most three digits: 0.9996 s is "1 s", not "1000 ms".
  const [unit, size] = UNITS.find(([, size]) => rounded(seconds / size, digits) < 1000);
  return `${rounded(seconds / size, digits)} ${unit}`;
}

function longDuration(seconds) {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const said = parts.filter(([count]) => count > 0).slice(0, 2);
  return said.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/**
 * @param {number|null|undefined} perSecond
 * @param {number} [digits]  significant ones
 * @returns {string} "25/s"
 */
export function rate(perSecond, digits = 2) {
  return isNumber(perSecond) ? `${number(perSecond, digits)}/s` : NOTHING;
}

/**
 * A share of one.
 * @param {number|null|undefined} part
 * @param {number} [digits]  significant ones
 * @returns {string} "25 %"
 */
export function percent(part, digits = 3) {
  return isNumber(part) ? `${number(100 * part, digits)} %` : NOTHING;
}

/**
 * A time on a clock, cut off rather than rounded, as clocks do.
 * @param {number|null|undefined} seconds
 * @returns {string} "00:12.48", "1:02:03.00"
 */
export function clock(seconds) {
  if (!isNumber(seconds)) return NOTHING;
  const hundredths = Math.floor(Math.max(seconds, 0) * 100 + 1e-6); // 0.29 * 100 is 28.999...
  const two = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(hundredths / 6000) % 60;
  const hours = Math.floor(hundredths / 360_000);
  const rest = `${two(minutes)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/**
 * Any value of a parameter or metric.
 * @param {any} v
 * @param {string} [unit]  "s" | "1/s" | "share" | ""
 * @param {number} [digits]  significant ones
 */
export function value(v, unit = '', digits) {
  if (v === null || v === undefined) return NOTHING;
  if (typeof v === 'boolean') return v ? 'on' : 'off';
  if (typeof v !== 'number') return String(v);
  if (unit === 's') return duration(v, digits);
  if (unit === '1/s') return rate(v, digits);
  if (unit === 'share') return percent(v, digits);
  return number(v, digits);
}

/**
 * `x` with so many significant digits, but whole numbers stay whole.
 * @param {number} x
 * @param {number} digits
 */
export function rounded(x, digits) {
  return Math.abs(x) >= 10 ** digits ? Math.round(x) : Number(x.toPrecision(digits));
}

function isNumber(x) {
  return typeof x === 'number' && Number.isFinite(x);
}
