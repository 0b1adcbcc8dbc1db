/** The one sentence that says what the picture shows, for those who hear it: pure. */

import { duration } from '../../lib/format.js';
import { age } from '../stage/age.js';

const TROUBLE = [
  ['timed_out', 'timed out waiting'],
  ['failed', 'failed'],
  ['refused', 'refused'],
];

/**
 * @param {import('../../reduce/pool.js').PoolState} state
 * @param {number|null} time  model time; null: without the ages, which change although nothing happens
 * @param {{back?: number}} [view]  back: how far in the past, in model seconds; 0 when live
 * @returns {string} "7 of 10 connections active, 1 connecting. 3 waiting, longest 38 ms. So far 2 timed out waiting."
 */
export function sentence(state, time, { back = 0 } = {}) {
  const parts = [];
  if (back > 0) parts.push(time === null ? 'In the past.' : `${duration(back)} back.`);
  if (!state.database.up) parts.push('The in-process database is down.');
  parts.push(state.pool.pooling ? aboutPool(state) : aboutThreads(state));
  if (state.pool.closed) parts.push('The pool is closed.');
  parts.push(...aboutWaiters(state, time));
  if (state.backlog.length > 0)
    parts.push(
      `${state.backlog.length} ${state.backlog.length === 1 ? 'request has' : 'requests have'} no thread yet.`,
    );
  const { totals } = state;
  const trouble = TROUBLE.filter(([name]) => totals[name] > 0).map(([name, word]) => `${totals[name]} ${word}`);
  if (trouble.length > 0) parts.push(`So far ${trouble.join(', ')}.`);
  return parts.join(' ');
}

function aboutPool({ connections, pool }) {
  const all = Object.values(connections);
  const count = (state) => all.filter((it) => it.state === state).length;
  const rest = ['idle', 'connecting'].filter((state) => count(state) > 0).map((state) => `${count(state)} ${state}`);
  const leaked = all.filter((it) => it.leaked).length;
  if (leaked > 0) rest.push(`${leaked} leaked`);
  const outside = all.filter((it) => it.slot >= pool.max_size).length;
  if (outside > 0) rest.push(`${outside} outside the ropes`);
  return `${[`${count('active')} of ${pool.max_size} connections active`, ...rest].join(', ')}.`;
}

function aboutThreads({ threads }) {
  const all = Object.values(threads);
  const busy = ['connecting', 'querying', 'closing']
    .map((state) => [state, all.filter((it) => it.state === state).length])
    .filter(([, n]) => n > 0);
  const words = busy.length > 0 ? busy.map(([state, n]) => `${n} ${state}`).join(', ') : 'none busy';
  return `No pool: of ${all.length} threads, ${words}.`;
}

function aboutWaiters({ waiters, pool }, time) {
  if (!pool.pooling) return [];
  if (waiters.length === 0) return ['Nobody waiting.'];
  if (time === null) return [`${waiters.length} waiting.`];
  return [`${waiters.length} waiting, longest ${age(Math.min(...waiters.map((it) => it.since)), time)}.`];
}
