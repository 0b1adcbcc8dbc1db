/** No kind of event in the engine's vocabulary lacks words, a group, or any of what its words need. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { eventLine, eventWords, GROUPS, groupOf, KINDS } from '../../static/js/panels/event-words.js';

const source = readFileSync(new URL('../../app/engine/events.py', import.meta.url), 'utf8');
const VOCABULARY = new Map(
  [...source.matchAll(/^\s+"([a-z]+\.[a-z_]+)": \(([^)]*)\)/gm)].map(([, kind, fields]) => [
    kind,
    [...fields.matchAll(/"(\w+)"/g)].map(([, name]) => name),
  ]),
);
const PLAIN = {
  who: 'T5', connection: 3, session: 4, request: 17, slot: 2, until: 1.3, wait_time: 0.04, use_time: 0.08, held: 2,
  create_time: 0.03, latency: 0.2, peer: 4, position: 2, ok: true, waiting: 10, backlog: 1, connections: 4,
  min_size: 0, max_size: 10, max_overflow: 2, max_connections: 100, cores: 8, state: 'querying', reason: 'broken',
  error: 'PoolTimeout', stack: 'a:b:1', name: 'max_size', value: 4, action: 'slow_query', args: { seconds: 2 },
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
  const unknown = ['until', 'peer', 'max_connections', 'cores', 'value'];
  for (const [kind, fields] of VOCABULARY) {
    const maybe = kind === 'thread.state' ? [...unknown, 'request'] : unknown;
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

test('what nobody has written words for is at least named', () => {
  assert.equal(eventWords({ t: 1, kind: 'balancer.picked_one' }), 'balancer picked one');
  assert.equal(eventWords({ t: 1, kind: 'constructor' }), 'constructor');
  assert.equal(eventWords({ t: 1, kind: 'thread.state', who: 'T1', state: 'constructor' }), 'T1 is now constructor');
  assert.equal(groupOf('constructor.x'), '');
});
