/** The rules of the hash ring: whatever its story, the state says where every key is, and exactly what moved. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { decoder } from '../../static/js/core/decode.js';
import { picture } from '../../static/js/core/state.js';
import { flowsOf, totalOf } from '../../static/js/elements/hash-ring/change.js';
import { rules } from '../../static/js/reduce/hash-ring.js';
import { ringJournal, SCHEMA, SlowRing } from './support/ring-journal.mjs';

const decode = decoder(SCHEMA);

function replay(rows, state = rules.initial()) {
  for (const row of rows) rules.apply(state, decode(row));
  return state;
}

function tally(owners) {
  const counts = {};
  for (const owner of owners) counts[owner] = (counts[owner] ?? 0) + 1;
  return counts;
}

describe('after any story', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    test(`every key, server and request is where it must be (seed ${seed})`, () => {
      const { rows, ring, active, totals } = ringJournal({ seed, steps: 120 });
      const state = replay(rows);
      assert.deepEqual(state.owners, ring.owners());
      assert.deepEqual(state.modulo, ring.modulo());
      assert.deepEqual(state.positions, ring.positions());
      assert.deepEqual(state.ring, { vnodes: ring.vnodes, keys: ring.keys });
      assert.deepEqual(new Set(Object.keys(state.nodes)), new Set(ring.weights.keys()));
      for (const [name, node] of Object.entries(state.nodes)) {
        assert.equal(node.keys, tally(ring.owners())[name] ?? 0);
        assert.equal(node.modulo, tally(ring.modulo())[name] ?? 0);
        assert.equal(node.active, active.get(name));
        assert.deepEqual(node.points, ring.pointsOf(name));
      }
      assert.deepEqual(state.totals, totals);
      assert.equal(rules.waiting(state), totals.arrived - totals.served - totals.refused);
    });
  }
});

test('what moved adds up: each key that has another owner is in it, once, and no other', () => {
  const { rows } = ringJournal({ seed: 7, steps: 80 });
  const state = rules.initial();
  let changes = 0;
  for (const row of rows) {
    const before = { ring: state.owners, modulo: state.modulo };
    rules.apply(state, decode(row));
    if (row[1] !== 'keys.moved') continue;
    const scheme = row[2];
    const after = scheme === 'ring' ? state.owners : state.modulo;
    const moved = state.moved[scheme].flatMap(([, , keys]) => keys).sort((a, b) => a - b);
    const differ = after.flatMap((owner, key) => (owner !== before[scheme][key] ? [key] : []));
    assert.deepEqual(moved, differ);
    changes += 1;
  }
  assert.ok(changes > 10);
});

test('a server that joins takes keys from the others, and nobody else gets any', () => {
  const { rows, ring } = ringJournal({ seed: 1, steps: 0, keys: 500, vnodes: 40 });
  const before = ring.owners();
  ring.weights.set('S4', 1);
  const after = ring.owners();
  const moves = ['S1', 'S2', 'S3'].map((from) => [from, 'S4', after.flatMap((to, key) => (to !== before[key] && before[key] === from ? [key] : []))]);
  const state = replay([...rows, [1, 'node.placed', 'S4', 1, ring.pointsOf('S4')], [1, 'keys.moved', 'ring', moves]]);
  assert.deepEqual(state.owners, after);
  assert.equal(totalOf(flowsOf(state.moved.ring)), state.nodes.S4.keys);
});

test('the ring of the tests is the document’s: its own keys have the true answers', () => {
  const ring = new SlowRing(150, 1000);
  for (const node of ['server-a', 'server-b', 'server-c']) ring.weights.set(node, 1);
  assert.deepEqual([ring.owners()[123], ring.owners()[456]], ['server-a', 'server-c']);
  ring.weights.set('server-d', 1);
  assert.deepEqual([ring.owners()[123], ring.owners()[456]], ['server-d', 'server-c']);
});

test('requests at a server that leaves go on, and count for nobody, even if one of its name comes back', () => {
  const start = [
    [0, 'node.placed', 'S1', 1, [0.5]],
    [1, 'request.assigned', 9, 'S1', 1, { key: 0, passed: [] }],
    [2, 'node.removed', 'S1'],
  ];
  assert.deepEqual(replay(start).requests, { 9: { key: 0, server: null, since: 1 } });
  const state = replay([...start, [3, 'node.placed', 'S1', 1, [0.5]], [4, 'request.served', 9, 'traffic', 3]]);
  assert.deepEqual([state.nodes.S1.active, state.totals.served, state.requests], [0, 1, {}]);
});

test('a state that was handed out does not change any more', () => {
  const { rows } = ringJournal({ seed: 3, steps: 60 });
  const state = rules.initial();
  const kept = [];
  for (const row of rows) {
    rules.apply(state, decode(row));
    const shown = picture(state);
    kept.push([shown, structuredClone(shown)]);
  }
  for (const [shown, copy] of kept) assert.deepEqual(shown, copy);
});

test('a look-up is kept as it was told; marks tell of what somebody did', () => {
  const walk = [[0.4, 'S2', true], [0.41, 'S2', false], [0.5, 'S1', true]];
  const state = replay([[3, 'key.looked_up', 'user:123', 0.39, walk, ['S2', 'S1']]]);
  assert.deepEqual(state.lookup, { key: 'user:123', position: 0.39, walk, nodes: ['S2', 'S1'], t: 3 });
  assert.equal(rules.mark(decode([1, 'lab.act', 'add_server', {}])), 'add server');
  assert.equal(rules.mark(decode([1, 'node.removed', 'S2'])), 'S2 left');
  assert.equal(rules.mark(decode([1, 'request.served', 1, 'traffic', 0])), null);
});
