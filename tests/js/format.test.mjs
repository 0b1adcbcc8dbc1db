/** Numbers as people say them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clock, duration, NOTHING, number, rate, value } from '../../static/js/lib/format.js';

/** Each case: what goes in, what is said. */
function says(format, cases) {
  for (const [given, expected] of cases) assert.equal(format(given), expected, String(given));
}

test('durations take the unit in which they are a short number', () => {
  says(duration, [
    [0, '0 s'], [0.00035, '350 µs'], [0.0000012, '1.2 µs'], [0.08, '80 ms'], [0.0456, '46 ms'], [0.345, '345 ms'],
    [1, '1 s'], [1.2, '1.2 s'], [1.25, '1.3 s'], [30, '30 s'], [75.2, '75 s'],
  ]);
});

test('durations change the unit after rounding, not before', () => {
  says(duration, [[0.9996, '1 s'], [0.0009999, '1 ms'], [0.9994, '999 ms']]);
});

test('long durations are minutes and hours', () => {
  says(duration, [[120, '2 min'], [150, '2 min 30 s'], [1800, '30 min']]);
  says(duration, [[3600, '1 h'], [5400, '1 h 30 min'], [3605, '1 h 5 s']]);
});

test('durations can be told more closely, and backwards', () => {
  assert.equal(duration(12.5, 3), '12.5 s');
  assert.equal(duration(1.25, 3), '1.25 s');
  assert.equal(duration(-0.08), '-80 ms');
});

test('rates are per second', () => {
  says(rate, [[25, '25/s'], [0.5, '0.5/s'], [1234.5, '1235/s'], [12_345, '12,345/s'], [0, '0/s']]);
});

test('plain numbers keep the digits before the point', () => {
  says(number, [[0.1 + 0.2, '0.3'], [3.14159, '3.14'], [1234.5, '1235'], [-2, '-2'], [1_000_000, '1,000,000']]);
});

test('a clock cuts off and never shows sixty seconds', () => {
  says(clock, [
    [0, '00:00.00'], [0.29, '00:00.29'], [12.48, '00:12.48'], [12.489, '00:12.48'],
    [59.999, '00:59.99'], [60, '01:00.00'], [754.3, '12:34.30'], [3723.5, '1:02:03.50'], [-1, '00:00.00'],
  ]);
});

test('where there is no number there is a dash', () => {
  for (const format of [duration, rate, number, clock, value]) {
    says(format, [[null, NOTHING], [undefined, NOTHING]]);
  }
  says(duration, [[NaN, NOTHING], [Infinity, NOTHING]]);
});

test('a value is told by its unit', () => {
  assert.equal(value(0.08, 's'), '80 ms');
  assert.equal(value(25, '1/s'), '25/s');
  assert.equal(value(8, ''), '8');
  assert.equal(value(true), 'on');
  assert.equal(value(false), 'off');
  assert.equal(value('lifo'), 'lifo');
});
