/** The log's list: the last events that are wanted, from any end, at a cost that many unwanted ones do not change. */

import assert from 'node:assert/strict';
import test from 'node:test';

import { countAfter, endOf, eventsBefore } from '../../static/js/panels/event-list.js';

const all = () => true;
const even = (event) => event.n % 2 === 0;

/** Events numbered from 0, one a tenth of a second, in chunks of ten; the last chunk still empty. */
function recorded(count) {
  const chunks = [];
  for (let n = 0; n < count; n += 1) {
    if (n % 10 === 0) chunks.push({ events: [] });
    chunks.at(-1).events.push({ n, t: n / 10 });
  }
  return [...chunks, { events: [] }];
}

const numbers = ({ events }) => events.map(({ n }) => n);

test('the last events, oldest first, and whether there are more', () => {
  const chunks = recorded(25);
  assert.deepEqual(numbers(eventsBefore(chunks, endOf(chunks), all, 3)), [22, 23, 24]);
  assert.equal(eventsBefore(chunks, endOf(chunks), all, 24).more, true);
  assert.equal(eventsBefore(chunks, endOf(chunks), all, 25).more, false);
  assert.deepEqual(numbers(eventsBefore(chunks, endOf(chunks), even, 3)), [20, 22, 24]);
});

test('a list can end at any moment, with all events of that very instant', () => {
  const chunks = recorded(25);
  chunks[0].events.push({ n: 9.5, t: 0.9 });
  assert.deepEqual(numbers(eventsBefore(chunks, endOf(chunks, 0.9), all, 2)), [9, 9.5]);
  assert.deepEqual(numbers(eventsBefore(chunks, endOf(chunks, 0.95), all, 2)), [9, 9.5]);
  assert.equal(endOf(chunks, -1), null);
  assert.deepEqual(eventsBefore(chunks, null, all, 2), { events: [], more: false });
});

test('what came after an end is counted, also as its own chunk grows, up to a limit', () => {
  const chunks = recorded(25);
  const end = endOf(chunks);
  assert.equal(countAfter(chunks, end, all, { most: 999 }), 0);
  chunks[2].events.push({ n: 25, t: 2.5 }, { n: 26, t: 2.6 });
  assert.equal(countAfter(chunks, end, all, { most: 999 }), 2);
  assert.equal(countAfter(chunks, end, even, { most: 999 }), 1);
  assert.equal(countAfter(chunks, end, all, { until: 2.5, most: 999 }), 1);
  assert.equal(countAfter(chunks, endOf(chunks, 0), all, { most: 7 }), 7);
});

test('an end that is no longer kept is before everything', () => {
  const chunks = recorded(25);
  const end = endOf(chunks, 0.5);
  const rest = chunks.slice(1);
  assert.equal(countAfter(rest, end, all, { most: 999 }), 15);
  assert.deepEqual(eventsBefore(rest, end, all, 5), { events: [], more: false });
});
