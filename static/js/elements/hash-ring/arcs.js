/** Which server has which arcs of the ring: from the point before, up to its own. Pure. */

import { clockwise } from './circle.js';

/**
 * @typedef {{at: number, node: string}} Point
 * @typedef {{from: number, length: number, node: string}} Arc
 */

/**
 * All points, clockwise from 0; of two at one place, that of the first name comes first, as in the engine.
 * @param {Record<string, {points: number[]}>} nodes
 * @returns {Point[]}
 */
export function pointsOf(nodes) {
  const all = Object.entries(nodes).flatMap(([node, { points }]) => points.map((at) => ({ at, node })));
  return all.sort((a, b) => a.at - b.at || (a.node < b.node ? -1 : 1));
}

/**
 * Whose is this place: that of the next point clockwise, past 0 if need be. A point itself belongs to the next one, as
 * with the document's bisect_right.
 * @param {Point[]} points
 * @param {number} at
 */
export function ownerAt(points, at) {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].at <= at) low = middle + 1;
    else high = middle;
  }
  return points.length === 0 ? null : points[low % points.length];
}

/**
 * The arcs, clockwise; neighbours of one server are one arc.
 * @param {Point[]} points
 * @param {number} [finest]  with more points than this, the ring is looked at in so many places only: an arc thinner
 *   than half a pixel cannot be seen
 * @returns {Arc[]}
 */
export function arcsOf(points, finest = Infinity) {
  if (points.length === 0) return [];
  const ends = points.length <= finest ? points : sampled(points, finest);
  /** @type {Arc[]} */
  const arcs = [];
  let from = ends[ends.length - 1].at - 1;
  for (const { at, node } of ends) {
    const last = arcs[arcs.length - 1];
    if (last?.node === node) last.length += at - from;
    else if (at > from) arcs.push({ from, length: at - from, node });
    from = at;
  }
  const [first, last] = [arcs[0], arcs[arcs.length - 1]];
  if (arcs.length > 1 && first.node === last.node) {
    arcs.pop();
    arcs[0] = { node: first.node, from: last.from - 1, length: last.length + first.length };
  }
  return arcs;
}

function sampled(points, places) {
  return Array.from({ length: places }, (_, i) => ({
    at: (i + 1) / places,
    node: ownerAt(points, (i + 0.5) / places).node,
  }));
}

/**
 * The arcs that changed hands.
 * @param {Point[]} before
 * @param {Point[]} after
 * @returns {(Arc & {old: string})[]} `node` has them now; none if there was nobody before, or is nobody now
 */
export function changedArcs(before, after) {
  if (before.length === 0 || after.length === 0) return [];
  const ends = [...new Set([...before, ...after].map(({ at }) => at))].sort((a, b) => a - b);
  /** @type {(Arc & {old: string})[]} */
  const changed = [];
  let from = ends[ends.length - 1] - 1;
  for (const at of ends) {
    const middle = from + (at - from) / 2;
    const inside = middle < 0 ? middle + 1 : middle;
    const [old, node] = [ownerAt(before, inside).node, ownerAt(after, inside).node];
    const last = changed[changed.length - 1];
    const goesOn = last && last.node === node && last.old === old && Math.abs(last.from + last.length - from) < 1e-9;
    if (old !== node && goesOn) last.length += at - from;
    else if (old !== node) changed.push({ from, length: at - from, node, old });
    from = at;
  }
  return changed;
}

/** Is a place in an arc, and how far is it still to its end? @returns {number|null} 0 to 1, null: outside */
export function stillToGo({ from, length }, at) {
  const rest = clockwise(at, from + length);
  return rest <= length ? rest / length : null;
}
