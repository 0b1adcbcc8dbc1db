/** What moves when keys change hands: the new owner's colour sweeps over its arcs, and each key goes over as it passes. */

import { changedArcs, pointsOf, stillToGo } from './arcs.js';
import { sector } from './circle.js';
import { outlines } from './keys.js';
import { looksOf } from './shapes.js';

const SWEEP = 900; // ms
const MOST_KEYS = 3000; // more of them are only drawn anew
const MOST_ARCS = 1500;

export class RingMotions {
  /** @type {{start: number, arcs: ReturnType<typeof changedArcs>, old: Map<number, string>, due: Map<number, number>,
   *   looks: Map<string, number>}|null} */
  sweep = null;

  /**
   * Compares two states, one picture apart.
   * @param {import('../../reduce/hash-ring.js').RingState} before
   * @param {import('../../reduce/hash-ring.js').RingState} after
   * @param {number} now  ms
   */
  notice(before, after, now) {
    if (!after.moved || after.moved.ring === before.moved?.ring) return;
    const moves = after.moved.ring.filter(([from, to]) => from !== null && to !== null);
    const count = moves.reduce((sum, [, , keys]) => sum + keys.length, 0);
    const arcs = changedArcs(pointsOf(before.nodes), pointsOf(after.nodes));
    this.clear();
    if (count > MOST_KEYS || arcs.length > MOST_ARCS || arcs.length === 0) return;
    const [old, due] = [new Map(), new Map()];
    for (const [from, , keys] of moves) {
      for (const key of keys) {
        old.set(key, from);
        due.set(key, whenSwept(arcs, after.positions[key]));
      }
    }
    this.sweep = { start: now, arcs, old, due, looks: looksOf(Object.keys(before.nodes)) };
  }

  /**
   * What the next picture shows: the arcs that still look as before, and the keys that have not gone over.
   * @param {number} now  ms
   */
  at(now) {
    if (this.sweep && now - this.sweep.start >= SWEEP) this.clear();
    if (!this.sweep) return null;
    const { start, arcs, old, due, looks } = this.sweep;
    const x = (now - start) / SWEEP;
    const done = x < 0.5 ? 2 * x * x : 1 - 2 * (1 - x) ** 2;
    return {
      looks, // also of one that has left
      arcs: arcs.map(({ from, length, old: node }) => ({ from, length: length * (1 - done), node })),
      ownerOf: (key, owner) => (due.get(key) > done ? old.get(key) : owner),
    };
  }

  get moving() {
    return this.sweep !== null;
  }

  clear() {
    this.sweep = null;
  }
}

/**
 * From the point that takes over backwards: what is near it goes first.
 * @param {ReturnType<typeof changedArcs>} arcs  clockwise
 */
function whenSwept(arcs, position) {
  let [low, high] = [0, arcs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (arcs[middle].from <= position) low = middle + 1;
    else high = middle;
  }
  const [last, first] = [arcs[low - 1], arcs[0]]; // the first may begin before 0
  return (last && stillToGo(last, position)) ?? stillToGo(first, position) ?? 0;
}

/** @param {{from: number, length: number, node: string}[]} arcs @returns {Map<string, string>} server -> path */
export function sweepPaths(arcs, ring) {
  const paths = new Map();
  for (const { from, length, node } of arcs) {
    if (length > 1e-5) paths.set(node, (paths.get(node) ?? '') + sector(ring, ring.outer, ring.inner, from, length));
  }
  return paths;
}

/** The marks of the keys that change hands, at one moment of it. */
export function passing(moved, owners, { spots, size }, looks, ownerOf) {
  const now = owners.map((owner, key) => (moved.has(key) ? ownerOf(key, owner) : null));
  return outlines(spots, now, looks, size * 0.5, () => true);
}
