/** The tables and the sentence say what the state says, and no more. */

import assert from 'node:assert/strict';
import test from 'node:test';

import { sentence } from '../../static/js/elements/pool/sentence.js';
import { facts } from '../../static/js/elements/pool/facts.js';
import { initial } from '../../static/js/reduce/pool.js';

/** Slot 0 held and leaked, slot 1 connecting, an overflow slot being checked, two waiters. */
function busy() {
  const connection = (slot, changes) => ({
    slot, state: 'active', who: null, since: 1, peer: null, uses: 0, checking: false, leaked: false, ...changes,
  });
  return Object.assign(initial(), {
    t: 2,
    pool: { pooling: true, min_size: 1, max_size: 3, max_overflow: 1, closed: false },
    connections: {
      7: connection(0, { who: 'T1', peer: 4, uses: 3, leaked: true }),
      8: connection(1, { state: 'connecting', who: 'T2' }),
      9: connection(3, { who: 'T10', peer: 6, uses: 1, checking: true }),
    },
    waiters: [{ who: 'T3', since: 1.5 }, { who: 'T2', since: 1.9 }],
    threads: {
      T10: { state: 'querying', since: 1.8, until: 2.1, request: 3 },
      T2: { state: 'acquiring', since: 1.9, until: null, request: 2 },
      T1: { state: 'querying', since: 1, until: null, request: 1 },
    },
    database: { up: true, max_connections: 100, cores: 8 },
    sessions: {
      4: { state: 'querying', who: 'T1', since: 1.1, until: null },
      5: { state: 'tls', who: 'T2', since: 1.9, until: null },
    },
    recent: { 2: { connection: 6, reason: 'broken', since: 1.9 } },
  });
}

const view = (state) => ({ state, time: 2, slow: 4, live: true, params: { acquire_timeout: 2, loop: 'closed' } });
const table = (state, id) => facts(view(state)).find((it) => it.id === id);

test('every slot has a row: state, thread, connection, remarks', () => {
  const rows = table(busy(), 'connections').rows;
  assert.deepEqual(rows, [
    ['slot 0', 'active', 'T1', '00:01.00', '1 s', '7', '3', 'session 4', 'leaked'],
    ['slot 1', 'connecting', 'T2', '00:01.00', '1 s', '8', '0', '–', 'TLS'],
    ['slot 2', 'closed', '–', '00:01.90', '100 ms', '–', '–', '–', 'broken'],
    ['overflow slot 3', 'active', 'T10', '00:01.00', '1 s', '9', '1', 'session 6', 'checking'],
  ]);
});

test('waiters stand in their order, threads in that of their numbers', () => {
  assert.deepEqual(table(busy(), 'waiters').rows, [
    ['1', 'T3', '00:01.50', '500 ms', '1.5 s'],
    ['2', 'T2', '00:01.90', '100 ms', '1.9 s'],
  ]);
  assert.deepEqual(table(busy(), 'threads').rows.map(([name]) => name), ['T1', 'T2', 'T10']);
  assert.equal(table(busy(), 'threads').rows[0].at(-1), 'connection 7, slot 0');
});

test('every row has as many cells as there are columns, and no two tables the same name', () => {
  const state = busy();
  for (const pooling of [true, false]) {
    state.pool.pooling = pooling;
    const tables = facts(view(state));
    for (const { columns, rows } of tables) for (const row of rows) assert.equal(row.length, columns.length);
    assert.equal(new Set(tables.map(({ id }) => id)).size, tables.length);
  }
});

test('without a pool there are threads, each with its own connection, and nobody waits', () => {
  const state = busy();
  state.pool.pooling = false;
  assert.deepEqual(facts(view(state)).map(({ id }) => id), ['threads', 'database', 'sessions', 'totals']);
  assert.equal(table(state, 'threads').rows[1].at(-1), 'session 5, tls');
});

test('the sentence tells of waiting, leaks, timeouts and a database that is down', () => {
  const state = busy();
  assert.equal(
    sentence(state, 2),
    '2 of 3 connections active, 1 connecting, 1 leaked, 1 outside the ropes. 2 waiting, longest 500 ms.',
  );
  state.totals.timed_out = 2;
  state.totals.failed = 3;
  state.database.up = false;
  assert.match(sentence(state, 2), /^The in-process database is down\./);
  assert.match(sentence(state, 2), /So far 2 timed out waiting, 3 failed\.$/);
});

test('without ages the sentence is the same until something happens', () => {
  const state = busy();
  assert.equal(sentence(state, null), sentence({ ...state, t: 3 }, null));
  assert.equal(sentence(state, null, { back: 1 }), sentence(state, null, { back: 2 }));
  assert.notEqual(sentence(state, null), sentence({ ...state, waiters: [] }, null));
});
