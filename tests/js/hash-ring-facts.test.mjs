/** What is said of the ring, in sentences, tables, recordings and traces, is what its state says. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { decoder } from '../../static/js/core/decode.js';
import { changeSentence } from '../../static/js/elements/hash-ring/change.js';
import { facts } from '../../static/js/elements/hash-ring/facts.js';
import { figuresOf, percent } from '../../static/js/elements/hash-ring/figures.js';
import { sentence } from '../../static/js/elements/hash-ring/sentence.js';
import { LOOKS, looksOf, shape, short } from '../../static/js/elements/hash-ring/shapes.js';
import { stepsOf } from '../../static/js/elements/hash-ring/walk-steps.js';
import { recorded, rules, Trace } from '../../static/js/labs/hash-ring-more.js';
import { TraceWriter } from '../../static/js/tools/trace-writer.js';
import { ringJournal, SCHEMA } from './support/ring-journal.mjs';
import { faultsOf } from './support/trace-format.mjs';

const CSS = readFileSync(new URL('../../static/css/hash-ring.css', import.meta.url), 'utf8');
const decode = decoder(SCHEMA);

function after(rows) {
  const state = rules.initial();
  for (const row of rows) rules.apply(state, decode(row));
  return state;
}

/** S1 to S3 with six keys; then S4 joins, and a key is looked up on three servers. */
const joined = () => {
  const state = after([
    [0, 'ring.resized', 2, 6],
    [0, 'keys.placed', [0.05, 0.2, 0.25, 0.5, 0.7, 0.95]],
    [0, 'node.placed', 'S1', 1, [0.1, 0.11]],
    [0, 'node.placed', 'S2', 1, [0.4, 0.45]],
    [0, 'node.placed', 'S3', 1, [0.9, 0.91]],
    [0, 'keys.moved', 'ring', [[null, 'S1', [0, 5]], [null, 'S2', [1, 2]], [null, 'S3', [3, 4]]]],
    [0, 'keys.moved', 'modulo', [[null, 'S1', [0, 3]], [null, 'S2', [1, 4]], [null, 'S3', [2, 5]]]],
    [2, 'node.placed', 'S4', 1, [0.3, 0.6]],
    [2, 'keys.moved', 'ring', [['S2', 'S4', [1, 2]], ['S3', 'S4', [3]]]],
    [2, 'keys.moved', 'modulo', [['S1', 'S4', [3]], ['S2', 'S1', [4]], ['S3', 'S2', [5]]]],
    [3, 'key.looked_up', 'user:1', 0.2, [[0.3, 'S4', true], [0.4, 'S2', true], [0.45, 'S2', false], [0.6, 'S4', false], [0.9, 'S3', true]], ['S4', 'S2', 'S3']],
  ]);
  return state;
};

test('who joined, how many keys moved from whom, and what hash % n would have done', () => {
  assert.equal(
    changeSentence(joined()),
    'S4 joined: 3 of 6 keys moved, all of them to S4: 2 from S2, 1 from S3. hash % n would have moved 3.',
  );
});

test('the sentence depends on what the change was', () => {
  const said = (nodes, ring) =>
    changeSentence({ nodes, owners: Array.from({ length: 10 }), moved: { ring, modulo: [['S1', 'S2', [0]]], t: 1 } });
  const has = (keys) => ({ keys });
  assert.match(said({ S2: has(9), S3: has(1) }, [['S1', 'S2', [1, 2]], ['S1', 'S3', [3]]]), /^S1 left: 3 of 10 keys moved, all of them from S1: 2 to S2, 1 to S3\./);
  assert.match(said({ S2: has(9) }, [['S1', 'S2', [1, 2]]]), /^S1 left: 2 of 10 keys moved, from S1 to S2\./);
  assert.match(said({ S1: has(1), S2: has(9) }, [['S1', 'S2', [1, 2]]]), /^S2 took over: 2 of 10 keys moved, from S1 to S2\./);
  assert.match(said({ S1: has(1), S2: has(2) }, [['S1', 'S2', [1, 2]]]), /^S2 joined: /);
  assert.match(said({ S1: has(1), S2: has(5), S3: has(4) }, [['S1', 'S2', [1]], ['S1', 'S3', [2]]]), /^S1 gave up: /);
  assert.match(said({ S1: has(1), S2: has(2), S3: has(3) }, [['S1', 'S2', [1]], ['S3', 'S1', [2]]]), /^2 of 10 keys moved between servers\./);
  assert.match(said({ S1: has(10) }, []), /^No key moved on the ring\./);
  assert.equal(changeSentence({ moved: null }), '');
  assert.equal(changeSentence({ moved: { ring: [], modulo: [], t: 1 } }), 'The last change moved no key.');
  assert.equal(changeSentence({ moved: { ring: [[null, 'S1', [0]]], modulo: [], t: 0 } }), '', 'placed is not moved');
});

test('the sentence for those who hear it', () => {
  const words = sentence(joined(), 4);
  assert.match(words, /^4 servers, 2 points for each unit of weight\. 6 keys: S1 2, S2 0, S3 1, S4 3\. S4 joined/);
  assert.match(words, /user:1 belongs to S4, then S2, S3; 2 points of the same servers passed over\.$/);
  assert.match(sentence(joined(), 4, { back: 1.2 }), /^1\.2 s back\. 4 servers/);
  assert.match(sentence(joined(), null, { back: 1.2 }), /^In the past\./);
  assert.equal(sentence(joined(), null), sentence({ ...joined(), requests: { 1: { key: 0, server: 'S1', since: 3 } } }, null));
});

test('of the points on the way, the first of each server keeps a copy, and the others are passed', () => {
  assert.deepEqual(stepsOf(joined().lookup).map(({ copy }) => copy), [1, 2, 0, 0, 3]);
});

test('a server’s share against the expected one, and the spread of so many points', () => {
  const points = (n) => Array.from({ length: n }, (_, i) => i / n);
  const node = (weight, n, keys, active = 0) => ({ weight, points: points(n), keys, modulo: 0, active, asked: 0 });
  const owners = Array.from({ length: 300 }, () => 'A');
  const [a] = figuresOf({ nodes: { A: node(1, 150, 100), B: node(1, 150, 100), C: node(1, 150, 100) }, owners }, {});
  assert.ok(Math.abs(a.spread / a.expected - 0.0666) < 0.0001, 'facts.md: 6.66 % for 3 × 150');
  const twice = figuresOf({ nodes: { A: node(2, 300, 200, 3), B: node(1, 150, 100, 1) }, owners }, { bound: 1.25 });
  assert.deepEqual(twice.map(({ expected }) => expected), [2 / 3, 1 / 3]);
  assert.deepEqual(twice.map(({ capacity }) => capacity), [5, 3], '⌈1.25 × (4 + 1)⌉ = 7, by weight, rounded up');
  assert.deepEqual([percent(0.3333), percent(0.083), percent(0), percent(1)], ['33 %', '8.3 %', '0 %', '100 %']);
});

test('the tables say what the picture says', () => {
  const view = { state: joined(), params: { bound: null } };
  const table = (id) => facts(view).find((it) => it.id === id);
  assert.deepEqual(table('servers').rows[3].slice(0, 6), ['S4', '1', '2', '3', '50 %', '25 %']);
  assert.deepEqual(table('moved').rows, [['S2 to S4', '2', '0'], ['S3 to S4', '1', '0'], ['S1 to S4', '0', '1'], ['S2 to S1', '0', '1'], ['S3 to S2', '0', '1']]);
  assert.deepEqual(table('keys').rows[1], ['user:1', '0.200000', 'S4', 'S2', '–']);
  assert.deepEqual(table('walk').rows[2], ['3', '0.450000', 'S2', 'passed over: has it already']);
  for (const { columns, rows } of facts(view)) assert.ok(rows.every((row) => row.length === columns.length));
  for (const { rows, none, id } of facts({ state: rules.initial(), params: {} })) assert.ok(rows.length > 0 || none, id);
});

test('whatever the story, a recording may contain it; what no lab does, it may not', () => {
  const state = rules.initial();
  assert.equal(recorded.state(state), null);
  for (const row of ringJournal({ seed: 5, steps: 100 }).rows) {
    const event = decode(row);
    for (const [name, check] of Object.entries(recorded.eventFields)) {
      if (name in event) assert.equal(check(event[name]), null, `${event.kind}.${name}`);
    }
    rules.apply(state, event);
    assert.equal(recorded.state(state), null);
    assert.equal(recorded.tooMuch(state), false);
  }
  const good = joined();
  const bad = [
    { ...good, positions: Array.from({ length: 10_001 }, () => 0.5) },
    { ...good, positions: [1.5] },
    { ...good, nodes: { S1: { ...good.nodes.S1, points: 7 } } },
    { ...good, moved: { ring: [['S1', 'S2']], modulo: [], t: 1 } },
    { ...good, lookup: { ...good.lookup, walk: [[0.5, 'S1']] } },
  ];
  for (const it of bad) assert.notEqual(recorded.state(it), null);
  const thirteen = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`S${i}`, good.nodes.S1]));
  assert.equal(recorded.tooMuch({ ...good, nodes: thirteen }), true);
});

test('what the state alone tells is measured from it', () => {
  const { moved_ring: ring, moved_modulo: modulo, servers, share_max: share } = recorded.measured(joined());
  assert.deepEqual([ring, modulo, servers, share], [0.5, 0.5, 4, 0.5]);
  assert.equal(recorded.measured(rules.initial()).moved_ring, null);
});

test('in a trace every request that begins also ends, and the curves know who has how many keys', () => {
  const { rows } = ringJournal({ seed: 2, steps: 150 });
  const out = new TraceWriter();
  const teller = new Trace(out);
  teller.begin(rules.initial(), 0, 0);
  const state = rules.initial();
  for (const row of rows) {
    teller.take(decode(row));
    rules.apply(state, decode(row));
  }
  teller.end(state.t);
  const trace = out.done({});
  assert.deepEqual(faultsOf(JSON.parse(JSON.stringify(trace))), []);
  const { traceEvents } = trace;
  const count = (ph) => traceEvents.filter((it) => it.ph === ph).length;
  assert.ok(count('b') > 20);
  assert.equal(count('b'), count('e'));
  const last = traceEvents.findLast((it) => it.ph === 'C' && it.name === 'keys');
  assert.deepEqual(last.args, Object.fromEntries(Object.entries(state.nodes).map(([name, { keys }]) => [name, keys])));
});

test('a server keeps its look when others leave, and no two of twelve look alike', () => {
  const all = Array.from({ length: 12 }, (_, i) => `S${i + 1}`);
  const [before, now] = [looksOf(all), looksOf(all.filter((name) => name !== 'S2'))];
  assert.equal(new Set(before.values()).size, LOOKS);
  for (const [name, look] of now) assert.equal(look, before.get(name));
  assert.deepEqual([...looksOf(['server-a', 'server-c', 'cache', 'S13']).values()].slice(0, 2), [0, 2]);
  assert.equal(new Set(looksOf(['S1', 'S13', 'server-a']).values()).size, 3);
  assert.equal(new Set(Array.from({ length: LOOKS }, (_, look) => shape(look, 5))).size, LOOKS);
  assert.deepEqual([short('server-d'), short('S4')], ['d', 'S4']);
});

test('every server’s colour stands out from the ground it is drawn on, by day and by night', () => {
  const surfaces = readFileSync(new URL('../../static/css/tokens.css', import.meta.url), 'utf8');
  const pair = (css, name) => new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css).slice(1);
  const light = (hex) =>
    [1, 3, 5].reduce((sum, at, i) => {
      const part = parseInt(hex.slice(at, at + 2), 16) / 255;
      return sum + [0.2126, 0.7152, 0.0722][i] * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    }, 0);
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  for (const ground of ['surface', 'sunk', 'on-state']) {
    for (let look = 0; look < LOOKS; look += 1) {
      pair(CSS, `node-${look}`).forEach((colour, theme) => {
        const against = pair(surfaces, ground)[theme];
        const least = ground === 'on-state' ? 4.5 : 3; // a number stands on it; a shape stands out
        assert.ok(contrast(colour, against) >= least, `--node-${look} on --${ground}: ${contrast(colour, against).toFixed(2)}`);
      });
    }
  }
});
