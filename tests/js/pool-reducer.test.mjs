/** The rules of the pool, event by event. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from '../../static/js/core/state.js';
import { mark } from '../../static/js/reduce/pool-marks.js';
import { apply, initial } from '../../static/js/reduce/pool.js';
import { poolJournal } from './support/pool-journal.mjs';
import { decode, replay } from './support/schema.mjs';

const IDLE_IN_SLOT_2 = [
  [1.0, 'connection.connecting', 7, 2, 'opener-1'],
  [1.1, 'connection.connected', 7, 0.1, 4],
];
const ACTIVE = [...IDLE_IN_SLOT_2, [1.2, 'connection.acquired', 7, 'T3', 0]];

describe('a connection', () => {
  test('is connecting, in its slot, by the thread that opens it', () => {
    const { connections } = replay(IDLE_IN_SLOT_2.slice(0, 1));
    assert.deepEqual(connections, {
      7: {
        slot: 2, state: 'connecting', who: 'opener-1', since: 1.0, peer: null, uses: 0, checking: false, leaked: false,
      },
    });
  });

  test('is idle and nobody\'s once connected', () => {
    const state = replay(IDLE_IN_SLOT_2);
    assert.deepEqual(state.connections[7], {
      slot: 2, state: 'idle', who: null, since: 1.1, peer: 4, uses: 0, checking: false, leaked: false,
    });
    assert.equal(state.totals.opened, 1);
  });

  test('is gone if it could not connect, and only the view remembers it', () => {
    const state = replay([IDLE_IN_SLOT_2[0], [1.4, 'connection.connect_failed', 7, 0.4, 'DatabaseDown']]);
    assert.deepEqual(state.connections, {});
    assert.deepEqual(state.recent, { 2: { connection: 7, reason: 'connect_failed', since: 1.4 } });
    assert.deepEqual([state.totals.opened, state.totals.closed], [0, 0]);
  });

  test('is active with whoever acquired it, and counts its uses', () => {
    const rows = [...ACTIVE, [1.3, 'connection.released', 7, 'T3', 0.1, 2], [1.4, 'connection.acquired', 7, 'T1', 0]];
    const { state, who, since, uses } = replay(rows).connections[7];
    assert.deepEqual({ state, who, since, uses }, { state: 'active', who: 'T1', since: 1.4, uses: 2 });
  });

  test('is checked while active', () => {
    const checking = [...ACTIVE, [1.2, 'connection.checking', 7, 'T3']];
    assert.equal(replay(checking).connections[7].checking, true);
    assert.equal(replay([...checking, [1.3, 'connection.checked', 7, true]]).connections[7].checking, false);
  });

  test('moves to another slot when released from the overflow', () => {
    const rows = [...ACTIVE, [1.3, 'connection.released', 7, 'T3', 0.1, 0]];
    const { slot, state, who } = replay(rows).connections[7];
    assert.deepEqual({ slot, state, who }, { slot: 0, state: 'idle', who: null });
  });

  test('is remembered in the slot it was closed in, also when another has taken the slot', () => {
    const closed = [...ACTIVE, [1.3, 'connection.closed', 7, 'broken']];
    assert.deepEqual(replay(closed).recent, { 2: { connection: 7, reason: 'broken', since: 1.3 } });
    assert.equal(replay(closed).totals.closed, 1);

    const reused = [...closed, [1.5, 'connection.connecting', 8, 2, 'opener-1']];
    assert.deepEqual(replay(reused).recent, { 2: { connection: 7, reason: 'broken', since: 1.3 } });
    assert.deepEqual(Object.keys(replay(reused).connections), ['8']);
  });

  test('is leaked until it is reclaimed', () => {
    const leaked = [...ACTIVE, [9, 'connection.leaked', 7, 'T3', 7.8, 'labs.pool:work:12']];
    assert.equal(replay(leaked).connections[7].leaked, true);
    assert.equal(replay(leaked).totals.leaked, 1);
    assert.equal(replay([...leaked, [10, 'connection.reclaimed', 7, 8.8]]).connections[7].leaked, false);
  });
});

describe('waiters', () => {
  const TWO = [[1, 'waiter.enqueued', 'T5', 1], [2, 'waiter.enqueued', 'T6', 2]];
  const names = (rows) => replay(rows).waiters.map(({ who }) => who);

  test('queue in the order they came, with the time they came', () => {
    assert.deepEqual(replay(TWO).waiters, [{ who: 'T5', since: 1 }, { who: 'T6', since: 2 }]);
  });

  test('enqueued again at position 1 are served next', () => {
    assert.deepEqual(names([...TWO, [3, 'waiter.enqueued', 'T1', 1]]), ['T1', 'T5', 'T6']);
  });

  test('leave the queue with a connection, by giving up, or when the pool closes', () => {
    assert.deepEqual(names([...TWO, ...IDLE_IN_SLOT_2, [3, 'connection.acquired', 7, 'T5', 2]]), ['T6']);
    assert.deepEqual(names([...TWO, [3, 'waiter.timed_out', 'T6', 1]]), ['T5']);
    assert.deepEqual(names([...TWO, [3, 'waiter.cancelled', 'T5', 2, 'pool_closed']]), ['T6']);
    assert.equal(replay([...TWO, [3, 'waiter.timed_out', 'T6', 1]]).totals.timed_out, 1);
  });

  test('that are refused never were in the queue', () => {
    assert.deepEqual(names([...TWO, [3, 'waiter.refused', 'T9', 2]]), ['T5', 'T6']);
  });

  test('are not disturbed by somebody who acquires without waiting', () => {
    assert.deepEqual(names([...TWO, ...IDLE_IN_SLOT_2, [3, 'connection.acquired', 7, 'T1', 0]]), ['T5', 'T6']);
  });
});

describe('threads and requests', () => {
  test('a thread has the state, the request and the end it was last given', () => {
    const rows = [[1, 'thread.state', 'T1', 'thinking', null, 1.5], [1.5, 'thread.state', 'T1', 'acquiring', 17, null]];
    assert.deepEqual(replay(rows).threads, { T1: { state: 'acquiring', since: 1.5, until: null, request: 17 } });
  });

  test('a stopped thread is gone', () => {
    const rows = [[1, 'thread.state', 'T1', 'thinking', null, 1.5], [2, 'thread.state', 'T1', 'stopped', null, null]];
    assert.deepEqual(replay(rows).threads, {});
  });

  test('a request waits in the backlog until a thread starts on it', () => {
    const rows = [[1, 'request.arrived', 18], [1, 'request.arrived', 19], [2, 'request.started', 18, 'T1']];
    assert.deepEqual(replay(rows).backlog, [19]);
    assert.equal(replay(rows).totals.arrived, 2);
  });

  test('a refused request leaves the backlog and is counted once', () => {
    const rows = [[1, 'request.arrived', 18], [1, 'request.refused', 18, 0]];
    const { backlog, totals } = replay(rows);
    assert.deepEqual(backlog, []);
    assert.deepEqual([totals.arrived, totals.refused, totals.served, totals.failed], [1, 1, 0, 0]);
  });

  test('served and failed requests are counted', () => {
    const { totals } = replay([[1, 'request.served', 1, 'T1', 0.2], [2, 'request.failed', 2, 'T2', 1, 'PoolTimeout']]);
    assert.deepEqual([totals.served, totals.failed], [1, 1]);
  });
});

describe('the database', () => {
  test('is up with its limits, then down', () => {
    const started = [[0, 'database.started', 100, 8]];
    assert.deepEqual(replay(started).database, { up: true, max_connections: 100, cores: 8 });
    assert.equal(replay([...started, [5, 'database.stopped', 'restart']]).database.up, false);
  });

  test('has a session from its first state until it is closed', () => {
    const rows = [
      [1, 'session.state', 4, 'tcp', null, 1.02], [1.1, 'session.state', 4, 'querying', 'T3', 1.2],
      [3, 'session.closed', 4, 'killed'],
    ];
    assert.deepEqual(replay(rows.slice(0, 1)).sessions[4], { state: 'tcp', who: null, since: 1, until: 1.02 });
    assert.deepEqual(replay(rows.slice(0, 2)).sessions[4], { state: 'querying', who: 'T3', since: 1.1, until: 1.2 });
    assert.deepEqual(replay(rows).sessions, {});
  });

  test('has no session that it refused', () => {
    const rows = [[1, 'session.state', 4, 'tcp', null, 1.02], [1.02, 'session.refused', 4, null, 'max_connections']];
    assert.deepEqual(replay(rows).sessions, {});
  });
});

describe('the pool', () => {
  test('has the sizes it was opened and resized with', () => {
    const rows = [[0, 'pool.opened', 1, 10, 2], [3, 'pool.resized', 1, 2, 2], [4, 'pool.closed']];
    assert.deepEqual(replay(rows).pool, { pooling: true, min_size: 1, max_size: 2, max_overflow: 2, closed: true });
  });
});

describe('the rules', () => {
  test('leave the state alone, but for its time, at a kind they do not know', () => {
    for (const kind of ['hedge.sent', 'constructor', '__proto__', '']) {
      assert.deepEqual(replay([[3, kind, 1, 2]]), { ...initial(), t: 3 });
    }
  });

  test('do not mind events about things they never heard of', () => {
    const rows = [
      [1, 'connection.connected', 99, 0.1, 4], [1, 'connection.acquired', 99, 'T1', 0],
      [1, 'connection.checked', 99, true], [1, 'connection.released', 99, 'T1', 0.1, 3],
      [1, 'connection.reclaimed', 99, 1], [1, 'connection.closed', 99, 'broken'],
      [1, 'waiter.timed_out', 'T9', 1], [1, 'request.started', 5, 'T1'], [1, 'session.closed', 9, 'client'],
    ];
    const { connections, waiters, backlog, sessions, recent } = replay(rows);
    assert.deepEqual({ connections, waiters, backlog, sessions, recent }, {
      connections: {}, waiters: [], backlog: [], sessions: {}, recent: {},
    });
  });

  test('put new entries in place of old ones, so that a picture taken before stays as it was', () => {
    const living = initial();
    for (const row of poolJournal({ seed: 3, length: 3000 })) {
      const taken = picture(living);
      const copy = structuredClone(taken);
      apply(living, decode(row));
      assert.deepEqual(taken, copy, row[1]);
    }
  });
});

describe('marks', () => {
  const labelOf = (row) => mark(decode(row));

  test('name what a learner may look for', () => {
    assert.equal(labelOf([1, 'waiter.timed_out', 'T5', 1]), 'T5 timed out waiting');
    assert.equal(labelOf([1, 'request.failed', 17, 'T5', 1, 'PoolTimeout']), 'request 17 failed: PoolTimeout');
    assert.equal(labelOf([1, 'connection.closed', 7, 'broken']), 'connection 7 broken');
    assert.equal(labelOf([1, 'lab.set', 'max_size', 2]), 'max size set to 2');
    assert.equal(labelOf([1, 'lab.act', 'kill_connection', {}]), 'kill connection');
  });

  test('do not point at everyday events', () => {
    assert.equal(labelOf([1, 'connection.closed', 7, 'max_idle']), null);
    assert.equal(labelOf([1, 'connection.acquired', 7, 'T1', 0]), null);
  });
});
