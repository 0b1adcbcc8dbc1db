/** Sliders: rows of notches with values. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { label, scaleOf } from '../../static/js/lib/scale.js';

const MAX_SIZE = { type: 'integer', minimum: 1, maximum: 50, step: 1 };
const QUERY_TIME = { type: 'number', minimum: 0.001, maximum: 5, step: 0.001, scale: 'log', unit: 's' };
const THINK_TIME = { ...QUERY_TIME, minimum: 0 };
const MAX_LIFETIME = { ...QUERY_TIME, type: ['number', 'null'], minimum: 1, maximum: 3600, step: 1, null: 'never' };
const SPREAD = { type: 'number', minimum: 0, maximum: 1, step: 0.1 };
const ALL = { MAX_SIZE, QUERY_TIME, THINK_TIME, MAX_LIFETIME, SPREAD };

describe('a slider with notches of its own', () => {
  const { notches, toPosition, toValue } = scaleOf({ ...MAX_SIZE, maximum: 500, notches: [1, 3, 10, 50, 150, 500] });

  test('stops only there, and shows any other value at the nearest', () => {
    assert.deepEqual(notches, [1, 3, 10, 50, 150, 500]);
    assert.deepEqual([0, 1, 5].map(toValue), [1, 3, 500]);
    assert.deepEqual([1, 40, 120, 499].map(toPosition), [0, 3, 4, 5]);
  });
});

for (const [name, property] of Object.entries(ALL)) {
  describe(`the slider of ${name}`, () => {
    const { notches, toPosition, toValue, round } = scaleOf(property);
    const numbers = notches.filter((x) => x !== null);

    test('goes from the minimum to the maximum, always upwards', () => {
      assert.equal(numbers[0], property.minimum);
      assert.equal(numbers.at(-1), property.maximum);
      assert.ok(numbers.every((x, i) => i === 0 || x > numbers[i - 1]));
    });

    test('leads from every position to a value and back', () => {
      notches.forEach((x, position) => {
        assert.equal(toValue(position), x);
        assert.equal(toPosition(x), position);
      });
    });

    test('has only values on the step, without dust', () => {
      for (const x of numbers) {
        assert.equal(round(x), x);
        assert.ok(String(x).length <= 6, String(x));
      }
    });
  });
}

describe('a linear slider', () => {
  test('has a notch for every step', () => {
    assert.equal(scaleOf(MAX_SIZE).notches.length, 50);
    assert.deepEqual(scaleOf(SPREAD).notches, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });

  test('takes several steps at a time if there are too many to aim at', () => {
    const { notches } = scaleOf({ type: 'integer', minimum: 0, maximum: 100_000, step: 1 });
    assert.ok(notches.length <= 402);
    assert.equal(notches.at(-1), 100_000);
  });

  test('without a step has a hundred, and whole numbers for an integer', () => {
    assert.equal(scaleOf({ type: 'number', minimum: 0, maximum: 1 }).notches.length, 101);
    assert.deepEqual(scaleOf({ type: 'integer', minimum: 2, maximum: 5 }).notches, [2, 3, 4, 5]);
  });
});

describe('a log slider', () => {
  test('stops at numbers people say, as densely at the small end as at the large', () => {
    const { notches } = scaleOf(QUERY_TIME);
    for (const x of [0.001, 0.01, 0.025, 0.08, 0.1, 0.25, 1, 2.5, 5]) assert.ok(notches.includes(x), String(x));
    const within = (a, b) => notches.filter((x) => x >= a && x < b).length;
    assert.equal(within(0.01, 0.1), within(0.1, 1));
  });

  test('with minimum 0 begins with 0', () => {
    assert.deepEqual(scaleOf(THINK_TIME).notches.slice(0, 3), [0, 0.001, 0.002]);
    assert.deepEqual(scaleOf({ ...THINK_TIME, maximum: 3600 }).notches.slice(0, 3), [0, 0.001, 0.002]);
    assert.deepEqual(scaleOf({ minimum: 0, maximum: 10, scale: 'log' }).notches.slice(0, 3), [0, 0.001, 0.0012]);
  });
});

describe('any slider', () => {
  test('shows a value between two notches at the nearer one', () => {
    const { toPosition, notches } = scaleOf(QUERY_TIME);
    assert.equal(notches[toPosition(0.081)], 0.08);
    assert.equal(notches[toPosition(99)], 5);
    assert.equal(notches[toPosition(-1)], 0.001);
  });

  test('has null last, where it is allowed', () => {
    const { notches, toPosition, toValue } = scaleOf(MAX_LIFETIME);
    assert.equal(notches.at(-1), null);
    assert.equal(toPosition(null), notches.length - 1);
    assert.equal(toValue(1e9), null);
    assert.equal(toValue(-3), 1);
  });

  test('rounds to the step and into the bounds', () => {
    const { round } = scaleOf(SPREAD);
    assert.deepEqual([0.1 + 0.2, 0.26, 7, -7].map(round), [0.3, 0.3, 1, 0]);
    assert.equal(scaleOf(MAX_SIZE).round(2.6), 3);
  });
});

describe('a value in words', () => {
  test('has its unit, its word for null, or its label', () => {
    assert.equal(label(0.08, QUERY_TIME), '80 ms');
    assert.equal(label(1.25, QUERY_TIME), '1.25 s');
    assert.equal(label(null, MAX_LIFETIME), 'never');
    assert.equal(label(1800, MAX_LIFETIME), '30 min');
    assert.equal(label(null, {}), 'none');
    assert.equal(label('lifo', { labels: { lifo: 'last in, first out' } }), 'last in, first out');
    assert.equal(label(true, { type: 'boolean' }), 'on');
    assert.equal(label(12, MAX_SIZE), '12');
  });
});
