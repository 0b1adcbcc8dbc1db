/** What the picture of balancers says: decisions, work, shares, words. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { describeClient } from '../../static/js/elements/balancer/client-detail.js';
import { decision } from '../../static/js/elements/balancer/decision.js';
import { difference } from '../../static/js/elements/balancer/race-words.js';
import { sentence } from '../../static/js/elements/balancer/sentence.js';
import { flashes, gather, shares, workOf } from '../../static/js/elements/balancer/work.js';
import { policyInText, policyWord, serverName } from '../../static/js/elements/balancer/words.js';
import { server, stateOf } from './support/balancer-state.mjs';

const lane = (policy, why, changes = {}) => ({
  ...stateOf({ A: {}, B: {}, C: {} }).balancers['1'],
  policy,
  why,
  ...changes,
});

describe('what a policy decided on', () => {
  test('is the cursor of a round robin, with the turns left of a weighted one', () => {
    assert.deepEqual(decision(lane('round_robin', { cursor: 'B' })), { lines: ['next: B'], cursor: 'B', notes: {} });
    assert.deepEqual(decision(lane('weighted_round_robin', { cursor: 'A', left: 3 })).lines, [
      'next: A',
      '3 more for it',
    ]);
  });

  test('are credits as bars to both sides, against the greatest', () => {
    const { notes } = decision(lane('smooth_weighted_round_robin', { credits: { A: -2, B: 1, C: 1 } }));
    assert.deepEqual(notes.A, { text: '−2', credit: -1 });
    assert.deepEqual(notes.B, { text: '+1', credit: 0.5 });
  });

  test('are the open requests of all for least connections, and who was tied', () => {
    const it = lane(
      'least_connections',
      { tied: ['B', 'C'] },
      { servers: { A: server({ active: 12 }), B: server({ active: 8 }), C: server({ active: 8 }) } },
    );
    const { notes, lines } = decision(it);
    assert.deepEqual(notes, {
      A: { text: '12' },
      B: { text: '8', mark: 'candidate' },
      C: { text: '8', mark: 'candidate' },
    });
    assert.deepEqual(lines, ['fewest: B, C']);
  });

  test('are two candidates with their loads, or what they would cost', () => {
    const two = decision(lane('power_of_two', { candidates: ['C', 'A'], loads: [4, 7] }));
    assert.deepEqual(two.notes, { C: { text: '4', mark: 'candidate' }, A: { text: '7', mark: 'candidate' } });
    const ewma = decision(lane('peak_ewma', { candidates: ['A', 'B'], costs: [0.12, 2147483647] }));
    assert.deepEqual([ewma.notes.A.text, ewma.notes.B.text], ['120 ms', 'untried']);
  });

  test('is a hash with its index, and numbers only on servers that were counted', () => {
    const why = { hash: '00000000000000000000000012ab34cd', index: 1, of: 3 };
    const hashed = decision(lane('ip_hash', why), '10.0.0.50');
    assert.deepEqual(hashed.lines, ['10.0.0.50', 'hash 12ab34cd', 'modulo 3 = 1']);
    assert.deepEqual(
      Object.values(hashed.notes).map(({ text }) => text),
      ['0', '1', '2'],
    );

    const servers = { A: server({ health: 'ejected' }), B: server(), C: server() };
    assert.deepEqual(decision(lane('ip_hash', why, { servers })).notes, {}, 'a hash of before the ejection');
    assert.deepEqual(Object.keys(decision(lane('ip_hash', { ...why, of: 2 }, { servers })).notes), ['B', 'C']);
  });

  test('are the full servers that a bounded load passed', () => {
    const { notes, lines } = decision(
      lane('bounded_load', { key: 'user:4', position: 0.37, capacity: 5, passed: ['B'] }),
    );
    assert.deepEqual(notes, { B: { text: 'full', mark: 'passed' } });
    assert.deepEqual(lines, ['key user:4', 'hashed to 0.370', 'at most 5 each']);
  });

  test('is nothing before the first pick, or if nobody says', () => {
    for (const policy of ['round_robin', 'ip_hash', 'power_of_two', 'bounded_load', 'least_request', 'a_new_one']) {
      assert.deepEqual(decision(lane(policy, null)).lines, []);
      assert.doesNotThrow(() => decision(lane(policy, {})));
    }
  });
});

describe('what goes on', () => {
  const state = stateOf(
    { A: { active: 2, queue: [3], picked: 3 }, B: { picked: 1 } },
    {
      2: { state: 'working', server: 'A', who: 'A/1', until: 3 },
      3: { state: 'queued', server: 'A' },
      5: { state: 'arriving' },
    },
  );

  test('is gathered by worker, by client and between servers', () => {
    const gathered = gather(state);
    assert.deepEqual(workOf(gathered, '1', 'A'), [{ worker: 0, request: '2', state: 'working', since: 1, until: 3 }]);
    assert.deepEqual(workOf(gathered, '1', 'B'), []);
    assert.deepEqual([...gathered.clients], [['10.0.0.1', 3]]);
    assert.deepEqual(gathered.between, { 1: 1 });
  });

  test('are shares of the picks, unless they were measured', () => {
    assert.equal(shares(state.balancers['1']).of.A.share, 0.75);
    const detail = { servers: { A: { share: 0.5, expected: 0.9 }, B: { share: 0.5, expected: 0.1 } } };
    assert.deepEqual(
      [shares(state.balancers['1'], detail).of.A.share, shares(state.balancers['1'], detail).top],
      [0.5, 0.9],
    );
    assert.equal(shares(stateOf({ A: {} }).balancers['1']).of.A.share, null);
  });

  test('are bad endings of just now, where they happened', () => {
    const ended = (t, place, end) => ({ t, balancer: '1', server: place, request: 1, end });
    const recent = [
      ended(1, 'A', 'error'),
      ended(5, 'A', 'queue_full'),
      ended(5, null, 'queue_full'),
      ended(5.1, 'A', 'queue_full'),
      ended(5.2, null, 'no_server'),
    ];
    assert.deepEqual(
      [...flashes({ ...state, recent }, 4, 6)],
      [
        ['1/A', '2 queue full'],
        ['1/', 'no server'],
      ],
    );
  });
});

test('a client has been sent where its requests were first assigned', () => {
  const arrived = (request, client) => ({ t: request, kind: 'request.arrived', request, client });
  const assigned = (request, server, attempt = 1) => ({
    t: request,
    kind: 'request.assigned',
    request,
    server,
    attempt,
  });
  const ours = [1, 3, 4].flatMap((n, i) => [arrived(n, '10.0.0.7'), assigned(n, ['B', 'B', 'A'][i])]);
  const events = [...ours, assigned(4, 'B', 2), arrived(5, '10.0.0.8'), assigned(5, 'C')];
  const requests = stateOf({}, { 4: { client: '10.0.0.7', server: 'B', state: 'working' }, 5: { client: '10.0.0.8' } });
  const { title, rows } = describeClient('10.0.0.7', requests.requests, events);
  assert.equal(title, 'Client 10.0.0.7');
  assert.deepEqual(
    rows.map(([, value]) => value),
    ['#4 at B, working', 'A ×1, B ×2', '1 of 2 times'],
  );
  assert.deepEqual(
    describeClient('10.0.0.9', {}, events).rows.map(([, value]) => value),
    ['none', 'nobody yet', 'asked once at most'],
  );
});

describe('the words', () => {
  test('name policies as people do, also within a sentence', () => {
    assert.deepEqual(
      [policyWord('power_of_two'), policyInText('power_of_two')],
      ['Power of two choices', 'power of two choices'],
    );
    assert.deepEqual([policyWord('ip_hash'), policyInText('ip_hash')], ['IP hash', 'IP hash']);
    assert.equal(policyInText('peak_ewma'), 'peak EWMA');
  });

  test('name a server with its state, queue, workers and weight', () => {
    assert.equal(
      serverName('C', server({ queue: [1, 2, 3, 4] }), 1),
      'server C, up, 4 in the queue, 1 of 1 workers busy, weight 1',
    );
    assert.match(serverName('B', server({ up: false, health: 'ejected' }), 0), /^server B, crashed, ejected, /);
    assert.match(serverName('B', server({ weight: 5, effective: 1.234 }), 0), /slow start, .* weight 1\.2 of 5$/);
  });

  test('say what the picture shows', () => {
    const state = stateOf(
      { A: { active: 1 }, C: { active: 6, queue: [1, 2, 3], up: false } },
      { 1: { state: 'queued', server: 'C' } },
    );
    assert.equal(
      sentence(state, 3),
      'Round robin over 2 servers: 7 requests open, 3 in queues, most at C: 3. C is crashed. The longest wait is 2 s.',
    );
    state.balancers['1'].totals.timed_out = 2;
    assert.match(sentence(state, null), /So far 2 timed out\.$/);
    assert.match(sentence(state, null, { back: 2 }), /^In the past\./);
    assert.equal(sentence(state, null), sentence({ ...state, t: 9 }, null));
    assert.equal(sentence(stateOf({}), null), 'Round robin: there is no server.');
  });

  test('say of a race how every lane does', () => {
    const state = stateOf({ A: { active: 2, queue: [9] } });
    state.balancers['2'] = { ...state.balancers['1'], policy: 'least_connections', servers: { A: server() } };
    assert.equal(
      sentence(state, null),
      [
        'A race of 2 policies on the same arrivals.',
        '1: round robin: 2 requests open, 1 in queues, most at A: 1.',
        '2: least connections: 0 requests open, no queue.',
      ].join(' '),
    );
  });

  test('tell how lanes differ, the greatest difference first', () => {
    const lanes = [
      { policy: 'round_robin', p95: 2 },
      { policy: 'random', p95: 5 },
      { policy: 'least_connections', p95: 0.2 },
      { policy: 'round_robin', p95: 2.01 },
    ];
    assert.equal(
      difference(lanes),
      [
        "Least connections answers 19 of 20 within 200 ms, 10 % of round robin's 2 s.",
        "Random answers 19 of 20 within 5 s, 2.5 times round robin's 2 s.",
        'Balancer 4 answers 19 of 20 within 2 s, as balancer 1 does.',
      ].join(' '),
    );
    assert.equal(
      difference([
        { policy: 'random', p95: null },
        { policy: 'random', p95: 1 },
      ]),
      '',
    );
    assert.equal(difference([{ policy: 'random' }, { policy: 'random' }]), '');
  });
});
