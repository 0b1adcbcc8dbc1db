/** Goals: the server says how they stand, the page remembers. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Goals } from '../../static/js/core/goals.js';

const THREE = { name: 'three', label: 'See three.', hint: 'Look.' };

describe('the goals of a lab', () => {
  test('begin open', () => {
    const goals = new Goals();
    goals.set(['three'], [THREE]);
    assert.deepEqual(goals.list, [{ ...THREE, done: false, progress: 0, detail: '' }]);
  });

  test('move when the server says so, and only then', () => {
    const goals = new Goals();
    goals.set(['three'], [THREE]);
    const standing = { name: 'three', done: false, progress: 0.33, detail: '1 of 3' };
    assert.equal(goals.hear(standing), true);
    assert.equal(goals.hear(standing), false);
    assert.equal(goals.list[0].progress, 0.33);
  });

  test('may be told before they are named', () => {
    const goals = new Goals();
    goals.hear({ name: 'three', done: true, progress: 1, detail: '3 of 3' });
    goals.set(['three'], [THREE]);
    assert.deepEqual(goals.list, [{ ...THREE, done: true, progress: 1, detail: '3 of 3' }]);
  });

  test('are a new list whenever anything has changed', () => {
    const goals = new Goals();
    goals.set(['three'], [THREE]);
    const before = goals.list;
    goals.hear({ name: 'three', done: false, progress: 0.5, detail: '' });
    assert.notEqual(goals.list, before);
    assert.equal(before[0].progress, 0);
  });
});
