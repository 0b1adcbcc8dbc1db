/** The moment on screen, and the clock that runs on between frames. */

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { Recording } from '../../static/js/core/recording.js';
import { View } from '../../static/js/core/view.js';
import { rules } from '../../static/js/reduce/pool.js';
import { SCHEMA } from './support/schema.mjs';
import { firstKeyframe, frame } from './support/stream.mjs';

const RUNNING = { running: true, slow: 10 };
const STANDING = { running: false, slow: 10 };
const HEARD_AT = 1000; // real ms at which the last frame came

let recording;
let view;
const timeAt = (ms, clock = RUNNING) => {
  view.tick(ms, clock);
  return Number(view.time.toFixed(9));
};

beforeEach(() => {
  recording = new Recording({ ...rules, schema: SCHEMA, keepSeconds: 2, keyframeEvery: 1 });
  recording.keyframe(firstKeyframe(), 0);
  recording.frame(frame(1, { to: 3, events: [[2, 'waiter.enqueued', 'T1', 1]] }), HEARD_AT);
  view = new View(recording);
});

describe('the clock on screen', () => {
  test('runs on from the last frame, slowed down as the lab is', () => {
    assert.equal(timeAt(HEARD_AT), 3);
    assert.equal(timeAt(HEARD_AT + 50), 3.005);
    assert.equal(timeAt(HEARD_AT + 100), 3.01);
  });

  test('stands while the lab does', () => {
    assert.equal(timeAt(HEARD_AT + 100, STANDING), 3);
    assert.equal(view.tick(HEARD_AT + 200, STANDING), false);
  });

  test('waits for a late frame after 0.4 s of real time', () => {
    assert.equal(timeAt(HEARD_AT + 400), 3.04);
    assert.equal(timeAt(HEARD_AT + 5000), 3.04);
  });

  test('never goes back: it waits where it ran ahead', () => {
    timeAt(HEARD_AT + 100);
    recording.frame(frame(2, { from: 3, to: 3.005 }), HEARD_AT + 100);
    assert.equal(timeAt(HEARD_AT + 110), 3.01);
    assert.equal(timeAt(HEARD_AT + 160), 3.011);
    assert.equal(timeAt(HEARD_AT + 170, STANDING), 3.011);
  });

  test('does not mind an animation frame stamped before the last message', () => {
    assert.equal(timeAt(HEARD_AT - 10), 3);
  });
});

describe('something to draw', () => {
  test('is there when the clock moved or events came, and only then', () => {
    assert.equal(view.tick(HEARD_AT, STANDING), true);
    assert.equal(view.tick(HEARD_AT, STANDING), false);
    recording.frame(frame(2, { to: 3, events: [[3, 'waiter.enqueued', 'T2', 2]] }), HEARD_AT);
    assert.equal(view.tick(HEARD_AT, STANDING), true);
    assert.equal(view.tick(HEARD_AT, STANDING), false);
    assert.equal(view.tick(HEARD_AT + 16, RUNNING), true);
  });
});

describe('the past', () => {
  test('stays on screen, the same object, whatever the lab does', () => {
    view.seek(1.5);
    const { state } = view;
    assert.deepEqual(state.waiters, []);
    recording.frame(frame(2, { to: 4, events: [[3.5, 'waiter.enqueued', 'T2', 2]] }), HEARD_AT + 50);
    assert.equal(timeAt(HEARD_AT + 60), 1.5);
    assert.equal(view.state, state);
    view.seek(2);
    assert.equal(view.state.waiters.length, 1);
  });

  test('is sought as far as it is kept', () => {
    view.seek(-4);
    assert.equal(view.time, 0);
    view.seek(99);
    assert.deepEqual([view.time, view.live], [3, false]);
  });

  test('moves on when it is no longer kept', () => {
    view.seek(1);
    for (let i = 2; i <= 100; i += 1) {
      const events = [[i + 1.5, 'request.arrived', i]];
      recording.frame(frame(i, { from: i + 1, to: i + 2, events }), HEARD_AT + i * 50);
    }
    assert.equal(view.tick(HEARD_AT + 6000, RUNNING), true);
    assert.equal(view.time, recording.from);
    assert.ok(view.time > 1);
    assert.deepEqual(view.state, recording.at(view.time));
  });

  test('is left for the newest moment, with the newest state', () => {
    view.seek(1);
    view.goLive();
    assert.equal(timeAt(HEARD_AT), 3);
    assert.equal(view.state, recording.latest);
  });
});
