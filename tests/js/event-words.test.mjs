/** No kind of event in the engine's vocabulary lacks words, a group, or any of what its words need. */

import assert from 'node:assert/strict';
import test from 'node:test';

import { eventLine, eventWords, GROUPS, groupOf, KINDS } from '../../static/js/panels/event-words.js';
import { SCHEMA } from './support/schema.mjs';

const VOCABULARY = new Map(Object.entries(SCHEMA));
const PLAIN = {
  who: 'T5', connection: 3, session: 4, request: 17, slot: 2, until: 1.3, wait_time: 0.04, use_time: 0.08, held: 2,
  create_time: 0.03, latency: 0.2, peer: 4, position: 2, ok: true, waiting: 10, backlog: 1, connections: 4,
  min_size: 0, max_size: 10, max_overflow: 2, max_connections: 100, cores: 8, state: 'querying', reason: 'broken',
  error: 'PoolTimeout', stack: 'a:b:1', name: 'max_size', value: 4, action: 'slow_query', args: { seconds: 2 },
  client: '10.0.0.7', balancer: '2', server: 'A', attempt: 2, why: { candidates: ['A', 'B'], loads: [1, 3] }, on: true,
  policy: 'round_robin', healthy: 1, weight: 2.5, workers: 2, queue_capacity: 20, speed: 0.25, failure_rate: 0.1,
  streak: 3, vnodes: 150, keys: 1000, positions: [0.1, 0.2], node: 'S4', points: [0.25], scheme: 'ring',
  core_size: 2, rejection: 'caller_runs', growth: 'java', keep_alive: 60, cancel_futures: true, task: 3, run_time: 0.2,
  moves: [['S1', 'S4', [1, 2]]], key: 'user:123', position: 0.1, walk: [[0.2, 'S1', true]], nodes: ['S1'],
  phase: 'running', place: 1, done: 3, total: 21, note: '10 threads', variant: 'pool-10', label: '10 threads',
  mode: 'threads', took: 0.1,
};

test('every kind of the vocabulary has words, and there are words for nothing else', () => {
  assert.ok(VOCABULARY.size > 30, 'the vocabulary was not found in events.py');
  assert.deepEqual([...KINDS].sort(), [...VOCABULARY.keys()].sort());
});

test('the words of every kind are made of its own fields, and belong to a group', () => {
  const groups = GROUPS.map(([name]) => name);
  for (const [kind, fields] of VOCABULARY) {
    for (const name of fields) assert.ok(name in PLAIN, `no example for the field ${name} of ${kind}`);
    const words = eventWords({ t: 1, kind, ...Object.fromEntries(fields.map((name) => [name, PLAIN[name]])) });
    assert.doesNotMatch(words, /undefined|null|NaN|\[object/, `${kind}: ${words}`);
    assert.ok(groups.includes(groupOf(kind)), kind);
  }
});

test('an unknown value is no "null" in a sentence', () => {
  const unknown = ['until', 'peer', 'max_connections', 'cores', 'value', 'client', 'balancer', 'why',
    'cancel_futures'];
  for (const [kind, fields] of VOCABULARY) {
    const own = { 'thread.state': 'request', 'request.dropped': 'server', 'request.failed': 'who' };
    const maybe = [...unknown, own[kind]];
    const given = fields.map((name) => [name, maybe.includes(name) ? null : PLAIN[name]]);
    const words = eventWords({ t: 1, kind, ...Object.fromEntries(given) });
    assert.doesNotMatch(words, /undefined|NaN|\[object|\bnull\b/, kind);
  }
});

test('the words say who did what, and for how long', () => {
  const said = (kind, fields) => eventWords({ t: 1.234, kind, ...fields });
  assert.equal(
    eventLine({ t: 1.234, kind: 'connection.acquired', connection: 3, who: 'T5', wait_time: 0.04 }),
    '00:01.23 T5 gets connection 3 after waiting 40 ms',
  );
  assert.equal(said('connection.acquired', { connection: 3, who: 'T5', wait_time: 0 }), 'T5 gets connection 3 at once');
  assert.equal(said('waiter.timed_out', { who: 'T5', wait_time: 2 }), 'T5 gives up waiting after 2 s: timed out');
  assert.equal(said('lab.set', { name: 'acquire_timeout', value: null }), 'You set acquire timeout to none');
  assert.equal(said('lab.act', { action: 'slow_query', args: { seconds: 2 } }), 'You did: slow query (seconds 2)');
  assert.equal(
    said('request.failed', { request: 17, who: 'T5', latency: 2, error: 'PoolTimeout' }),
    'Request 17 of T5 fails after 2 s: no connection in time (PoolTimeout)',
  );
});

test('the words of a balancer say where a request went, why, and what came of it', () => {
  const said = (kind, fields) => eventWords({ t: 1, kind, request: 17, server: 'A', attempt: 1, ...fields });
  const why = (it) => said('request.assigned', { why: it }).slice('Request 17 goes to A'.length);
  assert.equal(why({ candidates: ['A', 'B'], loads: [1, 3] }), ': A has 1, B has 3');
  assert.equal(why({ cursor: 'B', left: 2 }), ': 2 turns left for it');
  assert.equal(why({ cursor: 'B' }), ': next is B');
  assert.equal(why({ credits: { A: -2, B: 1 } }), ': credits A -2, B 1');
  assert.equal(why({ tied: ['A', 'C'] }), ': as few as A, C');
  assert.equal(why({ hash: '9af3b2c14e', index: 1, of: 3 }), ': hash 9af3b2 % 3 = 1');
  assert.equal(why({ key: 'user:1', position: 0.2, capacity: 4, passed: ['B'] }), ': key user:1; B was full');
  assert.equal(why({ key: 7, passed: [] }), '');
  assert.equal(why(null), '');
  assert.equal(said('request.assigned', { attempt: 2, why: null }), 'Request 17 goes to A, attempt 2');
  const dropped = (reason, more) => said('request.dropped', { reason, ...more });
  assert.equal(dropped('crashed'), 'Request 17 is lost at A, which crashed');
  assert.equal(dropped('abandoned', { server: null }), 'A server that is gone ends request 17, for which nobody waits any more');
  assert.equal(said('request.refused', { backlog: 0, reason: 'no_server' }),
    'Request 17 is refused: there is no server to send it to');
  assert.equal(said('request.refused', { backlog: 0, reason: 'queue_full' }), 'Request 17 is refused: every queue is full');
  assert.equal(said('request.refused', { backlog: 2, reason: 'backlog_full' }),
    'Request 17 is refused: 2 others have no thread yet');
  assert.equal(said('request.served', { who: 'traffic', latency: 0.1 }), 'Request 17 is served after 100 ms');
  assert.equal(said('request.failed', { who: 'A/1', latency: 0.1, error: null }), 'Request 17 at A/1 fails after 100 ms');
});

test('the words of a ring say how many keys moved, and where', () => {
  const moved = (moves) => eventWords({ t: 1, kind: 'keys.moved', scheme: 'ring', moves });
  assert.equal(moved([]), 'On the ring no key moves');
  assert.equal(moved([['S1', 'S4', [1, 2]], ['S2', 'S4', [3]]]), 'On the ring 3 keys move: 2 from S1 to S4, 1 from S2 to S4');
  assert.equal(moved([[null, 'S1', [1]], [null, 'S2', [2]]]), 'On the ring 2 keys find a server: 1 to S1, 1 to S2');
  assert.equal(moved([['S1', null, [1]]]), 'On the ring 1 key moves: 1 from S1 to nobody');
  assert.equal(moved(['A', 'B', 'C', 'D'].map((name) => [name, 'E', [1]])),
    'On the ring 4 keys move: 1 from A to E, 1 from B to E, 1 from C to E, and 1 other way');
});

test('what nobody has written words for is at least named', () => {
  assert.equal(eventWords({ t: 1, kind: 'balancer.picked_one' }), 'balancer picked one');
  assert.equal(eventWords({ t: 1, kind: 'constructor' }), 'constructor');
  assert.equal(eventWords({ t: 1, kind: 'thread.state', who: 'T1', state: 'constructor' }), 'T1 is now constructor');
  assert.equal(groupOf('constructor.x'), '');
});
