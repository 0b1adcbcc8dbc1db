/** How a figure of B differs from that of A, in words a learner would use: pure. */

import { number, NOTHING, value as withUnit } from '../../lib/format.js';

/** Below this share nobody would call two measurements different. */
const NO_DIFFERENCE = 0.02;

/** Beyond so many times A's figure is next to nothing, and no measure. */
const MOST_TIMES = 20;

/** @type {Words} */
const NO_WORDS = {};

/**
 * @typedef {object} Metric  as the lab declares it
 * @property {string} name
 * @property {string} label
 * @property {string} unit
 *
 * @typedef {object} Words  of a lab; a metric without any is named by its label
 * @property {Record<string, [string, string, string, string]>} [says]  by metric: 'B waits', 'longer', 'less', 'as long'
 * @property {Record<string, (more: boolean, n: number) => string>} [counted]  by metric, for whole numbers
 * @property {string[]} [telling]  which difference to tell first
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} label
 * @property {string} a  in words
 * @property {string} b
 * @property {string} words  the difference; 'the same' where there is none
 * @property {boolean} differs
 */

/**
 * @param {Metric[]} metrics
 * @param {Record<string, number|null>} a
 * @param {Record<string, number|null>} b
 * @param {Words} [lab]
 * @returns {Row[]}
 */
export function compared(metrics, a, b, lab = NO_WORDS) {
  return metrics.map((metric) => {
    const { name, label, unit } = metric;
    const [x, y] = [a[name] ?? null, b[name] ?? null];
    const words = inWords(metric, x, y, lab);
    const even = x === y ? 'the same' : 'about the same';
    return { name, label, a: withUnit(x, unit), b: withUnit(y, unit), words: words ?? even, differs: words !== null };
  });
}

/**
 * @param {Metric} metric
 * @param {number|null} a
 * @param {number|null} b
 * @param {Words} [lab]
 * @returns {string|null} "38 % less"; null where there is no difference
 */
export function inWords({ name, unit }, a, b, { says } = NO_WORDS) {
  if (a === null && b === null) return null;
  if (a === null) return 'measured in B only';
  if (b === null) return 'measured in A only';
  if (Math.abs(a - b) <= NO_DIFFERENCE * Math.max(Math.abs(a), Math.abs(b))) return null;
  const more = b > a;
  const counted = unit === '' && Number.isInteger(a) && Number.isInteger(b);
  if (counted) return `${number(Math.abs(b - a))} ${more ? 'more' : 'fewer'}`;
  return by(says?.[name] ?? ['', 'more', 'less', 'as much'], a, b, unit);
}

/**
 * The most telling differences as one sentence.
 * @param {Metric[]} metrics
 * @param {Record<string, number|null>} a
 * @param {Record<string, number|null>} b
 * @param {Words} [lab]
 * @param {number} [most]  differences told
 * @returns {string} "B waits 38 % less: p95 120 ms against 194 ms. B has 2 fewer timeouts: 0 against 2."
 */
export function sentence(metrics, a, b, lab = NO_WORDS, most = 2) {
  const { telling = [] } = lab;
  const rank = ({ name }) => (telling.includes(name) ? telling.indexOf(name) : telling.length);
  const differing = metrics
    .filter((metric) => inWords(metric, a[metric.name] ?? null, b[metric.name] ?? null) !== null)
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, most);
  if (differing.length === 0) return 'No figure differs.';
  return differing.map((metric) => told(metric, a[metric.name] ?? null, b[metric.name] ?? null, lab)).join(' ');
}

function told(metric, a, b, lab) {
  const { name, label, unit } = metric;
  const figures = `${withUnit(b, unit)} against ${withUnit(a, unit)}`.replaceAll(NOTHING, 'nothing');
  const quantile = /_(p\d+)$/.exec(name)?.[1];
  const against = `${quantile ? `${quantile} ` : ''}${figures}`;
  const whole = a !== null && b !== null;
  const more = whole && b > a;
  if (whole && lab.counted?.[name]) return `${lab.counted[name](more, Math.abs(b - a))}: ${against}.`;
  if (whole && lab.says?.[name]) return `${lab.says[name][0]} ${by(lab.says[name], a, b, unit)}: ${against}.`;
  return `${label} in B: ${inWords(metric, a, b)} (${figures}).`;
}

/** "38 % less", "3.1 times as long"; where A is nothing to measure by: "20 ms longer". */
function by([, more, less, as], a, b, unit) {
  const times = a > 0 ? b / a : Infinity;
  if (times >= 2 && times <= MOST_TIMES) return `${number(times, 2)} times ${as}`;
  const much = times > MOST_TIMES
    ? withUnit(Math.abs(b - a), unit)
    : `${number((Math.abs(b - a) / Math.abs(a)) * 100, 2)} %`;
  return `${much} ${b > a ? more : less}`;
}
