/**
 * What each event means for the picture of one to four balancers and their servers: pure rules over plain state.
 *
 * The state has the shape of the server's keyframe. Entries (a balancer with all that is its own, a request) are
 * replaced, never edited: see core/state.js for why. An event about something unknown here changes nothing.
 */

import { change, changeLane, count, end, leave, remember, setServer, without } from './balancer-entries.js';
import { mark, waiting } from './balancer-marks.js';

/**
 * @typedef {{weight: number, effective: number, workers: number, queue_capacity: number, speed: number,
 *   failure_rate: number, active: number, queue: number[], up: boolean, stopped: boolean,
 *   health: 'healthy'|'ejected'|'draining', reason: string|null, until: number|null, streak: {ok: boolean, count: number}|null, picked: number,
 *   served: number, failed: number}} Server
 * @typedef {{arrived: number, served: number, failed: number, refused: number, timed_out: number,
 *   retries: number}} Totals
 * @typedef {object} Lane
 * @property {string} policy
 * @property {Record<string, any>|null} why  what the last pick was decided on
 * @property {{request: number, server: string, t: number}|null} picked  the last pick
 * @property {boolean} panic
 * @property {Record<string, Server>} servers
 * @property {Totals} totals
 *
 * @typedef {object} Request
 * @property {string} balancer
 * @property {string|null} client  its address
 * @property {string|null} server  null: between servers, or of a server that is no longer there
 * @property {'arriving'|'queued'|'working'|'abandoned'} state
 * @property {number} since  when this state began
 * @property {number} arrived
 * @property {number|null} until
 * @property {string|null} who  the worker
 * @property {number} attempt
 *
 * @typedef {object} BalancerState
 * @property {number} t  model time of the last event or keyframe
 * @property {Record<string, Lane>} balancers
 * @property {Record<string, Request>} requests
 * @property {{t: number, balancer: string, server: string|null, request: number, end: string}[]} recent
 *   the last attempts and requests that ended badly; only the view remembers them
 */

/**
 * Before anything is known.
 * @returns {BalancerState}
 */
export function initial() {
  return { t: 0, balancers: {}, requests: {}, recent: [] };
}

/**
 * Lets one event happen to `state`, in place. Kinds without a rule only move the time.
 * @param {BalancerState} state
 * @param {import('../core/decode.js').LabEvent} event
 */
export function apply(state, event) {
  RULES.get(event.kind)?.(state, event);
  state.t = event.t;
}

/** @type {Map<string, (state: BalancerState, event: any) => void>} */
const RULES = new Map(
  Object.entries({
    'balancer.policy'(state, { balancer, policy }) {
      const before = state.balancers[balancer] ?? { picked: null, panic: false, servers: {}, totals: NOTHING_YET };
      state.balancers[balancer] = { ...before, policy, why: null };
    },
    'balancer.panic'(state, { balancer, on }) {
      changeLane(state, balancer, { panic: on });
    },

    'server.added'(state, { balancer, server, ...rest }) {
      const fresh = {
        ...settings(rest),
        effective: rest.weight,
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
      };
      setServer(state, balancer, server, fresh);
    },
    'server.changed'(state, { balancer, server, ...rest }) {
      change(state, balancer, server, () => settings(rest));
    },
    'server.weighted'(state, { balancer, server, weight }) {
      change(state, balancer, server, () => ({ effective: weight }));
    },
    'server.draining'(state, { balancer, server }) {
      change(state, balancer, server, () => ({ health: 'draining' }));
    },
    'server.removed'(state, { balancer, server }) {
      const lane = state.balancers[balancer];
      if (lane?.servers[server] === undefined) return;
      const { [server]: gone, ...servers } = lane.servers;
      state.balancers[balancer] = { ...lane, servers };
      for (const [id, it] of Object.entries(state.requests)) {
        if (it.balancer === balancer && it.server === server) state.requests[id] = { ...it, server: null };
      }
    },
    'server.ejected'(state, { balancer, server, reason, until }) {
      change(state, balancer, server, (it) => ({ health: unlessDraining(it, 'ejected'), reason, until }));
    },
    'server.restored'(state, { balancer, server }) {
      change(state, balancer, server, (it) => ({
        health: unlessDraining(it, 'healthy'),
        reason: null,
        until: null,
      }));
    },
    'server.checked'(state, { balancer, server, ok, streak }) {
      change(state, balancer, server, () => ({ streak: { ok, count: streak } }));
    },
    'server.crashed'(state, { balancer, server }) {
      change(state, balancer, server, () => ({ up: false, stopped: false }));
    },
    'server.stopped'(state, { balancer, server }) {
      change(state, balancer, server, () => ({ stopped: true }));
    },
    'server.restarted'(state, { balancer, server }) {
      change(state, balancer, server, () => ({ up: true, stopped: false }));
    },

    'request.arrived'(state, { t, request, client, balancer }) {
      state.requests[request] = {
        balancer,
        client,
        server: null,
        state: 'arriving',
        since: t,
        arrived: t,
        until: null,
        who: null,
        attempt: 0,
      };
      count(state, balancer, 'arrived');
    },
    'request.assigned'(state, { t, request, server, attempt, why }) {
      const it = state.requests[request];
      const lane = state.balancers[it?.balancer];
      if (lane === undefined) return;
      state.requests[request] = { ...it, server, state: 'queued', since: t, attempt };
      const retries = lane.totals.retries + (attempt > 1 ? 1 : 0);
      const totals = attempt > 1 ? { ...lane.totals, retries } : lane.totals;
      state.balancers[it.balancer] = { ...lane, why, picked: { request, server, t }, totals };
      change(state, it.balancer, server, ({ active, picked, queue }) => ({
        active: active + 1,
        picked: picked + 1,
        queue: [...queue, request],
      }));
    },
    'request.working'(state, { t, request, who, until }) {
      const it = state.requests[request];
      if (it === undefined) return;
      state.requests[request] = { ...it, state: 'working', since: t, until, who };
      change(state, it.balancer, it.server, ({ queue }) => ({ queue: without(queue, request) }));
    },
    'request.dropped'(state, { t, request, server, reason }) {
      const it = state.requests[request];
      if (it === undefined) return;
      remember(state, it, request, t, reason, server);
      if (it.state === 'abandoned') {
        delete state.requests[request];
        return;
      }
      state.requests[request] = { ...it, server: null, state: 'arriving', since: t, until: null, who: null };
      leave(state, it, request, 'failed');
    },

    'request.served'(state, { request }) {
      const it = end(state, request, 'served');
      if (it) leave(state, it, request, 'served');
    },
    'request.failed'(state, { t, request }) {
      const it = end(state, request, 'failed');
      if (it) remember(state, it, request, t, 'failed', null);
    },
    'request.refused'(state, { t, request, reason }) {
      const it = end(state, request, 'refused');
      if (it) remember(state, it, request, t, reason ?? 'refused', null);
    },
    'request.timed_out'(state, { t, request }) {
      const it = state.requests[request];
      if (it === undefined) return;
      count(state, it.balancer, 'timed_out');
      remember(state, it, request, t, 'timed_out', it.server);
      leave(state, it, request, null);
      if (it.state === 'working') state.requests[request] = { ...it, state: 'abandoned', since: t };
      else delete state.requests[request];
    },
  }),
);

const NOTHING_YET = { arrived: 0, served: 0, failed: 0, refused: 0, timed_out: 0, retries: 0 };

function settings({ weight, workers, queue_capacity, speed, failure_rate }) {
  return { weight, workers, queue_capacity, speed, failure_rate };
}

function unlessDraining({ health }, otherwise) {
  return health === 'draining' ? health : otherwise;
}

/** @type {import('../labs/index.js').Rules} */
export const rules = { initial, apply, waiting, mark };
