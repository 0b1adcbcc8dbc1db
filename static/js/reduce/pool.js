/**
 * What each event means for the picture of a connection pool: pure rules over plain state.
 *
 * The state has the shape of the server's keyframe. Entries (a connection, a thread ...) are replaced, never
 * edited: see core/state.js for why. An event about something this state has never heard of changes nothing.
 */

import { mark, waiting } from './pool-marks.js';

/**
 * @typedef {{slot: number, state: 'connecting'|'idle'|'active', who: string|null, since: number,
 *   peer: number|null, uses: number, checking: boolean, leaked: boolean}} Connection
 * @typedef {{state: string, since: number, until: number|null, request: number|null}} Thread
 * @typedef {{state: string, who: string|null, since: number, until: number|null}} Session
 * @typedef {object} PoolState
 * @property {number} t  model time of the last event or keyframe
 * @property {{pooling: boolean, min_size: number, max_size: number, max_overflow: number, closed: boolean}} pool
 * @property {Record<string, Connection>} connections
 * @property {{who: string, since: number}[]} waiters  the first is served next
 * @property {Record<string, Thread>} threads
 * @property {number[]} backlog  requests no thread has taken yet
 * @property {{up: boolean, max_connections: number|null, cores: number|null}} database
 * @property {Record<string, Session>} sessions
 * @property {Record<string, number>} totals
 * @property {Record<string, {connection: number, reason: string, since: number}>} recent
 *   slot -> the connection last closed there, also after another took the slot; only the view remembers this
 */

/**
 * Before anything is known.
 * @returns {PoolState}
 */
export function initial() {
  return {
    t: 0,
    pool: { pooling: true, min_size: 0, max_size: 0, max_overflow: 0, closed: false },
    connections: {},
    waiters: [],
    threads: {},
    backlog: [],
    database: { up: false, max_connections: null, cores: null },
    sessions: {},
    totals: { arrived: 0, served: 0, failed: 0, refused: 0, timed_out: 0, opened: 0, closed: 0, leaked: 0 },
    recent: {},
  };
}

/**
 * Lets one event happen to `state`, in place. Kinds without a rule only move the time.
 * @param {PoolState} state
 * @param {import('../core/decode.js').LabEvent} event
 */
export function apply(state, event) {
  RULES.get(event.kind)?.(state, event);
  state.t = event.t;
}

/** @type {Map<string, (state: PoolState, event: any) => void>} */
const RULES = new Map(
  Object.entries({
    'pool.opened': setSizes,
    'pool.resized': setSizes,
    'pool.closed'(state) {
      state.pool.closed = true;
    },

    'connection.connecting'(state, { t, connection, slot, who }) {
      const peer = null; // known once it is connected
      state.connections[connection] = {
        slot, state: 'connecting', who, since: t, peer, uses: 0, checking: false, leaked: false,
      };
    },
    'connection.connected'(state, { t, connection, peer }) {
      change(state.connections, connection, { state: 'idle', who: null, since: t, peer });
      state.totals.opened += 1;
    },
    'connection.connect_failed'(state, { t, connection }) {
      bury(state, connection, 'connect_failed', t);
    },
    'connection.acquired'(state, { t, connection, who }) {
      const uses = (state.connections[connection]?.uses ?? 0) + 1;
      change(state.connections, connection, { state: 'active', who, since: t, uses });
      stopWaiting(state, who); // handed over to a waiter, or taken by a thread that never had to wait
    },
    'connection.checking'(state, { connection }) {
      change(state.connections, connection, { checking: true });
    },
    'connection.checked'(state, { connection }) {
      change(state.connections, connection, { checking: false });
    },
    'connection.released'(state, { t, connection, slot }) {
      // The slot may be another one: it moves in from the overflow where there is room.
      change(state.connections, connection, { state: 'idle', who: null, since: t, slot });
    },
    'connection.moved'(state, { connection, slot }) {
      change(state.connections, connection, { slot });
    },
    'connection.closed'(state, { t, connection, reason }) {
      bury(state, connection, reason, t);
      state.totals.closed += 1;
    },
    'connection.leaked'(state, { connection }) {
      change(state.connections, connection, { leaked: true });
      state.totals.leaked += 1;
    },
    'connection.reclaimed'(state, { connection }) {
      change(state.connections, connection, { leaked: false });
    },

    'waiter.enqueued'(state, { t, who, position }) {
      state.waiters.splice(position - 1, 0, { who, since: t });
    },
    'waiter.timed_out'(state, { who }) {
      stopWaiting(state, who);
      state.totals.timed_out += 1;
    },
    'waiter.cancelled'(state, { who }) {
      stopWaiting(state, who);
    },

    'thread.state'(state, { t, who, state: now, request, until }) {
      if (now === 'stopped') delete state.threads[who];
      else state.threads[who] = { state: now, since: t, until, request };
    },
    'request.arrived'(state, { request }) {
      state.backlog.push(request);
      state.totals.arrived += 1;
    },
    'request.started'(state, { request }) {
      takeFromBacklog(state, request);
    },
    'request.served'(state) {
      state.totals.served += 1;
    },
    'request.failed'(state) {
      state.totals.failed += 1;
    },
    'request.refused'(state, { request }) {
      takeFromBacklog(state, request);
      state.totals.refused += 1;
    },

    'database.started'(state, { max_connections, cores }) {
      state.database = { up: true, max_connections, cores };
    },
    'database.resized'(state, { max_connections, cores }) {
      Object.assign(state.database, { max_connections, cores });
    },
    'database.stopped'(state) {
      state.database.up = false;
    },
    'session.state'(state, { t, session, state: now, who, until }) {
      state.sessions[session] = { state: now, who, since: t, until };
    },
    'session.closed': endSession,
    'session.refused': endSession,
  }),
);

/** @type {import('../labs/index.js').Rules} */
export const rules = { initial, apply, waiting, mark };

function setSizes(state, { min_size, max_size, max_overflow }) {
  Object.assign(state.pool, { min_size, max_size, max_overflow });
}

function endSession(state, { session }) {
  delete state.sessions[session];
}

/** Puts a changed entry in the place of the old one. */
function change(entries, id, changes) {
  if (entries[id] !== undefined) entries[id] = { ...entries[id], ...changes };
}

/** Takes a connection away and remembers, for the view, what became of it. */
function bury(state, id, reason, since) {
  const gone = state.connections[id];
  if (gone === undefined) return;
  delete state.connections[id];
  state.recent[gone.slot] = { connection: id, reason, since };
}

function stopWaiting(state, who) {
  const place = state.waiters.findIndex((waiter) => waiter.who === who);
  if (place >= 0) state.waiters.splice(place, 1);
}

function takeFromBacklog(state, request) {
  const place = state.backlog.indexOf(request);
  if (place >= 0) state.backlog.splice(place, 1);
}
