/** Numbers as a task writes them: the same formats as `{{ … | ms }}` in a lesson, and back from what is typed. */

import { duration, number } from '../lib/format.js';

const NBSP = '\u00a0';

/** What one unit on screen is in the lab's own unit, and how it is written. */
const UNITS = {
  ms: { factor: 1e-3, unit: 'ms' },
  s: { factor: 1, unit: 's' },
  percent: { factor: 0.01, unit: '%' },
  rate: { factor: 1, unit: 'a second' },
  times: { factor: 1, unit: '×' },
  duration: { factor: 1, unit: 's' },
};

/** @param {string} format @returns {{factor: number, unit: string}} */
export function unitOf(format) {
  return UNITS[format] ?? { factor: 1, unit: '' };
}

/**
 * @param {number} value  in the lab's unit
 * @param {string} format  "ms", "percent" …
 * @returns {string} "120 ms"
 */
export function say(value, format) {
  if (format === 'duration') return duration(value, 3).replaceAll(' ', NBSP);
  if (format === 'whole') return number(Math.round(value));
  if (format === 'rate') return `${number(value, 3)}/s`;
  const { factor, unit } = unitOf(format);
  const text = number(tidy(value / factor), 3);
  return unit ? `${text}${NBSP}${unit}` : text;
}

/** What was typed, in the lab's unit; null if it is no number. "0,5" is half. @param {string} text @param {string} format */
export function typed(text, format) {
  const cleaned = text.trim().replace(/\s|[a-z%×/]+$/gi, '').replace(',', '.');
  if (cleaned === '' || !Number.isFinite(Number(cleaned))) return null;
  return tidy(Number(cleaned) * unitOf(format).factor);
}

/** 0.1 × 3 is 0.3. */
function tidy(x) {
  return Number(x.toPrecision(12));
}
