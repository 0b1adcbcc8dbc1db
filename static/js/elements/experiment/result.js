/** What is asked of a result again and again: its variants, its figures in words, the machine; pure. */

import { duration, number, rate } from '../../lib/format.js';

/**
 * @typedef {object} Row  one quantity, measured several times
 * @property {string} name  unique
 * @property {string} series  what it belongs to: a curve, a group of bars, or 'costs'
 * @property {string} label
 * @property {number|null} x
 * @property {number} median
 * @property {number} p95
 * @property {string} unit
 * @property {number[]} runs
 * @property {Record<string, any>} extra
 *
 * @typedef {{name: string, label: string, x: number, y: number|null, series: string|null}} Mark
 *
 * @typedef {object} Result
 * @property {string} slug
 * @property {Record<string, any>} params
 * @property {string} started
 * @property {number} took
 * @property {number} n
 * @property {Record<string, any>} machine
 * @property {Row[]} rows
 * @property {Mark[]} marks
 * @property {string[]} sentences
 * @property {{variants: number, events: number, seconds: number}} recorded
 */

/** What small things cost has no recording and no place in the chart: it is too small to be seen there. */
const COSTS = 'costs';

/** @param {Result} result */
export const costsOf = ({ rows }) => rows.filter(({ series }) => series === COSTS);

/** Rows with a recording, in its order. @param {Result} result */
export const variantsOf = ({ rows }) => rows.filter(({ series }) => series !== COSTS);

/** Are the rows points of curves? Else they are bars. @param {Result} result */
export const hasCurves = (result) => variantsOf(result).some(({ unit, x }) => unit === '1/s' && x !== null);

/** @param {Result} result @param {string|null|undefined} name @returns {Row|null} */
export const rowOf = ({ rows }, name) => rows.find((row) => row.name === name) ?? null;

/** A measured value, with as many digits as it deserves. @param {number} value @param {string} unit */
export function figure(value, unit) {
  if (unit === 's') return duration(value, 3);
  return unit === '1/s' ? rate(value, 3) : number(value, 3);
}

/** "2 cores · CPython 3.11.2 with the GIL · Linux x86_64 · Some CPU". @param {Record<string, any>} machine */
export function machineWords({ cores, implementation, python, gil, platform, cpu }) {
  const lock = gil ? 'with the GIL' : 'without a GIL (free-threaded)';
  return [`${cores} ${cores === 1 ? 'core' : 'cores'}`, `${implementation ?? 'Python'} ${python} ${lock}`, platform, cpu]
    .filter(Boolean)
    .join(' · ');
}

/** How long the recording of one variant is, as far as that can be known before its end: model seconds.
 * @param {import('../../reduce/experiment.js').ExperimentState} state
 * @param {string} name
 */
export function expectedLength({ result, finished }, name) {
  const before = finished.find(({ variant }) => variant === name);
  if (before) return before.took;
  const row = result && rowOf(result, name);
  if (row?.unit === 's') return row.median; // it is the middle run that is recorded
  const { seconds = 0, variants = 1 } = result?.recorded ?? {};
  return finished.at(-1)?.took ?? seconds / variants; // stretches of curves are about equally long
}

/** @param {number} n @param {string} word */
export const count = (n, word) => `${number(n, 9)} ${word}${n === 1 ? '' : word.endsWith('s') ? 'es' : 's'}`;
