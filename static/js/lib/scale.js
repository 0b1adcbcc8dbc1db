/**
 * A slider is a row of notches, each with a value: this lays out the notches of a parameter, and finds the way
 * from a position to its value and back. Positions are whole numbers from 0, so every press of an arrow key counts.
 */

import { value as format } from './format.js';

/** A finer slider than this cannot be aimed at. */
const MOST_NOTCHES = 400;
/** Within each power of ten a log slider stops at these: the numbers people say. */
const MANTISSAS = [1, 1.2, 1.5, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9];
/** Where a log slider begins to count if nothing is said: a log scale has no 0. */
const SMALLEST_PART = 1e-4;

/**
 * @typedef {object} Property  a parameter's JSON Schema
 * @property {string|string[]} [type]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [step]
 * @property {'linear'|'log'} [scale]
 * @property {number[]} [notches]  the slider stops only there, though other values are allowed
 * @property {string} [unit]
 * @property {string} [null]  word for null
 * @property {Record<string, string>} [labels]  words for other values
 *
 * @typedef {object} Scale
 * @property {(number|null)[]} notches  values in order; null, where it is allowed, comes last: "no limit"
 * @property {(position: number) => number|null} toValue
 * @property {(value: number|null) => number} toPosition  of the nearest notch
 * @property {(value: number) => number} round  to the step and into the bounds
 */

/**
 * @param {Property} property
 * @returns {Scale}
 */
export function scaleOf(property) {
  const { minimum = 0, maximum = 1, scale = 'linear' } = property;
  const step = property.step ?? (isInteger(property) ? 1 : null);
  const round = (x) => {
    const onStep = step === null ? x : minimum + Math.round((x - minimum) / step) * step;
    return withoutDust(Math.min(Math.max(onStep, minimum), maximum));
  };
  const row = scale === 'log' ? logNotches : linearNotches;
  const numbers = [...new Set((property.notches ?? row(minimum, maximum, step)).map(round))];
  const notches = allowsNull(property) ? [...numbers, null] : numbers;

  return {
    notches,
    round,
    toValue: (position) => notches[Math.min(Math.max(Math.round(position), 0), notches.length - 1)],
    toPosition: (x) => (x === null ? notches.length - 1 : nearest(numbers, x)),
  };
}

/**
 * A value in words: "80 ms", "never", "last in, first out".
 * @param {any} v
 * @param {Property} property
 */
export function label(v, property) {
  if (v === null || v === undefined) return property.null ?? 'none';
  return property.labels?.[v] ?? format(v, property.unit, 3);
}

function linearNotches(minimum, maximum, step) {
  const finest = (maximum - minimum) / MOST_NOTCHES;
  // A step too fine for a slider is taken several at a time.
  const stride = step === null ? (maximum - minimum) / 100 : step * Math.max(1, Math.ceil(finest / step));
  const count = Math.floor((maximum - minimum) / stride + 1e-9);
  return [...Array.from({ length: count + 1 }, (_, i) => minimum + i * stride), maximum];
}

function logNotches(minimum, maximum, step) {
  const smallest = minimum > 0 ? minimum : (step ?? maximum * SMALLEST_PART);
  const between = [];
  for (let power = Math.floor(Math.log10(smallest)); 10 ** power <= maximum; power += 1) {
    for (const mantissa of MANTISSAS) between.push(mantissa * 10 ** power);
  }
  const inside = between.filter((x) => x >= smallest && x < maximum);
  return [minimum, smallest, ...inside, maximum]; // with minimum 0, the first notch is 0
}

function nearest(numbers, x) {
  const distance = (position) => Math.abs(numbers[position] - x);
  let best = 0;
  for (let position = 1; position < numbers.length; position += 1) {
    if (distance(position) < distance(best)) best = position;
  }
  return best;
}

/** 0.1 + 0.2 is 0.3 here. */
function withoutDust(x) {
  return Number(x.toPrecision(12));
}

function isInteger({ type }) {
  return [type].flat().includes('integer');
}

function allowsNull({ type }) {
  return [type].flat().includes('null');
}
