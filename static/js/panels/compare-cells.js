/** What a table is asked for, and what its cells say: pure. */

import { duration, number, value as withUnit } from '../lib/format.js';

/**
 * @typedef {{name: string, label: string, help: string, unit: string}} Column
 * @typedef {{said: string|null, value: number|null, unit: string, words: string}} Cell
 */

/** How a lab is watched is no part of what is measured. */
const NO_PART_OF_IT = new Set(['slow', 'thread_order']);

/** Units of times that are too short for seconds. */
const SMALL = { ns: 1e-9, 'µs': 1e-6, ms: 1e-3 };

/**
 * The parameters that differ from their defaults, for an address; null has nothing after its `=`.
 * @param {Record<string, any>} params
 * @param {any} description  of the lab
 */
export function queryOf(params, description) {
  const { properties } = description.params;
  const differing = Object.entries(params).filter(
    ([name, value]) => Object.hasOwn(properties, name) && !NO_PART_OF_IT.has(name) && value !== properties[name].default,
  );
  return new URLSearchParams(differing.map(([name, value]) => [name, value === null ? '' : String(value)])).toString();
}

/**
 * The figure of a cell: "3.1 ×", "12 %", "850 ns".
 * @param {Cell} cell
 * @param {Column} column
 * @returns {string} empty where nothing was measured
 */
export function figure({ value, unit }, column) {
  if (value === null) return '';
  const of = unit || column.unit;
  if (of === 'share') return `${number(100 * value, 3)} %`;
  if (Object.hasOwn(SMALL, of)) return brief(value * SMALL[of]);
  if (of === '' || of === 's' || of === '1/s') return withUnit(value, of, 3);
  return `${number(value, 3)} ${of}`;
}

/** @param {number} seconds @returns {string} "850 ns", "338 µs", "13.3 ms" */
function brief(seconds) {
  return seconds < 1e-6 ? `${number(seconds * 1e9, 3)} ns` : duration(seconds, 3);
}
