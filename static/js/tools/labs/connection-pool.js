/** What a recording of the connection pool may contain, and which figures follow from its state alone. */

import { entries, fields, flag, list, name, orNull, scalar, text, time, whole } from '../shape.js';

// Far more than any lab does, and little enough for a page to draw.
const MOST_SLOTS = 1000;
const MOST_PARTS = 1000;
const MOST_WAITING = 100_000;
const id = whole(0, Number.MAX_SAFE_INTEGER);
const slot = whole(0, MOST_SLOTS - 1);
const size = whole(0, MOST_SLOTS);
const count = whole(0, Number.MAX_SAFE_INTEGER);

/** The state at a moment; as in reduce/pool.js. */
export const state = fields({
  t: time,
  pool: fields({ pooling: flag, min_size: size, max_size: size, max_overflow: size, closed: flag }),
  connections: entries(
    fields({
      slot, state: text, who: orNull(name), since: time, peer: orNull(id), uses: count, checking: flag, leaked: flag,
    }),
    MOST_PARTS,
  ),
  waiters: list(fields({ who: name, since: time }), MOST_PARTS),
  threads: entries(fields({ state: text, since: time, until: orNull(time), request: orNull(id) }), MOST_PARTS),
  backlog: list(id, MOST_WAITING),
  database: fields({ up: flag, max_connections: orNull(count), cores: orNull(count) }),
  sessions: entries(fields({ state: text, who: orNull(name), since: time, until: orNull(time) }), 10 * MOST_PARTS),
  totals: fields({
    arrived: count, served: count, failed: count, refused: count, timed_out: count, opened: count, closed: count,
    leaked: count,
  }),
  recent: entries(fields({ connection: id, reason: text, since: time }), MOST_SLOTS),
});

/** The fields of events, by name; those not named here may be any plain value. */
export const eventFields = {
  min_size: size,
  max_size: size,
  max_overflow: size,
  connection: id,
  slot,
  who: orNull(name),
  peer: orNull(id),
  session: id,
  request: orNull(id),
  until: orNull(time),
  position: whole(1, MOST_WAITING),
  state: text,
  reason: text,
  error: text,
  action: name,
  name,
  args: entries(scalar, 50),
};

/** A state that grew beyond this on the way is not one that a lab was ever in. */
export function tooMuch({ connections, waiters, threads, sessions }) {
  const parts = [connections, threads].map((each) => Object.keys(each).length);
  return Math.max(waiters.length, ...parts) > MOST_PARTS || Object.keys(sessions).length > 10 * MOST_PARTS;
}

/**
 * The metrics that a state alone tells; the others would have to be made up.
 * @param {import('../../reduce/pool.js').PoolState} state
 * @returns {Record<string, number|null>}
 */
export function measured({ pool, connections, waiters, sessions, totals }) {
  if (!pool.pooling) {
    const held = Object.values(sessions).filter((it) => !['tcp', 'tls', 'auth'].includes(it.state)).length;
    const { served, failed } = totals;
    return { active: held, capacity: null, idle: 0, connecting: 0, waiters: 0, timeouts: 0, served, failed };
  }
  const are = (state) => Object.values(connections).filter((it) => it.state === state).length;
  return {
    active: are('active'),
    idle: are('idle'),
    connecting: are('connecting'),
    capacity: pool.max_size + pool.max_overflow,
    waiters: waiters.length,
    timeouts: totals.timed_out,
    served: totals.served,
    failed: totals.failed,
  };
}
