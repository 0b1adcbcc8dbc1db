/** The one sentence that says what the picture shows, for those who hear it: pure. */

import { age } from '../stage/age.js';
import { duration } from '../../lib/format.js';
import { longestOf } from './work.js';
import { howIs, lanesOf, plural, policyInText, policyWord } from './words.js';

const TROUBLE = [
  ['failed', 'failed'],
  ['refused', 'refused'],
  ['timed_out', 'timed out'],
];
const MOST_NAMED = 4;

/**
 * @param {import('../../reduce/balancer.js').BalancerState} state
 * @param {number|null} time  model time; null: without the ages, which change although nothing happens
 * @param {{back?: number}} [view]  back: how far in the past, in model seconds; 0 when live
 * @returns {string} "Round robin over 3 servers: 12 requests open, 9 in queues, most at C: 6. C is ejected."
 */
export function sentence(state, time, { back = 0 } = {}) {
  const lanes = lanesOf(state);
  const parts = [];
  if (back > 0) parts.push(time === null ? 'In the past.' : `${duration(back)} back.`);
  if (lanes.length === 0) return [...parts, 'No balancer yet.'].join(' ');
  if (lanes.length > 1) parts.push(`A race of ${lanes.length} policies on the same arrivals.`);
  for (const lane of lanes) parts.push(aboutLane(state.balancers[lane], lanes.length > 1 ? `${lane}: ` : ''));
  parts.push(...aboutServers(lanes.map((lane) => state.balancers[lane])), ...oldest(state, time));
  const totals = TROUBLE.map(([name, word]) => [state.balancers[lanes[0]].totals[name], word]).filter(([n]) => n > 0);
  if (totals.length > 0) parts.push(`So far ${totals.map(([n, word]) => `${n} ${word}`).join(', ')}.`);
  return parts.join(' ');
}

function aboutLane(lane, prefix) {
  const all = Object.values(lane.servers);
  const word = prefix + (prefix ? policyInText(lane.policy) : policyWord(lane.policy));
  if (all.length === 0) return `${word}: there is no server.`;
  const sum = (of) => all.reduce((total, server) => total + of(server), 0);
  const open = sum((it) => it.active);
  const longest = longestOf(lane);
  const queued = longest
    ? `${sum((it) => it.queue.length)} in queues, most at ${longest.name}: ${longest.length}`
    : 'no queue';
  const over = prefix ? '' : ` over ${plural(all.length, 'server')}`;
  const panic = lane.panic ? ' Panic: it sends to all.' : '';
  return `${word}${over}: ${plural(open, 'request')} open, ${queued}.${panic}`;
}

/** Who is not simply up: the machines are the same in every lane, what a balancer thinks of them is the first's. */
function aboutServers([{ servers }]) {
  const out = Object.entries(servers)
    .map(([name, server]) => [name, howIs(server)])
    .filter(([, { look }]) => look !== 'up');
  if (out.length > MOST_NAMED) return [`${out.length} servers are not simply up.`];
  return out.map(([name, { look, word }]) => (look === 'slow' ? `${name} starts slowly.` : `${name} is ${word}.`));
}

function oldest({ requests }, time) {
  if (time === null) return [];
  let since = Infinity;
  for (const id in requests) if (requests[id].state === 'queued') since = Math.min(since, requests[id].since);
  return since < time ? [`The longest wait is ${age(since, time)}.`] : [];
}
