/** What the last change did to the keys, in figures and in words: pure. */

import { number } from '../../lib/format.js';

const MOST_FLOWS = 5; // more of them nobody reads

/**
 * @typedef {import('../../reduce/hash-ring.js').RingState} RingState
 * @typedef {{from: string, to: string, keys: number}} Flow
 */

/**
 * The flows between servers, largest first; a key that is new, or gone, has not moved.
 * @param {import('../../reduce/hash-ring.js').Move[]} moves
 * @returns {Flow[]}
 */
export function flowsOf(moves) {
  return moves
    .filter(([from, to, keys]) => from !== null && to !== null && keys.length > 0)
    .map(([from, to, keys]) => ({ from, to, keys: keys.length }))
    .sort((a, b) => b.keys - a.keys);
}

/** @param {{keys: number}[]} flows */
export function totalOf(flows) {
  return flows.reduce((sum, { keys }) => sum + keys, 0);
}

/** Was there a change at all, or have the keys only been placed? @param {RingState} state */
export function hasMoved({ moved }) {
  if (moved === null) return false;
  const moves = [...moved.ring, ...moved.modulo];
  return moves.length === 0 || moves.some(([from]) => from !== null);
}

/**
 * "S4 joined: 26 of 100 keys moved, all of them to S4: 14 from S2, 12 from S3. hash % n would have moved 74."
 * @param {RingState} state
 * @returns {string} '' before the first change
 */
export function changeSentence(state) {
  if (!hasMoved(state)) return '';
  const flows = flowsOf(state.moved.ring);
  const would = totalOf(flowsOf(state.moved.modulo));
  if (state.moved.ring.length === 0 && would === 0) return 'The last change moved no key.';
  const modulo = would === 0 ? 'moved none' : `moved ${number(would)}`;
  return `${onTheRing(flows, state)} hash % n would have ${modulo}.`;
}

function onTheRing(flows, { nodes, owners }) {
  const total = totalOf(flows);
  if (Object.keys(nodes).length === 0) return 'The last server left: the keys have none.';
  if (total === 0) return 'No key moved on the ring.';
  const moved = `${number(total)} of ${number(owners.length)} keys moved`;
  const [{ from, to }] = flows;
  const only = `from ${from} to ${to}`;
  const list = (side) => listed(flows.map((flow) => [flow[side], flow.keys]), side);
  if (flows.every((flow) => flow.to === to) && (flows.length > 1 || from in nodes)) {
    const before = nodes[to]?.keys === total ? `${to} joined` : `${to} took over`;
    return `${before}: ${moved}, ${flows.length === 1 ? only : `all of them to ${to}: ${list('from')}`}.`;
  }
  if (flows.every((flow) => flow.from === from)) {
    const before = from in nodes ? `${from} gave up` : `${from} left`;
    return `${before}: ${moved}, ${flows.length === 1 ? only : `all of them from ${from}: ${list('to')}`}.`;
  }
  return `${moved} between servers.`;
}

function listed(pairs, side) {
  const shown = pairs.slice(0, MOST_FLOWS).map(([name, keys]) => `${number(keys)} ${side} ${name}`);
  const rest = pairs.slice(MOST_FLOWS).reduce((sum, [, keys]) => sum + keys, 0);
  if (rest > 0) shown.push(`${number(rest)} ${side} ${pairs.length - MOST_FLOWS} others`);
  return shown.join(', ');
}
