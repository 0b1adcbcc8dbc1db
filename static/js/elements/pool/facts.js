/** The same facts as the picture of the pool shows, as tables: pure. */

import { clock, duration } from '../../lib/format.js';
import { age } from '../stage/age.js';
import { slotViews } from './slots.js';
import { threadNames } from './threads.js';

const NOT = '–';
const TOTALS = [
  ['arrived', 'Requests arrived'],
  ['served', 'Requests served'],
  ['failed', 'Requests failed'],
  ['refused', 'Requests refused'],
  ['timed_out', 'Waiters timed out'],
  ['opened', 'Connections opened'],
  ['closed', 'Connections closed'],
  ['leaked', 'Leaks reported'],
];

/**
 * @param {import('../pool-stage.js').View} view
 * @returns {import('../../panels/table-panel.js').Table[]}
 */
export function facts(view) {
  const all = view.state.pool.pooling
    ? [aboutPool, database, connections, waiters, sessions, threads, totals]
    : [threads, database, sessions, totals];
  return all.map((table) => table(view));
}

function aboutPool({ state, params }) {
  const { pool, backlog } = state;
  const limit = params.acquire_timeout;
  const rows = [
    ['Slots in the pool', String(pool.max_size)],
    ['Overflow slots', String(pool.max_overflow)],
    ['Kept open at least', String(pool.min_size)],
  ];
  if (limit !== undefined)
    rows.push(['A waiter gives up after', limit === null ? 'never' : duration(limit)]);
  if (params.loop === 'open') rows.push(['Requests that no thread has taken yet', String(backlog.length)]);
  return { id: 'pool', caption: pool.closed ? 'Pool, closed' : 'Pool', columns: ['What', 'How many'], rows };
}

function connections({ state, time, slow }) {
  const bySlot = new Map(Object.entries(state.connections).map(([id, it]) => [it.slot, { id, ...it }]));
  const rows = slotViews(state, { time, slow }).map((view) => {
    const it = bySlot.get(view.slot);
    const remarks = [view.note, view.parted && `closed before it: ${view.parted}`].filter(Boolean).join('; ');
    return [
      `${view.inside ? '' : 'overflow '}slot ${view.slot}`,
      view.state,
      view.who ?? NOT,
      ...(view.since === null ? [NOT, NOT] : [clock(view.since), age(view.since, time)]),
      it?.id ?? NOT,
      it ? String(it.uses) : NOT,
      it?.peer == null ? NOT : `session ${it.peer}`,
      remarks || NOT,
    ];
  });
  const columns = ['Slot', 'State', 'Thread', 'Since', 'For', 'Connection', 'Uses', 'Database', 'Remarks'];
  return { id: 'connections', caption: 'Connections, slot by slot', columns, rows, none: 'The pool has no slot.' };
}

function waiters({ state, time, params }) {
  const timeout = params.acquire_timeout;
  const rows = state.waiters.map(({ who, since }, i) => [
    String(i + 1),
    who,
    clock(since),
    age(since, time),
    timeout == null ? NOT : duration(Math.max(0, since + timeout - time)),
  ]);
  const columns = ['Place', 'Thread', 'Since', 'For', 'Gives up in'];
  return { id: 'waiters', caption: 'Waiting, the next first', columns, rows, none: 'Nobody is waiting.' };
}

function threads({ state, time }) {
  const { pooling } = state.pool;
  const held = (name) =>
    Object.entries(state.connections)
      .filter(([, it]) => it.who === name && it.state === 'active')
      .map(([id, { slot }]) => `connection ${id}, slot ${slot}`);
  const own = (name) =>
    Object.entries(state.sessions)
      .filter(([, it]) => it.who === name)
      .map(([id, it]) => `session ${id}, ${it.state}`);
  const rows = threadNames(state).map((name) => {
    const it = state.threads[name];
    const request = it.request == null ? NOT : `#${it.request}`;
    const has = (pooling ? held(name) : own(name)).join('; ') || NOT;
    return [name, it.state, clock(it.since), age(it.since, time), request, has];
  });
  const columns = ['Thread', 'State', 'Since', 'For', 'Request', pooling ? 'Holds' : 'Its own connection'];
  const caption = pooling ? 'Threads of the application' : 'Threads, each with its own connection';
  return { id: 'threads', caption, columns, rows, none: 'No thread is running.' };
}

function database({ state }) {
  const { up, max_connections: most, cores } = state.database;
  const all = Object.values(state.sessions);
  const are = (name) => String(all.filter((it) => it.state === name).length);
  const rows = [
    ['State', up ? 'up' : 'down'],
    ['Sessions', most == null ? String(all.length) : `${all.length} of at most ${most}`],
    ['Querying', are('querying')],
    ['Waiting for a core', are('queued')],
    ['Cores', cores == null ? 'as many as it needs' : String(cores)],
  ];
  return { id: 'database', caption: 'In-process database', columns: ['What', 'How many'], rows };
}

function sessions({ state, time }) {
  const rows = Object.entries(state.sessions).map(([id, it]) => [
    id, it.state, it.who ?? NOT, clock(it.since), age(it.since, time),
  ]);
  const columns = ['Session', 'State', 'Thread', 'Since', 'For'];
  return { id: 'sessions', caption: 'Sessions of the database', columns, rows, none: 'There is no session.' };
}

function totals({ state }) {
  const { pooling } = state.pool;
  const rows = TOTALS.filter(([name]) => pooling || !['timed_out', 'opened', 'closed', 'leaked'].includes(name));
  return {
    id: 'totals',
    caption: 'Since the run began',
    columns: ['What', 'How many'],
    rows: rows.map(([name, words]) => [words, String(state.totals[name] ?? 0)]),
  };
}
