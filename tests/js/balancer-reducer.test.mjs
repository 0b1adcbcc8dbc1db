/** The rules of the balancers, event by event. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { rules } from '../../static/js/reduce/balancer.js';
import { decode } from './support/balancer-schema.mjs';
import { replay } from './support/balancer-state.mjs';

const { initial, mark, waiting } = rules;

const added = (name, lane = '1') => [0, 'server.added', lane, name, 2, 1, 5, 1, 0];
const BUILT = [[0, 'balancer.policy', '1', 'round_robin'], added('A'), added('B')];
const ASSIGNED = [
  ...BUILT,
  [1, 'request.arrived', 7, '10.0.0.1', '1'],
  [1, 'request.assigned', 7, 'A', 1, { cursor: 'B' }],
];
const WORKING = [...ASSIGNED, [1, 'request.working', 7, 'A/1', 1.5]];
const lane = (rows) => replay(rows).balancers['1'];

describe('a request', () => {
  test('is arriving until it is assigned', () => {
    const { requests } = replay(ASSIGNED.slice(0, -1));
    assert.deepEqual(requests[7], {
      balancer: '1',
      client: '10.0.0.1',
      server: null,
      state: 'arriving',
      since: 1,
      arrived: 1,
      until: null,
      who: null,
      attempt: 0,
    });
  });

  test('stands at the end of the queue it is assigned to, and is open there', () => {
    const { servers, picked, why } = lane([
      ...ASSIGNED,
      [2, 'request.arrived', 8, null, '1'],
      [2, 'request.assigned', 8, 'A', 1, {}],
    ]);
    assert.deepEqual([servers.A.queue, servers.A.active, servers.A.picked], [[7, 8], 2, 2]);
    assert.deepEqual([picked, why], [{ request: 8, server: 'A', t: 2 }, {}]);
  });

  test('leaves the queue with the worker that takes it, and is open there still', () => {
    const { servers } = lane(WORKING);
    assert.deepEqual([servers.A.queue, servers.A.active], [[], 1]);
    const { state, who, until, since } = replay(WORKING).requests[7];
    assert.deepEqual([state, who, until, since], ['working', 'A/1', 1.5, 1]);
  });

  test('is gone once it is served, and counted for its server and in all', () => {
    const state = replay([...WORKING, [1.5, 'request.served', 7, 'A/1', 0.5]]);
    const { servers, totals } = state.balancers['1'];
    assert.deepEqual(state.requests, {});
    assert.deepEqual([servers.A.active, servers.A.served, totals.served], [0, 1, 1]);
  });

  test('that is dropped is between servers until the next attempt, which is a retry', () => {
    const dropped = [...WORKING, [1.2, 'request.dropped', 7, 'A', 1, 'crashed']];
    const { requests } = replay(dropped);
    assert.deepEqual(
      [requests[7].state, requests[7].server, requests[7].who, requests[7].since],
      ['arriving', null, null, 1.2],
    );
    assert.deepEqual([lane(dropped).servers.A.active, lane(dropped).servers.A.failed], [0, 1]);

    const retried = lane([...dropped, [1.2, 'request.assigned', 7, 'B', 2, {}]]);
    assert.deepEqual([retried.servers.B.queue, retried.totals.retries, retried.totals.arrived], [[7], 1, 1]);
  });

  test('for which the queue was full never stands in it', () => {
    const { servers } = lane([
      ...ASSIGNED,
      [1, 'request.dropped', 7, 'A', 1, 'queue_full'],
      [1, 'request.refused', 7, 0, 'queue_full'],
    ]);
    assert.deepEqual([servers.A.queue, servers.A.active, servers.A.failed], [[], 0, 1]);
  });

  test('that times out in the queue is gone at once', () => {
    const state = replay([...ASSIGNED, [3, 'request.timed_out', 7, 2]]);
    assert.deepEqual([state.requests, state.balancers['1'].servers.A.queue], [{}, []]);
    assert.deepEqual([state.balancers['1'].totals.timed_out, state.balancers['1'].servers.A.active], [1, 0]);
  });

  test('that times out while worked on keeps its worker until that is done', () => {
    const late = [...WORKING, [1.3, 'request.timed_out', 7, 0.3]];
    const state = replay(late);
    assert.deepEqual(
      [state.requests[7].state, state.requests[7].who, state.balancers['1'].servers.A.active],
      ['abandoned', 'A/1', 0],
    );
    const done = replay([...late, [1.5, 'request.dropped', 7, 'A', 1, 'abandoned']]);
    assert.deepEqual(
      [done.requests, done.balancers['1'].servers.A.active, done.balancers['1'].servers.A.failed],
      [{}, 0, 0],
    );
  });
});

describe('a server', () => {
  test('that is removed is gone, and its requests end without counting for anybody', () => {
    const removed = [...WORKING, [1.1, 'server.removed', '1', 'A', 'removed']];
    assert.equal(replay(removed).requests[7].server, null);
    const { servers, totals } = lane([...removed, [1.5, 'request.served', 7, 'A/1', 0.5]]);
    assert.deepEqual([Object.keys(servers), totals.served, servers.B.served], [['B'], 1, 0]);
  });

  test('stays draining whatever its checks say', () => {
    const rows = [
      ...BUILT,
      [1, 'server.draining', '1', 'A'],
      [2, 'server.ejected', '1', 'A', 'checks', null],
      [3, 'server.restored', '1', 'A', 'checks'],
    ];
    assert.equal(lane(rows.slice(0, -1)).servers.A.health, 'draining');
    assert.equal(lane(rows).servers.A.health, 'draining');
  });

  test('is ejected for a reason and until a moment, and both are forgotten when it is restored', () => {
    const ejected = [...BUILT, [1, 'server.ejected', '1', 'A', 'failures', 6]];
    const { health, reason, until } = lane(ejected).servers.A;
    assert.deepEqual([health, reason, until], ['ejected', 'failures', 6]);
    const back = lane([...ejected, [6, 'server.restored', '1', 'A', 'time']]).servers.A;
    assert.deepEqual([back.health, back.reason, back.until], ['healthy', null, null]);
  });

  test('has an effective weight, a streak of checks, and is up or not', () => {
    const rows = [
      ...BUILT,
      [1, 'server.weighted', '1', 'A', 0.5],
      [1, 'server.checked', '1', 'A', false, 3],
      [2, 'server.crashed', '1', 'A'],
    ];
    const { weight, effective, streak, up } = lane(rows).servers.A;
    assert.deepEqual([weight, effective, streak, up], [2, 0.5, { ok: false, count: 3 }, false]);
    assert.equal(lane([...rows, [3, 'server.restarted', '1', 'A']]).servers.A.up, true);
  });

  test('is changed without forgetting what it has done', () => {
    const { servers } = lane([...WORKING, [2, 'server.changed', '1', 'A', 5, 2, 9, 0.25, 0.1]]);
    const { weight, workers, queue_capacity: most, speed, failure_rate: fails, picked, active } = servers.A;
    assert.deepEqual([weight, workers, most, speed, fails, picked, active], [5, 2, 9, 0.25, 0.1, 1, 1]);
  });
});

describe('a balancer', () => {
  test('with another policy forgets what the old one decided on, and nothing else', () => {
    const { policy, why, picked, servers } = lane([...WORKING, [2, 'balancer.policy', '1', 'random']]);
    assert.deepEqual([policy, why, picked.request, servers.A.active], ['random', null, 7, 1]);
  });

  test('is in panic until it is not', () => {
    assert.equal(lane([...BUILT, [1, 'balancer.panic', '1', true, 0]]).panic, true);
    assert.equal(
      lane([...BUILT, [1, 'balancer.panic', '1', true, 0], [2, 'balancer.panic', '1', false, 1]]).panic,
      false,
    );
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
      [1, 'request.assigned', 9, 'A', 1, {}],
      [1, 'request.working', 9, 'A/1', 2],
      [1, 'request.dropped', 9, 'A', 1, 'error'],
      [1, 'request.served', 9, 'A/1', 1],
      [1, 'request.failed', 9, null, 1, 'ServerError'],
      [1, 'request.refused', 9, 0, 'no_server'],
      [1, 'request.timed_out', 9, 1],
      [1, 'server.changed', '9', 'A', 1, 1, 1, 1, 0],
      [1, 'server.removed', '1', 'Z', 'removed'],
      [1, 'balancer.panic', '9', true, 0],
      added('A', '9'),
    ];
    const { balancers, requests } = replay(rows, replay(BUILT));
    assert.deepEqual([balancers, requests], [replay(BUILT).balancers, {}]);
  });

  test('count who waits for a worker, in all lanes', () => {
    assert.equal(waiting(replay(ASSIGNED)), 1);
    assert.equal(waiting(replay(WORKING)), 0);
  });

  test('mark what a learner may look for, and no everyday event', () => {
    const labelOf = (row) => mark(decode(row));
    assert.equal(labelOf([1, 'server.crashed', '1', 'B']), 'B crashed');
    assert.equal(labelOf([1, 'server.crashed', '2', 'B']), null);
    assert.equal(labelOf([1, 'server.ejected', '2', 'B', 'failures', 3]), 'B ejected by balancer 2');
    assert.equal(labelOf([1, 'request.timed_out', 7, 1]), 'request 7 timed out');
    assert.equal(labelOf([1, 'lab.set', 'arrival_rate', 20]), 'arrival rate set to 20');
    assert.equal(labelOf([1, 'request.served', 7, 'A/1', 1]), null);
  });
});
