/** The pure parts of a lesson's tasks: numbers in words and back, places on a scale, marks, progress. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rightness } from '../../static/js/tasks/choice-field.js';
import { line, middle, moved, place, ticks } from '../../static/js/tasks/plot.js';
import { fit, Progress, tally } from '../../static/js/tasks/progress.js';
import { say, typed } from '../../static/js/tasks/words.js';

const NBSP = '\u00a0';

/** As much of localStorage as is used. */
function store(things = {}) {
  const kept = new Map(Object.entries(things));
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key),
  };
}

test('numbers are written in the format of the task', () => {
  const cases = [
    [0.12, 'ms', '120 ms'], [0.476, 'percent', '47.6 %'], [0.1 * 3, 's', '0.3 s'], [40, 'rate', '40/s'],
    [3.6, 'whole', '4'], [2.5, 'number', '2.5'], [1.5, 'times', '1.5 ×'], [0.08, 'duration', '80 ms'],
  ];
  for (const [value, format, text] of cases) assert.equal(say(value, format), text.replaceAll(' ', NBSP), format);
});

test('what is typed is read with or without its unit, with point or comma', () => {
  const cases = [
    ['120', 'ms', 0.12], ['120 ms', 'ms', 0.12], ['47,5', 'percent', 0.475], ['40/s', 'rate', 40], ['.5', 's', 0.5],
    ['', 'ms', null], ['many', 'ms', null], ['1 000', 'number', 1000], ['-3', 'number', -3],
  ];
  for (const [text, format, value] of cases) assert.equal(typed(text, format), value, text);
});

test('places on a scale stay on it', () => {
  assert.equal(place(5, [0, 20]), 25);
  assert.equal(place(-1, [0, 20]), 0);
  assert.equal(place(99, [0, 20]), 100);
  assert.equal(middle([0, 1], 0.01), 0.5);
  assert.equal(middle([0, 0.6], 0.01), 0.3);
  assert.deepEqual(ticks([0, 1], 4), [0, 0.5, 1]);
  assert.deepEqual(ticks([0, 16]), [0, 5, 10, 15]);
  assert.deepEqual(ticks([0, 0.6], 4), [0, 0.2, 0.4, 0.6]);
  assert.equal(line([0, 10], [0, 10]), '25,100 75,0');
});

test('a thing is moved in a list, and never out of it', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 0, 2), ['b', 'c', 'a']);
  assert.deepEqual(moved(['a', 'b', 'c'], 2, 0), ['c', 'a', 'b']);
  assert.deepEqual(moved(['a', 'b', 'c'], 1, 9), ['a', 'c', 'b']);
});

test('an option is marked by what the server said, and by nothing else', () => {
  assert.equal(rightness(null, 0, true), null);
  const wrong = { verdict: 'wrong', because: { 1: 'no' } };
  assert.deepEqual([0, 1].map((index) => rightness(wrong, index, index === 1)), [null, 'wrong']);
  const known = { truth: { right: [0] } };
  assert.deepEqual([0, 1].map((index) => rightness(known, index, index === 1)), ['missed', 'wrong']);
  const several = { verdict: 'wrong', marks: { 0: true, 1: false } };
  assert.deepEqual([0, 1, 2].map((index) => rightness(several, index, index < 2)), ['right', 'wrong', null]);
});

test('progress is kept, found again, and forgotten', () => {
  const storage = store();
  const first = new Progress('pools', () => storage);
  assert.ok(first.empty && first.kept);
  first.finishRound(1);
  first.finishRound(1);
  first.commit('predict-1', 0.5);
  first.setQuiz('quiz-1', { tries: 2, right: true, answer: 1 });
  first.reach('round-2:goal');
  const second = new Progress('pools', () => storage);
  assert.deepEqual(second.rounds, [1]);
  assert.equal(second.answer('predict-1'), 0.5);
  assert.ok(second.reached('round-2:goal'));
  const lesson = { rounds: 7, predictions: 5, questions: ['quiz-1', 'quiz-2'] };
  assert.equal(tally(second, lesson), '1 of 7 rounds done, 1 of 5 predictions made, 1 of 2 questions right');
  assert.ok(new Progress('another', () => storage).empty);
  second.forget();
  assert.ok(second.empty && new Progress('pools', () => storage).empty);
});

test('where storage throws, or is full, or holds rubbish, progress is kept for the page alone', () => {
  const blocked = new Progress('pools', () => { throw new Error('blocked'); });
  blocked.finishRound(1);
  blocked.commit('predict-1', 1);
  assert.deepEqual([blocked.kept, blocked.rounds, blocked.answer('predict-1')], [false, [1], 1]);
  blocked.forget();
  assert.ok(blocked.empty);

  const full = new Progress('pools', () => ({ ...store(), setItem: () => { throw new Error('full'); } }));
  full.finishRound(2);
  assert.deepEqual([full.kept, full.rounds], [false, [2]]);

  for (const rubbish of ['{', 'null', '[]', '7', '{"rounds": {}, "answers": [], "quiz": 3}']) {
    const storage = store({ 'ringside:progress:pools': rubbish });
    assert.ok(new Progress('pools', () => storage).empty, rubbish);
  }
  assert.deepEqual(fit({ rounds: [1], more: 2 }).rounds, [1]);
});
