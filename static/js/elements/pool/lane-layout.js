/** Where the lanes stand when there is no pool, in CSS pixels: pure arithmetic. */

import { NARROW } from './layout.js';

const ROOM = 250; // for all lanes, as long as they can be told apart
const LEAST = 18;
const MOST = 58;
const AXIS = 22;
const DATABASE = 94;

/** @param {{width: number, threads: number, floor?: number}} counts  floor: the least height */
export function lanesLayout({ width, threads, floor = 0 }) {
  const narrow = width < NARROW;
  const top = 30;
  const step = Math.max(LEAST, Math.min(MOST, Math.floor(ROOM / Math.max(1, threads))));
  const bottom = top + threads * step;
  const height = Math.max(floor, bottom + AXIS + (narrow ? 100 : 2), narrow ? 0 : 230);
  const x = narrow ? 38 : 124;
  const database = narrow
    ? { x: width * 0.1, y: height - 76, w: width * 0.8, h: 72 }
    : { x: width - DATABASE, y: top + 20, w: DATABASE, h: Math.min(210, Math.max(140, bottom - top - 20)) };
  return { narrow, width, height, top, step, x, w: width - (narrow ? 0 : 140) - x - 4, bottom, database, title: 16 };
}

/**
 * The least round number of seconds at or above `seconds`: the length of the lanes' axis.
 * @param {number} seconds
 */
export function niceScale(seconds) {
  if (!(seconds > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(seconds));
  return [1, 1.5, 2, 3, 4, 5, 7.5, 10].map((step) => step * power).find((step) => step >= seconds * 0.999);
}
