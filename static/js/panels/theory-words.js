/** What a theory's figures look like as text and as a picture: pure. The figures themselves come from the server. */

import { duration, NOTHING, number, value } from '../lib/format.js';

/**
 * @typedef {object} Theory  one comparison; see app/labs/connection_pool/theory.py
 * @property {string} name
 * @property {string} label
 * @property {string} law
 * @property {string} formula
 * @property {''|'s'|'1/s'|'share'} unit
 * @property {number|null} value  modelled; null where the formula has no answer
 * @property {number|null} measured
 * @property {{symbol: string, label: string, value: number, unit: string}[]} inputs
 * @property {{text: string, holds: boolean|null, why: string|null}[]} assumes
 * @property {string} sentence
 * @property {number} seconds
 * @property {number} samples
 * @property {[number, number|null][]} [curve]
 * @property {number} [at]
 */

const HEADROOM = 1.35; // above the highest figure that matters

/** @param {number|null} x @param {Theory['unit']} unit */
export function figure(x, unit) {
  if (x === null || x === undefined) return NOTHING;
  if (unit === 'share') return `${Math.round(100 * x)} %`;
  return value(x, unit, unit === 's' ? 2 : 3);
}

/** @param {{symbol: string, value: number, unit: string}} input @returns {string} "λ = 86/s" */
export function inputWords({ symbol, value: x, unit }) {
  return `${symbol} = ${unit === '' ? number(x, 3) : value(x, unit, 2)}`;
}

/**
 * How long the two bars are, as parts of the longer one. A formula without an answer has a bar without an end.
 * @param {Theory} theory
 */
export function bars({ value: modelled, measured, unit }) {
  const most = Math.max(modelled ?? 0, measured ?? 0, unit === 'share' ? 1 : 0) || 1;
  return { modelled: modelled === null ? null : modelled / most, measured: (measured ?? 0) / most };
}

/**
 * The curve of a formula over sizes, with the two points of today on it, in px of a plot that is `width` × `height`.
 * @param {Theory} theory
 * @param {number} width
 * @param {number} height
 */
export function plot({ curve, at, value: modelled, measured }, width, height) {
  const sizes = curve.map(([size]) => size);
  const first = sizes[0];
  const step = width / sizes.length;
  const x = (size) => (size - first + 0.5) * step;
  const finite = curve.filter(([, wait]) => wait !== null);
  const near = finite.find(([size]) => size > at)?.[1] ?? 0;
  const matter = [measured ?? 0, near, modelled !== null && modelled < 20 * (measured || modelled) ? modelled : 0];
  const top = nice(HEADROOM * Math.max(...matter, finite.length > 0 ? finite.at(-1)[1] : 0) || 0.001);
  const y = (wait) => height - (Math.min(wait, 2 * top) / top) * height;
  const unstable = finite.length > 0 ? finite[0][0] : Infinity; // the first size with an answer
  return {
    top,
    path: finite.map(([size, wait], i) => `${i === 0 ? 'M' : 'L'}${x(size).toFixed(1)} ${y(wait).toFixed(1)}`).join(''),
    noAnswer: Math.min(width, (Math.min(unstable, sizes.at(-1) + 1) - first) * step),
    ticks: sizes.filter((size) => size === first || size % 5 === 0).map((size) => ({ size, x: x(size) })),
    at: { x: x(at), modelled: modelled === null ? null : y(modelled), measured: y(measured ?? 0) },
  };
}

/** What the picture of the curve says, for those who hear it. @param {Theory} theory @param {string} [about] */
export function curveWords({ curve, at, value: modelled, measured }, about = 'Modelled, by size.') {
  const finite = curve.filter(([, wait]) => wait !== null);
  const none = finite.length < curve.length ? `No steady wait up to size ${curve.length - finite.length}. ` : '';
  const some = finite.filter(([size], i) => i < 3 || size === at || i === finite.length - 1);
  const points = some.map(([size, wait]) => `${size}: ${duration(wait)}`).join(', ');
  const today = modelled === null ? 'no answer' : duration(modelled);
  const now = `Now, at ${at}: modelled ${today}, measured ${duration(measured)}.`;
  return `${about} ${none}${points}. ${now}`;
}

/** 1, 2 or 5 times a power of ten, at least `x`. @param {number} x */
export function nice(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= x * (1 - 1e-9));
}
