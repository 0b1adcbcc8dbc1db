/** Where the keys stand inside the ring, and the outlines that draw thousands of them at once. Pure. */

import { spot } from './circle.js';
import { shape } from './shapes.js';

/** So many keys are drawn one by one, with their numbers and their way to the server. */
export const FEW = 40;
const TINY = 1.4; // px, half the width: below it no shape can be told, and squares are the sharpest
const LOOSE = 3.2; // px: smaller marks may touch
const SIZES = [8, 7, 6, 5, 4.2, 3.6, 3, 2.6, 2.2];

/**
 * Keys that would lie on one another stand further in: their place on the circle stays true.
 * @param {number[]} positions  0 to 1
 * @param {{cx: number, cy: number, r: number, depth: number}} room  the outermost circle, and how far inwards
 * @returns {{size: number, spots: {x: number, y: number}[]}} size: of a mark
 */
export function standing(positions, { cx, cy, r, depth }) {
  const order = [...positions.keys()].sort((a, b) => positions[a] - positions[b]);
  let [size, levels, high] = [0, [], 0];
  for (size of SIZES) {
    const heap = size > LOOSE ? sideBySide : inColumns;
    levels = heap(positions, order, r, size);
    high = (levels.reduce((most, level) => Math.max(most, level), 0) + 1) * size;
    if (high <= depth) break;
  }
  const pitch = size * Math.min(1, depth / high);
  return { size, spots: positions.map((turn, i) => spot({ cx, cy }, r - levels[i] * pitch, turn)) };
}

/** Each key on the outermost circle where it touches nobody: which circle that is. */
function sideBySide(positions, order, r, size) {
  const levels = new Array(positions.length).fill(0);
  const free = []; // of each circle: where the next key may stand
  for (const key of order) {
    let level = 0;
    while (free[level] > positions[key]) level += 1;
    free[level] = positions[key] + size / (2 * Math.PI * Math.max(size, r - level * size));
    levels[key] = level;
  }
  return levels;
}

/** Where there are too many for that: the circle cut into columns, which fill up. */
function inColumns(positions, order, r, size) {
  const columns = Math.floor((2 * Math.PI * r) / size);
  const full = new Array(columns + 1).fill(0);
  const levels = new Array(positions.length).fill(0);
  for (const key of order) levels[key] = full[Math.floor(positions[key] * columns)]++;
  return levels;
}

/**
 * Where the numbers of a few keys stand: behind their marks, further in where they would lie on one another.
 * @param {number[]} positions
 * @param {{x: number, y: number}[]} spots  of the marks
 * @param {{cx: number, cy: number, track: number, hole: number}} room  the marks' circle, and the middle to be left free
 * @param {Set<number>} first  keys that have the first choice
 * @returns {Map<number, {x: number, y: number}>} without those for which there is no room
 */
export function numberSpots(positions, spots, { cx, cy, track, hole }, first) {
  const placed = new Map();
  const half = (key) => (key > 9 ? 8 : 4.5);
  const near = (a, b, w, h) => Math.abs(a.x - b.x) < w && Math.abs(a.y - b.y) < h;
  for (const key of [...positions.keys()].sort((a, b) => Number(first.has(b)) - Number(first.has(a)))) {
    for (let inwards = 15; inwards < track - hole; inwards += 3) {
      const at = spot({ cx, cy }, track - inwards, positions[key]);
      if (spots.some((mark) => near(at, mark, half(key) + 6, 10))) continue;
      if ([...placed].some(([other, it]) => near(at, it, half(key) + half(other), 12))) continue;
      placed.set(key, at);
      break;
    }
  }
  return placed;
}

/**
 * One outline a server.
 * @param {{x: number, y: number}[]} spots
 * @param {(string|null)[]} owners
 * @param {Map<string, number>} looks
 * @param {number} r  half the width of a mark
 * @param {(key: number) => boolean} wanted
 * @returns {Map<string, string>} server -> path
 */
export function outlines(spots, owners, looks, r, wanted) {
  /** @type {Map<string, string[]>} */
  const parts = new Map();
  owners.forEach((owner, key) => {
    const it = spots[key];
    if (owner === null || !it || !wanted(key)) return;
    if (!parts.has(owner)) parts.set(owner, []);
    const look = r < TINY ? 1 : (looks.get(owner) ?? 0);
    parts.get(owner).push(`M${it.x.toFixed(1)} ${it.y.toFixed(1)}${shape(look, r)}`);
  });
  return new Map([...parts].map(([owner, all]) => [owner, all.join('')]));
}

/** A circle around each of these keys. */
export function rings(spots, keys, r) {
  const seen = keys.flatMap((key) => spots[key] ?? []);
  return seen.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}${shape(0, r)}`).join('');
}

/** Which keys a change moved. @param {import('../../reduce/hash-ring.js').Move[]} moves @returns {Set<number>} */
export function movedKeys(moves) {
  return new Set(moves.flatMap(([from, to, keys]) => (from === null || to === null ? [] : keys)));
}
