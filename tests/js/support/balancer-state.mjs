/** States of the balancer lab, written down briefly. */

import { apply, initial } from '../../../static/js/reduce/balancer.js';
import { decode } from './balancer-schema.mjs';

export const server = (changes = {}) => ({
  weight: 1,
  effective: changes.weight ?? 1,
  workers: 1,
  queue_capacity: 20,
  speed: 1,
  failure_rate: 0,
  active: 0,
  queue: [],
  up: true,
  stopped: false,
  health: 'healthy',
  reason: null,
  until: null,
  streak: null,
  picked: 0,
  served: 0,
  failed: 0,
  ...changes,
});

/**
 * One balancer with round robin.
 * @param {Record<string, object>} servers  by name: what is unusual about them
 * @param {Record<string, object>} [requests]  by number: the same
 */
export function stateOf(servers, requests = {}) {
  const each = (all, make) => Object.fromEntries(Object.entries(all).map(([id, changes]) => [id, make(changes)]));
  const totals = { arrived: 0, served: 0, failed: 0, refused: 0, timed_out: 0, retries: 0 };
  return {
    ...initial(),
    t: 2,
    balancers: {
      1: { policy: 'round_robin', why: null, picked: null, panic: false, servers: each(servers, server), totals },
    },
    requests: each(requests, (changes) => ({
      balancer: '1',
      client: '10.0.0.1',
      server: null,
      state: 'queued',
      since: 1,
      arrived: 1,
      until: null,
      who: null,
      attempt: 1,
      ...changes,
    })),
  };
}

/** The state after these rows, one after another. */
export function replay(rows, state = initial()) {
  for (const row of rows) apply(state, decode(row));
  return state;
}
