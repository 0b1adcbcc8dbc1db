/** Where the lanes of a race stand, in CSS pixels: pure arithmetic. */

import { columnsLayout, topOf } from './columns-layout.js';
import { NARROW } from './layout.js';

export const HEAD = { wide: 196, narrow: 40 };
const TOP = 22;
const GAP = 10;
const LEAST_COLUMN = 3;
const ANOTHER_ROW = 56;

/**
 * Where the lanes stand: pure.
 * @param {{width: number, lanes: number, servers: number, floor?: number}} counts
 */
export function raceLayout({ width, lanes, servers, floor = 0 }) {
  const narrow = width < NARROW;
  const room = width - (narrow ? 0 : HEAD.wide) - 16;
  const rows = Math.max(1, Math.ceil((servers * LEAST_COLUMN) / room));
  const base = narrow ? 124 : lanes <= 2 ? 156 : lanes === 3 ? 124 : 112;
  const tall = base + (rows - 1) * ANOTHER_ROW;
  const all = Array.from({ length: lanes }, (_, i) => {
    const y = TOP + i * (tall + GAP);
    const left = narrow ? 0 : HEAD.wide;
    const down = narrow ? HEAD.narrow : 0;
    const box = { x: left + 8, y: y + down, w: room, h: tall - down };
    return { x: 0, y, w: width, h: tall, columns: columnsLayout(servers, box, LEAST_COLUMN) };
  });
  return { narrow, width, lanes: all, height: Math.max(floor, TOP + lanes * (tall + GAP)) };
}

/** @param {ReturnType<typeof raceLayout>} layout @param {number} place @param {number} server */
export function flightOf(layout, place, server) {
  const { y, h, columns: where } = layout.lanes[place];
  const to = topOf(where, server);
  const from = layout.narrow ? { x: to?.x ?? 0, y: y + HEAD.narrow - 14 } : { x: HEAD.wide, y: y + h / 2 };
  return to && { from, to };
}
