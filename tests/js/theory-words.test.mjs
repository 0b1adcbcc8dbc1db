/** The theory panel's figures: what is said and drawn of numbers that the server computed. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { MetricsHistory } from '../../static/js/core/metrics.js';
import { bars, curveWords, figure, inputWords, nice, plot } from '../../static/js/panels/theory-words.js';

const CURVE = [[1, null], [2, null], [3, 0.4], [4, 0.1], [5, 0.02], [6, 0.004]];
const theory = (changes = {}) => ({ unit: 's', value: 0.1, measured: 0.05, curve: CURVE, at: 4, ...changes });

test('figures have their units, and a share is in per cent', () => {
  assert.equal(figure(0.0052, 's'), '5.2 ms');
  assert.equal(figure(6.873, ''), '6.87');
  assert.equal(figure(0.204, 'share'), '20 %');
  assert.equal(figure(null, 's'), '–');
  assert.equal(inputWords({ symbol: 'λ', value: 85.6, unit: '1/s' }), 'λ = 86/s');
});

describe('the bars', () => {
  test('are parts of the longer one', () => {
    assert.deepEqual(bars(theory()), { modelled: 1, measured: 0.5 });
    assert.deepEqual(bars(theory({ unit: 'share', value: 0.2, measured: 0.5 })), { modelled: 0.2, measured: 0.5 });
  });

  test('have no end where the formula has no answer, and no length where nothing was measured', () => {
    assert.deepEqual(bars(theory({ value: null })), { modelled: null, measured: 1 });
    assert.deepEqual(bars(theory({ value: 0, measured: 0 })), { modelled: 0, measured: 0 });
  });
});

describe('the curve', () => {
  test('begins where there is an answer, and both points stand at the size of today', () => {
    const drawn = plot(theory(), 60, 100);
    assert.equal(drawn.noAnswer, 20);
    assert.equal(drawn.at.x, 35);
    assert.match(drawn.path, /^M25\.0 /);
    assert.equal(drawn.path.match(/[ML]/g).length, 4);
    assert.ok(drawn.at.measured > drawn.at.modelled, 'less is lower');
    assert.equal(drawn.top, 0.2);
  });

  test('says so when no size has an answer', () => {
    const drawn = plot(theory({ curve: CURVE.map(([size]) => [size, null]), value: null }), 60, 100);
    assert.equal(drawn.noAnswer, 60);
    assert.equal(drawn.path, '');
    assert.equal(drawn.at.modelled, null);
    assert.ok(Number.isFinite(drawn.at.measured));
  });

  test('does not let a wait on the brink flatten what was measured', () => {
    const drawn = plot(theory({ value: 113, measured: 0.18, at: 3, curve: [[3, 113], [4, 0.01]] }), 60, 100);
    assert.ok(drawn.top < 1);
    assert.ok(drawn.at.modelled < 0, 'above the picture');
  });

  test('has a height even if nobody waits', () => {
    const drawn = plot(theory({ value: 0, measured: 0, curve: CURVE.map(([size]) => [size, 0]) }), 60, 100);
    assert.ok(drawn.top > 0);
    assert.doesNotMatch(drawn.path, /NaN/);
  });

  test('is told in words', () => {
    const words = curveWords(theory(), 'By pool size.');
    assert.match(words, /No steady wait up to size 2\./);
    assert.match(words, /4: 100 ms/);
    assert.match(words, /Now, at 4: modelled 100 ms, measured 50 ms\./);
    assert.match(curveWords(theory({ value: null })), /modelled no answer/);
  });
});

test('axes end at round numbers', () => {
  assert.deepEqual([0.0013, 0.2, 3, 70].map(nice), [0.002, 0.2, 5, 100]);
});

test('theory is kept with the figures of its moment', () => {
  const history = new MetricsHistory();
  assert.deepEqual(history.theoryAt(1), []);
  assert.equal(history.theoryAt(1), history.theoryAt(2));
  history.add(1, {}, [{ name: 'first' }]);
  history.add(2, {}, [{ name: 'second' }]);
  history.add(3, {});
  assert.deepEqual([0.5, 1.5, Infinity].map((t) => history.theoryAt(t)[0]?.name), [undefined, 'first', undefined]);
});
