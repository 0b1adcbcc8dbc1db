/** Small parts of the record: events off the wire, the history of the metrics, how fast things come. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { decoder } from '../../static/js/core/decode.js';
import { MetricsHistory } from '../../static/js/core/metrics.js';
import { Rate } from '../../static/js/core/rate.js';
import { alike } from '../../static/js/core/state.js';

describe('an event on the wire', () => {
  const decode = decoder({ 'waiter.enqueued': ['who', 'position'], 'pool.closed': [] });

  test('gets the names of its fields from the schema', () => {
    const event = decode([1.5, 'waiter.enqueued', 'T5', 1]);
    assert.deepEqual(event, { t: 1.5, kind: 'waiter.enqueued', who: 'T5', position: 1 });
    assert.deepEqual(decode([2, 'pool.closed']), { t: 2, kind: 'pool.closed' });
  });

  test('of an unknown kind keeps its time and its kind', () => {
    assert.deepEqual(decode([2, 'hedge.sent', 5]), { t: 2, kind: 'hedge.sent' });
    assert.deepEqual(decode([2, 'constructor', 5]), { t: 2, kind: 'constructor' });
  });

  test('from a newer server may have more fields', () => {
    assert.deepEqual(decode([2, 'pool.closed', 'why']), { t: 2, kind: 'pool.closed' });
  });
});

describe('the metrics', () => {
  const history = new MetricsHistory();
  for (const t of [1, 2, 3]) history.add(t, { waiters: t * 10, wait_p95: null });

  test('are those of the moment asked for', () => {
    assert.deepEqual(history.at(2.9), { waiters: 20, wait_p95: null });
    assert.deepEqual(history.at(0.5), {});
    assert.deepEqual(history.at(Infinity), { waiters: 30, wait_p95: null });
  });

  test('have a curve up to that moment, with null where nothing was measured', () => {
    assert.deepEqual(history.curve('waiters', 2), [[1, 10], [2, 20]]);
    assert.deepEqual(history.curve('wait_p95', 1), [[1, null]]);
    assert.deepEqual(history.curve('unheard_of', 1), [[1, null]]);
  });

  test('bring what else was measured, of the moment asked for', () => {
    const detailed = new MetricsHistory();
    detailed.add(1, {}, [], { servers: 3 });
    detailed.add(2, {});
    assert.deepEqual(detailed.detailAt(1.5), { servers: 3 });
    assert.equal(detailed.detailAt(1.5), detailed.detailAt(1.9), 'the same object as long as it says the same');
    assert.equal(detailed.detailAt(2), null);
    assert.equal(detailed.detailAt(0.5), null);
  });

  test('measured twice at one moment count once', () => {
    history.add(3, { waiters: 33 });
    assert.deepEqual(history.curve('waiters', 9), [[1, 10], [2, 20], [3, 33]]);
  });

  test('that are too old go', () => {
    history.forgetBefore(2);
    assert.deepEqual(history.curve('waiters', 9), [[2, 20], [3, 33]]);
  });

  test('begin anew when the clock does', () => {
    history.add(0.5, { waiters: 5 });
    assert.deepEqual(history.curve('waiters', 9), [[0.5, 5]]);
  });
});

describe('a rate', () => {
  test('is what came in the last two seconds', () => {
    const rate = new Rate();
    rate.add(10, 0);
    rate.add(20, 1500);
    assert.equal(rate.perSecond(1600), 15);
    assert.equal(rate.perSecond(2000), 10);
    assert.equal(rate.perSecond(9000), 0);
  });
});

describe('two states', () => {
  const state = { t: 1, waiters: [{ who: 'T1', since: 1 }], connections: { 7: { slot: 1 } }, recent: {} };

  test('are alike whatever their time, the order of their keys and the memory of the view', () => {
    const other = { recent: { 1: {} }, connections: { 7: { slot: 1 } }, waiters: [{ since: 1, who: 'T1' }], t: 2 };
    assert.equal(alike(state, other), true);
  });

  test('are not alike if anything else differs', () => {
    assert.equal(alike(state, { ...state, waiters: [] }), false);
    assert.equal(alike(state, { ...state, waiters: [{ who: 'T1', since: 2 }] }), false);
    assert.equal(alike(state, { ...state, connections: { 8: { slot: 1 } } }), false);
    assert.equal(alike(state, { ...state, pool: null }), false);
    assert.equal(alike({ ...state, waiters: {} }, { ...state, waiters: [] }), false);
  });
});
