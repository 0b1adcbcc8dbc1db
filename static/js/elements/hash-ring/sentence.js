/** The one sentence that says what the picture shows, for those who hear it: pure. */

import { duration, number } from '../../lib/format.js';
import { changeSentence } from './change.js';
import { walkSentence } from './walk-steps.js';

const MOST_NAMED = 6;

/**
 * @param {import('../../reduce/hash-ring.js').RingState} state
 * @param {number|null} time  model time; null: without what changes although nothing happens
 * @param {{back?: number}} [view]  back: how far in the past, in model seconds; 0 when live
 */
export function sentence(state, time, { back = 0 } = {}) {
  const { ring, nodes, moved, lookup, requests } = state;
  const parts = [];
  if (back > 0) parts.push(time === null ? 'In the past.' : `${duration(back)} back.`);
  const all = Object.entries(nodes);
  const servers = all.length === 1 ? '1 server' : `${all.length} servers`;
  parts.push(`${servers}, ${ring.vnodes === 1 ? '1 point' : `${ring.vnodes} points`} for each unit of weight.`);
  const counts = all.map(([name, { keys }]) => `${name} ${number(keys, 9)}`);
  const few = all.length <= MOST_NAMED ? `: ${counts.join(', ')}` : '';
  parts.push(`${number(state.owners.length, 9)} keys${few}.`);
  const change = changeSentence(state);
  if (change) parts.push(change);
  if (lookup && lookup.t >= (moved?.t ?? 0)) parts.push(walkSentence(lookup));
  const flight = Object.keys(requests).length;
  if (flight > 0 && time !== null) parts.push(`${flight} ${flight === 1 ? 'request' : 'requests'} in flight.`);
  return parts.join(' ');
}
