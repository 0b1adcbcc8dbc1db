/** A run as a link and back; and links that cannot be followed in full. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { decodeShare, encodeShare, MARK, settle } from '../../static/js/tools/share.js';
import { DESCRIPTION, PARAMS, run } from './support/pool-description.mjs';

const ACTIONS = [[0.5, 'set', 'max_size', 2], [1.25, 'act', 'restart_database', { down_for: 0.2 }], [3, 'act', 'leak', {}]];
const link = (shared) => MARK + Buffer.from(typeof shared === 'string' ? shared : JSON.stringify(shared)).toString('base64url');
const followed = (shared) => decodeShare(link(shared), DESCRIPTION);

describe('a link', () => {
  test('leads back to parameters, seed, what was done up to the moment, and the moment', () => {
    const { hash, exact } = encodeShare(run({ seed: 11, actions: ACTIONS }), 2.5);
    assert.equal(exact, true);
    assert.match(hash, /^#share=[A-Za-z0-9_-]+$/, 'nothing that an address would have to escape');
    assert.deepEqual(decodeShare(hash, DESCRIPTION), {
      wish: { params: { max_size: 6, acquire_timeout: null }, seed: 11, actions: ACTIONS.slice(0, 2), t: 2.5 },
      notices: [],
    });
  });

  test('in operating-system order leads to the settings only', () => {
    const params = { ...PARAMS, thread_order: 'os' };
    const { hash, exact } = encodeShare(run({ params, actions: ACTIONS }), 2.5);
    const { wish } = decodeShare(hash, DESCRIPTION);
    assert.deepEqual([exact, wish.actions, wish.t, wish.params.thread_order], [false, [], null, 'os']);
  });

  test('to a moment that is too far leads to the settings only, and one made by hand is told', () => {
    const { hash, exact, why } = encodeShare(run({ actions: ACTIONS }), 1000);
    assert.deepEqual([exact, why, decodeShare(hash, DESCRIPTION).wish.t], [false, 'this one has gone on for too long', null]);
    const { wish, notices } = followed({ v: 1, params: { threads: 3 }, actions: ACTIONS, t: 1e9 });
    assert.deepEqual(wish, { params: { threads: 3 }, seed: null, actions: [], t: null });
    assert.match(notices[0], /later than 900 s/);
  });

  test('may hold any letters', () => {
    const description = structuredClone(DESCRIPTION);
    description.params.properties.note = { type: 'string', default: '', title: 'Note' };
    const { hash } = encodeShare(run({ params: { note: 'größer ≥ 10 ✓' }, description }), 0);
    assert.equal(decodeShare(hash, description).wish.params.note, 'größer ≥ 10 ✓');
  });
});

describe('what cannot be followed is told, and has its default', () => {
  const nothing = { params: {}, seed: null, actions: [], t: null };

  for (const [name, hash] of Object.entries({
    damaged: `${MARK}%%%`,
    'cut short': encodeShare(run({ actions: ACTIONS }), 9).hash.slice(0, -9),
    'not text': MARK + Buffer.from([0xff, 0xfe, 0xfd]).toString('base64url'),
    'a number': link('7'),
    'a list': link('[1]'),
    empty: MARK,
  })) {
    test(`a link that is ${name}`, () => {
      const { wish, notices } = decodeShare(hash, DESCRIPTION);
      assert.deepEqual(wish, nothing);
      assert.match(notices.join(), /damaged/);
    });
  }

  test('a link from another version, and one that is endless', () => {
    assert.match(followed({ v: 2 }).notices.join(), /another version/);
    assert.match(decodeShare(MARK + 'A'.repeat(100_000), DESCRIPTION).notices.join(), /too long/);
  });

  test('unknown and out-of-range parameters', () => {
    const params = { threads: 8, max_size: 99, acquire_timeout: 'long', fair: 1, thread_order: 'chaos', wings: 2, constructor: 1 };
    const { wish, notices } = followed({ v: 1, params, seed: -1, t: 0 });
    assert.deepEqual(wish, { params: { threads: 8 }, seed: null, actions: [], t: 0 });
    assert.deepEqual(notices, [
      'Max size: 99 is not a whole number from 1 to 30: the default is used.',
      'Acquire timeout: long is not a number from 0.005 to 30: the default is used.',
      'Fair: 1 is not true or false: the default is used.',
      'Thread order: chaos is not one of seeded, os: the default is used.',
      'There is no parameter “wings”: it is ignored.',
      'There is no parameter “constructor”: it is ignored.',
      'Seed: -1 is not a whole number from 0 to 999999: the default is used.',
    ]);
  });

  test('a whole number where one is asked for, null where it may be', () => {
    assert.deepEqual(settle({ threads: 1.5 }, DESCRIPTION).params, {});
    assert.deepEqual(settle({ threads: null }, DESCRIPTION).params, {});
    assert.deepEqual(settle({ acquire_timeout: null }, DESCRIPTION).params, { acquire_timeout: null });
    assert.deepEqual(settle([], DESCRIPTION).params, {});
  });

  test('actions that the lab does not know, or at impossible times', () => {
    const actions = [
      [1, 'set', 'max_size', 2], [0.5, 'set', 'max_size', 3], [1, 'set', 'max_size', 99], [1, 'set', 'wings', 1],
      [1, 'act', 'explode', {}], [1, 'act', 'restart_database', { down_for: -1 }], [1, 'act', 'leak', { x: 1 }],
      [1, 'act', 'leak', null], [1, 'do', 'leak', {}], 'leak', [7, 'act', 'leak', {}], [2, 'act', 'leak', {}],
    ];
    const { wish, notices } = followed({ v: 1, actions, t: 5 });
    assert.deepEqual(wish.actions, [[1, 'set', 'max_size', 2], [2, 'act', 'leak', {}]]);
    assert.equal(notices.length, actions.length - 2);
    assert.ok(notices.includes('Left out: Max size set to 99, which is not a whole number from 1 to 30.'));
  });

  test('actions or a moment that are none', () => {
    assert.deepEqual(followed({ v: 1, actions: 'all', t: 2 }).wish, { ...nothing, t: 2 });
    const { wish, notices } = followed({ v: 1, actions: [], t: 'noon' });
    assert.deepEqual(wish, nothing);
    assert.match(notices.join(), /moment could not be read/);
  });

  test('a foreign text is told shortened', () => {
    const { notices } = followed({ v: 1, params: { ['x'.repeat(500)]: 1 } });
    assert.ok(notices[0].length < 100);
  });
});
