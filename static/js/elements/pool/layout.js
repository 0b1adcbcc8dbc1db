/**
 * Where everything in the picture of a pool stands, in CSS pixels: pure arithmetic from the width and the counts.
 *
 * Wide: the queue at the left, the ring in the middle, the database at the right, the threads above. Narrow: the
 * same from top to bottom. What does not fit makes the picture higher, never the text smaller.
 */

import { chooseGrid, rowsOf } from './grid.js';

/** Below this width everything stands in one column. */
export const NARROW = 540;
/** From one request of the backlog to the next. */
export const PER_REQUEST = 44;
const WIDE = { left: 118, space: 14, pad: 18, database: 94, wires: 46, height: 352, corridor: 24 };
const LABEL = 20; // the line under the overflow
const SMALL = { pad: 15, gridHeight: 300, wires: 46, database: 72, corridor: 26 };
const CHIPS = [
  { w: 104, gap: 6, rows: 1 },
  { w: 54, gap: 5, rows: 2 },
  { w: 46, gap: 2, rows: 4 },
];
const CHIP = { h: 24, gap: 4 };
const TICKET = { w: 98, h: 28, gap: 8 };
const SMALL_TICKET = { w: 104, h: 28, gap: 8 };

/**
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 * @typedef {object} Counts
 * @property {number} width
 * @property {number} threads
 * @property {number} waiters
 * @property {number|null} backlog  null where there is none to show: in a closed loop
 * @property {number} inside  slots inside the ropes
 * @property {number} outside  slots below them
 * @property {number} [floor]  the least height
 */

/** @param {Counts} counts */
export function poolLayout(counts) {
  const { width, inside, outside, waiters, floor = 0 } = counts;
  const narrow = width < NARROW;
  const threads = threadsBand(counts, narrow);
  return narrow
    ? stacked({ width, inside, outside, waiters, floor, threads })
    : sideBySide({ width, inside, outside, waiters, floor, threads });
}

/**
 * The row of threads, and the open loop's backlog under it.
 * @param {{width: number, threads: number, backlog: number|null}} counts
 * @param {boolean} narrow
 */
export function threadsBand({ width, threads, backlog }, narrow) {
  const x = narrow ? 0 : WIDE.left + WIDE.space;
  const top = narrow ? 26 : 0;
  const room = width - x;
  const perRow = ({ w, gap }) => Math.max(1, Math.floor((room + gap) / (w + gap)));
  const size = CHIPS.find((chip) => rowsOf(threads, perRow(chip)) <= chip.rows) ?? CHIPS[CHIPS.length - 1];
  const columns = perRow(size);
  const shown = threads > columns * size.rows ? columns * size.rows - 1 : threads;
  const at = (i) => ({
    x: x + (i % columns) * (size.w + size.gap),
    y: top + Math.floor(i / columns) * (CHIP.h + CHIP.gap),
    w: size.w,
    h: CHIP.h,
  });
  const rows = Math.max(1, rowsOf(Math.min(threads, shown + 1), columns));
  const end = top + rows * (CHIP.h + CHIP.gap) - CHIP.gap;
  const fits = Math.max(1, Math.floor((room + 4) / PER_REQUEST));
  const line = backlog === null ? null : { x, y: end + 8, w: room, h: 20, fits };
  return {
    x: 0,
    y: 0,
    w: width,
    h: line ? line.y + line.h : end,
    chips: Array.from({ length: shown }, (_, i) => at(i)),
    more: threads - shown,
    moreAt: at(shown),
    backlog: line,
  };
}

function sideBySide({ width, inside, outside, waiters, floor, threads }) {
  const top = threads.h + 14;
  const ring = {
    x: WIDE.left + WIDE.space,
    y: top + 28,
    w: width - WIDE.left - WIDE.space - WIDE.database - WIDE.wires,
    h: 0,
  };
  const between = outside > 0 ? WIDE.corridor + LABEL : 0;
  const grid = chooseGrid({
    inside,
    outside,
    width: ring.w - 2 * WIDE.pad,
    height: Math.max(80, WIDE.height - ring.y - 2 * WIDE.pad - between),
  });
  const cards = placeCards({ grid, ring, pad: WIDE.pad, corridor: WIDE.corridor, inside, outside });
  const height = Math.max(floor, WIDE.height, cards.bottom + (outside > 0 ? LABEL : 2));
  const queueEnd = height - 8;
  const queue = { x: 0, y: top, w: WIDE.left, h: queueEnd - top };
  const fits = Math.max(1, Math.floor((queue.h - 44 - 26 + TICKET.gap) / (TICKET.h + TICKET.gap)));
  const tall = Math.min(210, Math.max(140, cards.bottom - ring.y - 44));
  const middle = (ring.y + Math.max(cards.bottom, ring.y + tall)) / 2 + 6;
  return {
    narrow: false,
    width,
    height,
    threads,
    grid,
    ...cards,
    queue: {
      ...queue,
      goneAt: { x: 0, y: queueEnd - 20, w: WIDE.left, h: 26 },
      ...tickets(waiters, fits, (i) => ({ x: 0, y: top + 44 + i * (TICKET.h + TICKET.gap), ...TICKET })),
    },
    database: { x: width - WIDE.database, y: Math.max(ring.y + 16, middle - tall / 2), w: WIDE.database, h: tall },
    title: top + 16,
  };
}

function stacked({ width, inside, outside, waiters, floor, threads }) {
  const top = threads.h + 16;
  const columns = Math.floor((width + SMALL_TICKET.gap) / (SMALL_TICKET.w + SMALL_TICKET.gap));
  const queue = { x: 0, y: top, w: width, h: 24 + TICKET.h };
  const ring = { x: 1, y: top + queue.h + 36, w: width - 2, h: 0 };
  const grid = chooseGrid({ inside, outside, width: ring.w - 2 * SMALL.pad, height: SMALL.gridHeight });
  const cards = placeCards({ grid, ring, pad: SMALL.pad, corridor: SMALL.corridor, inside, outside, toTheRight: true });
  const database = { x: width * 0.1, y: cards.bottom + SMALL.wires, w: width * 0.8, h: SMALL.database };
  const height = Math.max(floor, database.y + database.h + 4);
  return {
    narrow: true,
    width,
    height,
    threads,
    grid,
    ...cards,
    queue: {
      ...queue,
      goneAt: { x: width - WIDE.left, y: top - 6, w: WIDE.left, h: 26 },
      ...tickets(waiters, columns, (i) => ({
        x: i * (SMALL_TICKET.w + SMALL_TICKET.gap),
        y: top + 24,
        ...SMALL_TICKET,
      })),
    },
    database: { ...database, y: height - database.h - 4 },
    title: ring.y - 12,
  };
}

/** The cards inside the ropes, the ropes around them, and the rest outside below. */
function placeCards({ grid, ring, pad, corridor, inside, outside, toTheRight = false }) {
  const { columns, w, h, gap } = grid;
  const used = columns * w + (columns - 1) * gap;
  const left = ring.x + (ring.w - used) / 2;
  const rows = Math.max(1, rowsOf(inside, columns));
  const ropes = { ...ring, h: rows * h + (rows - 1) * gap + 2 * pad };
  const outColumns = Math.min(outside, columns);
  const outLeft = toTheRight ? left + (columns - outColumns) * (w + gap) : left;
  const overflow = { x: outLeft, y: ropes.y + ropes.h + corridor, w: outColumns * (w + gap) - gap, h: 0 };
  const place = (i, y, from = left) => ({
    x: from + (i % columns) * (w + gap),
    y: y + Math.floor(i / columns) * (h + gap),
    w,
    h,
  });
  const cards = [
    ...Array.from({ length: inside }, (_, i) => place(i, ropes.y + pad)),
    ...Array.from({ length: outside }, (_, i) => place(i, overflow.y, outLeft)),
  ];
  const outRows = rowsOf(outside, columns);
  overflow.h = outRows * (h + gap);
  return {
    ring: ropes,
    cards,
    overflow,
    bottom: outside > 0 ? overflow.y + overflow.h - gap : ropes.y + ropes.h + 4,
  };
}

/** The tickets that fit; the last place says how many more there are. */
function tickets(count, fits, at) {
  const shown = count > fits ? fits - 1 : count;
  return { tickets: Array.from({ length: shown }, (_, i) => at(i)), more: count - shown, moreAt: at(shown) };
}
