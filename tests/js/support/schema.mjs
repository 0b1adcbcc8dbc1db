/** The vocabulary of app/engine/events.py as the server sends it, and short ways to write events down. */

import { decoder } from '../../../static/js/core/decode.js';
import { apply, initial } from '../../../static/js/reduce/pool.js';

export const SCHEMA = {
  'pool.opened': ['min_size', 'max_size', 'max_overflow'],
  'pool.resized': ['min_size', 'max_size', 'max_overflow'],
  'pool.draining': ['connections'],
  'pool.closed': [],
  'connection.connecting': ['connection', 'slot', 'who'],
  'connection.connected': ['connection', 'create_time', 'peer'],
  'connection.connect_failed': ['connection', 'create_time', 'error'],
  'connection.acquired': ['connection', 'who', 'wait_time'],
  'connection.checking': ['connection', 'who'],
  'connection.checked': ['connection', 'ok'],
  'connection.released': ['connection', 'who', 'use_time', 'slot'],
  'connection.closed': ['connection', 'reason'],
  'connection.leaked': ['connection', 'who', 'held', 'stack'],
  'connection.reclaimed': ['connection', 'held'],
  'waiter.enqueued': ['who', 'position'],
  'waiter.timed_out': ['who', 'wait_time'],
  'waiter.refused': ['who', 'waiting'],
  'waiter.cancelled': ['who', 'wait_time', 'reason'],
  'thread.state': ['who', 'state', 'request', 'until'],
  'request.arrived': ['request'],
  'request.started': ['request', 'who'],
  'request.served': ['request', 'who', 'latency'],
  'request.failed': ['request', 'who', 'latency', 'error'],
  'request.refused': ['request', 'backlog'],
  'database.started': ['max_connections', 'cores'],
  'database.stopped': ['reason'],
  'session.state': ['session', 'state', 'who', 'until'],
  'session.closed': ['session', 'reason'],
  'session.refused': ['session', 'who', 'reason'],
  'lab.set': ['name', 'value'],
  'lab.act': ['action', 'args'],
};

export const decode = decoder(SCHEMA);

/** The state after these rows, one after another: the slow and simple way, to compare with. */
export function replay(rows, start = initial()) {
  const state = structuredClone(start);
  for (const row of rows) apply(state, decode(row));
  return state;
}
