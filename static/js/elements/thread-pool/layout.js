/**
 * Where everything in the picture of a thread pool stands, in CSS pixels: pure arithmetic from the width and counts.
 *
 * Wide: the producer and what came back to it at the left, the queue at the top, the workers below it, the cores at
 * their right, the lanes at the bottom. Narrow: the same from top to bottom.
 */

import { chooseGrid, rowsOf } from '../pool/grid.js';

/** Below this width everything stands in one column. */
export const NARROW = 620;
const WIDE = { left: 112, space: 18, cores: 132, pad: 17, queue: { y: 24, h: 44 }, ring: 102, cards: 158, height: 352 };
const SMALL = { pad: 13, queue: { y: 74, h: 44 }, ring: 154, cards: 200 };
const CORRIDOR = 26; // between the ropes and those beyond them: a line of text
const TINY = { least: 17, most: 34, gap: 3 };
const LANES = { head: 20, curve: 26, room: 92, least: 1.5, most: 16, axis: 17 };

/**
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 * @param {{width: number, inside: number, outside: number, capacity: number|null, lanes: number, cores: number,
 *   gil: boolean, floor?: number}} counts  lanes: rows of the timeline; floor: the least height
 */
export function threadPoolLayout({ width, inside, outside, capacity, lanes, cores, gil, floor = 0 }) {
  const narrow = width < NARROW;
  const side = narrow ? SMALL : WIDE;
  const left = narrow ? 0 : WIDE.left + WIDE.space;
  const ringX = narrow ? 1 : left;
  const ringW = narrow ? width - 2 : width - left - WIDE.cores - WIDE.space;
  const room = { inside, outside, width: ringW - 2 * side.pad, height: side.cards };
  const grid = gridOf(room);
  const ring = { x: ringX, y: side.ring, w: ringW, h: 0 };
  const { cards, bottom, overflow } = placeCards({ grid, ring, pad: side.pad, inside, outside });
  const machine = narrow
    ? { x: 0, y: bottom + 14, w: width, h: cores > 4 ? 88 : 62 }
    : { x: width - WIDE.cores, y: WIDE.ring - 8, w: WIDE.cores, h: 0 };
  const below = narrow ? machine.y + machine.h : Math.max(bottom, machine.y + coresHigh(cores, gil));
  const timeline = lanesAt({ top: below + 10, x: narrow ? 34 : left, w: width - (narrow ? 34 : left) - 2, lanes });
  return {
    narrow,
    width,
    height: Math.max(floor, WIDE.height, timeline.bottom),
    producer: narrow ? { x: 0, y: 0, w: width, h: 44 } : { x: 0, y: WIDE.queue.y, w: WIDE.left, h: WIDE.queue.h },
    results: narrow ? { x: 0, y: 20, w: width, h: 20 } : { x: 0, y: WIDE.ring, w: WIDE.left, h: below - WIDE.ring },
    queue: queueAt({ x: left, w: width - left, ...side.queue }, capacity),
    ring,
    grid,
    cards,
    overflow,
    bottom,
    cores: machine,
    lanes: timeline,
  };
}

/** As high as all that is said of the cores can get, where they stand in a column. */
function coresHigh(count, gil) {
  const cells = count > 8 ? Math.ceil(count / 11) * 12 : Math.ceil(count / (count > 4 ? 2 : 1)) * 26;
  return 20 + cells + 36 + (gil ? 80 : 0);
}

/** Cards that say as much as there is room for; where they are many, cells. */
function gridOf(room) {
  const { inside, outside, width, height } = room;
  const grid = chooseGrid(room);
  const rows = rowsOf(inside, grid.columns) + rowsOf(outside, grid.columns);
  if (rows * (grid.h + grid.gap) <= height * 1.15) return grid;
  const { least, most, gap } = TINY;
  let side = most;
  const high = (size) => {
    const columns = Math.floor((width + gap) / (size + gap));
    return (rowsOf(inside, columns) + rowsOf(outside, columns)) * (size + gap);
  };
  while (side > least && high(side) > height) side -= 1;
  return { level: 'tiny', columns: Math.floor((width + gap) / (side + gap)), w: side, h: side, gap };
}

function placeCards({ grid, ring, pad, inside, outside }) {
  const { columns, w, h, gap } = grid;
  const used = Math.min(columns, Math.max(inside, outside, 1)) * (w + gap) - gap;
  const left = ring.x + (ring.w - used) / 2;
  const place = (i, y) => ({ x: left + (i % columns) * (w + gap), y: y + Math.floor(i / columns) * (h + gap), w, h });
  ring.h = Math.max(1, rowsOf(inside, columns)) * (h + gap) - gap + 2 * pad;
  const end = ring.y + ring.h;
  const top = end + CORRIDOR;
  const cards = Array.from({ length: inside + outside }, (_, i) =>
    i < inside ? place(i, ring.y + pad) : place(i - inside, top),
  );
  const last = outside > 0 ? top + rowsOf(outside, columns) * (h + gap) - gap : end + 3;
  return { cards, bottom: last, overflow: { x: left, y: top - 8 } };
}

const FULL = 52; // px from task to task, with room for an age
const NUMBER = 37; // with room for a number
const BLOCK = { pitch: 7, rows: 4 };
const COUNT = 46; // px for the number of those without a card

/**
 * The places of the queue, its head at the right: a card each if the bound allows it; otherwise the first as cards
 * and the others as blocks behind them.
 * @param {Box} box
 * @param {number|null} capacity
 */
export function queueAt(box, capacity) {
  const { x, y, w, h } = box;
  const frame = { pad: 6 };
  const inner = w - 2 * frame.pad;
  const right = x + w - frame.pad;
  const whole = capacity === null ? null : [FULL, NUMBER].find((pitch) => capacity * pitch <= inner);
  const pitch = whole ?? (inner > 400 ? FULL : NUMBER);
  const cards = whole ? capacity : shownAsCards(inner, pitch, capacity);
  const at = (i) => ({ x: right - (i + 1) * pitch + 3, y: y + 6, w: pitch - 5, h: h - 12 });
  const tail = right - cards * pitch - 4;
  const across = whole ? 0 : Math.floor((tail - x - COUNT) / BLOCK.pitch);
  const step = (h - 10) / BLOCK.rows;
  const block = (i) => ({
    x: tail - (Math.floor(i / BLOCK.rows) + 1) * BLOCK.pitch,
    y: y + 5 + (i % BLOCK.rows) * step,
    w: BLOCK.pitch - 2,
    h: step - 2,
  });
  return { ...box, at, cards, ages: pitch === FULL, block, blocks: across * BLOCK.rows, tail };
}

/** As many as leave room for the blocks of the others, and for the number of those. */
function shownAsCards(inner, pitch, capacity) {
  if (capacity === null) return Math.floor((inner * 0.62) / pitch);
  const behind = (cards) => Math.ceil((capacity - cards) / BLOCK.rows) * BLOCK.pitch + COUNT;
  let cards = Math.floor(inner / pitch);
  while (cards > 3 && cards * pitch + behind(cards) > inner) cards -= 1;
  return cards;
}

function lanesAt({ top, x, w, lanes }) {
  const { head, curve, room, least, most, axis } = LANES;
  const fits = room / Math.max(1, lanes);
  const step = fits < least ? least : Math.min(most, fits > 4 ? Math.floor(fits) : fits);
  const first = top + head + curve + 6;
  const bottom = first + Math.max(1, lanes) * step;
  return { x, w, top, curve: { y: top + head - 4, h: curve }, first, step, end: bottom, bottom: bottom + axis };
}
