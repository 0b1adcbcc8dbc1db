/** Everything there is to say about one slot or one thread, for the panel under the picture: pure. */

import { clock, duration } from '../../lib/format.js';
import { age } from '../stage/age.js';
import { reasonWord } from './slots.js';

export { detailPanel } from '../stage/detail-panel.js';

/**
 * What is known of the chosen thing at model time `time`: pure.
 * @param {{kind: 'slot'|'thread', id: string}} chosen
 * @param {import('../../reduce/pool.js').PoolState} state
 * @param {number} time
 * @param {{timeout?: number|null, leak?: {held: number, stack: string}|null}} [extra]
 * @returns {{title: string, rows: [string, string][], stack?: string[], none?: string}}
 */
export function describe({ kind, id }, state, time, extra = {}) {
  return kind === 'slot' ? aboutSlot(Number(id), state, time, extra) : aboutThread(id, state, time, extra);
}

function aboutSlot(slot, state, time, { leak }) {
  const title = `${slot < state.pool.max_size ? 'Slot' : 'Overflow slot'} ${slot}`;
  const [id, it] = Object.entries(state.connections).find(([, connection]) => connection.slot === slot) ?? [];
  if (!it) {
    const gone = state.recent[slot];
    return {
      title,
      rows: [],
      none: gone
        ? `Empty. Connection ${gone.connection} was closed here at ${clock(gone.since)}: ${reasonWord(gone.reason)}.`
        : 'Empty: no connection has been opened here yet.',
    };
  }
  const request = state.threads[it.who]?.request;
  const session = state.sessions[it.peer];
  const rows = [
    ['Connection', id],
    ['State', it.checking ? 'active, being checked' : it.state],
  ];
  if (it.state === 'active') rows.push(['Held by', it.who], ['Request', request == null ? 'none' : `#${request}`]);
  if (it.state === 'connecting' && it.who) rows.push(['Opened by', it.who]);
  rows.push(['Since', since(it.since, time)], ['Uses so far', String(it.uses)]);
  rows.push(['Session', it.peer === null ? 'not yet' : session ? `${it.peer}, ${session.state}` : `${it.peer}, gone`]);
  if (it.leaked) rows.push(['Leak', `reported${leak ? ` after ${duration(leak.held)}` : ''}`]);
  return { title, rows, stack: it.leaked && leak?.stack ? leak.stack.split(' < ') : undefined };
}

function aboutThread(name, state, time, { timeout }) {
  const thread = state.threads[name];
  const title = `Thread ${name}`;
  if (!thread) return { title, rows: [], none: 'This thread has ended.' };
  const rows = [
    ['State', thread.state],
    ['Since', since(thread.since, time)],
    ['Request', thread.request == null ? 'none' : `#${thread.request}`],
  ];
  const place = state.waiters.findIndex((it) => it.who === name);
  if (place >= 0) {
    const { since: from } = state.waiters[place];
    rows.push(['In the queue', `number ${place + 1} of ${state.waiters.length}`], ['Waiting for', age(from, time)]);
    if (timeout != null) rows.push(['Gives up in', duration(Math.max(0, from + timeout - time))]);
  }
  const held = Object.entries(state.connections).filter(([, it]) => it.who === name && it.state === 'active');
  if (state.pool.pooling) {
    const places = held.map(([id, { slot }]) => `connection ${id} in slot ${slot}`);
    rows.push(['Holds', places.join(', ') || 'no connection']);
  }
  const [session, own] = Object.entries(state.sessions).find(([, it]) => it.who === name) ?? [];
  if (own) rows.push(['Session', `${session}, ${own.state}`]);
  return { title, rows };
}

function since(then, now) {
  return `${clock(then)} (${age(then, now)})`;
}
