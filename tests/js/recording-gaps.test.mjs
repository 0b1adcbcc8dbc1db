/** The recording when something is missing, when the server knows better, and when the lab begins anew. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { initial } from '../../static/js/reduce/pool.js';
import { newRecording, recorded, upTo, WAITS } from './support/recorded.mjs';
import { replay } from './support/schema.mjs';
import { firstKeyframe, frame, FRAME_MS } from './support/stream.mjs';

describe('missing events', () => {
  const later = { ...initial(), t: 10, waiters: [{ who: 'T9', since: 9.5 }] };
  const lostFrame = frame(2, { from: 1, to: 10, events: [[10, 'waiter.enqueued', 'T9', 1]], dropped: 40 });

  test('cut the recording: it goes on from the server\'s keyframe, and the gap is marked', () => {
    const recording = recorded([frame(1, { events: WAITS })]);
    assert.equal(recording.frame(lostFrame, 100), 'dropped');
    assert.equal(recording.keyframe(firstKeyframe({ seq: 2, t: 10, state: later }), 100), 'cut');
    const next = frame(3, { from: 10, to: 11, events: [[10.5, 'waiter.timed_out', 'T9', 1]] });
    assert.equal(recording.frame(next, 150), 'applied');

    assert.deepEqual(recording.gaps(), [{ from: 1, to: 10, dropped: 40 }]);
    assert.deepEqual(recording.at(0.5).waiters.map(({ who }) => who), ['T1', 'T2'], 'before the cut');
    assert.deepEqual(recording.at(9), recording.at(1), 'inside, the last that is known');
    assert.deepEqual(recording.at(10), later);
    assert.deepEqual(recording.at(10.5).waiters, []);
    assert.deepEqual([recording.from, recording.to], [0, 11]);
  });

  test('are not applied to: a state that never was is never shown', () => {
    const recording = recorded([frame(1, { events: WAITS })]);
    const before = recording.latest;
    recording.frame(lostFrame, 100);
    assert.equal(recording.latest, before);
  });

  test('show in the sequence numbers, and then nobody knows how many', () => {
    const recording = recorded([frame(1, { events: WAITS })]);
    assert.equal(recording.frame(frame(4, { from: 3, to: 4 }), 100), 'gap');
    assert.equal(recording.frame(frame(5, { from: 4, to: 5 }), 150), 'gap', 'until a keyframe comes');
    assert.equal(recording.keyframe(firstKeyframe({ seq: 5, t: 10, state: later }), 200), 'cut');
    assert.equal(recording.frame(frame(6, { from: 10, to: 11 }), 250), 'applied');
    assert.deepEqual(recording.gaps(), [{ from: 1, to: 10, dropped: null }]);
  });

  test('never turn back what is known: a keyframe may be later than the frame after it', () => {
    const recording = recorded([frame(1)]);
    recording.keyframe(firstKeyframe({ seq: 7, t: 10, state: later }), 100);
    assert.equal(recording.frame(frame(8, { from: 9, to: 9.5 }), 150), 'applied');
    assert.equal(recording.to, 10);
  });

  test('add up until the keyframe', () => {
    const recording = recorded([frame(1)]);
    recording.frame(frame(2, { dropped: 40 }), 100);
    recording.frame(frame(3, { dropped: 2 }), 150);
    recording.keyframe(firstKeyframe({ seq: 3, t: 10, state: later }), 200);
    assert.equal(recording.gaps()[0].dropped, 42);
  });

  test('show in a keyframe that knows of frames never heard', () => {
    const recording = recorded([frame(1)]);
    assert.equal(recording.keyframe(firstKeyframe({ seq: 7, t: 10, state: later }), 100), 'cut');
    assert.equal(recording.seq, 7);
    assert.deepEqual(recording.gaps(), [{ from: 1, to: 10, dropped: null }]);
  });

  test('are forgotten with what came before them', () => {
    const recording = recorded([frame(1)], { keepSeconds: 2, keyframeEvery: 1 });
    recording.keyframe(firstKeyframe({ seq: 7, t: 10, state: later }), 100);
    assert.equal(recording.gaps().length, 1);
    for (let i = 1; i <= 80; i += 1) {
      recording.frame(frame(7 + i, { from: 9 + i, to: 10 + i }), 100 + i * FRAME_MS);
      assert.ok(recording.gaps().every(({ from }) => from >= recording.from));
    }
    assert.deepEqual(recording.gaps(), []);
  });
});

describe('a keyframe on demand', () => {
  const state = () => ({ ...replay(WAITS), recent: {} });

  test('that says what is known changes nothing', () => {
    const recording = recorded([frame(1, { events: WAITS })]);
    const seen = recording.latest;
    assert.equal(recording.keyframe(firstKeyframe({ seq: 1, t: 1, state: state() }), 100), 'same');
    assert.equal(recording.latest, seen);
    assert.deepEqual(recording.gaps(), []);
  });

  test('is believed if it says otherwise, and what the view remembers is kept', () => {
    const rows = [[0.2, 'connection.connecting', 7, 2, 'opener'], [0.4, 'connection.closed', 7, 'broken'], ...WAITS];
    const recording = recorded([frame(1, { events: rows })]);
    const { recent } = recording.latest;
    assert.notDeepEqual(recent, {});
    assert.equal(recording.keyframe(firstKeyframe({ seq: 1, t: 1, state: state() }), 100), 'cut');
    assert.deepEqual(recording.latest, { ...state(), recent });
    assert.deepEqual(recording.at(0.5), replay(upTo(rows, 0.5)), 'the past stays as it was seen');
    assert.deepEqual(recording.gaps(), [{ from: 1, to: 1, dropped: null }]);
  });

  test('that is older than what is known is left alone', () => {
    const recording = recorded([frame(1), frame(2, { events: [[1.5, 'waiter.enqueued', 'T1', 1]] })]);
    assert.equal(recording.keyframe(firstKeyframe({ seq: 1, t: 1 }), 100), 'stale');
    assert.equal(recording.latest.waiters.length, 1);
  });
});

describe('a new recording of the lab', () => {
  test('clears everything, gaps too, and its sequence goes on', () => {
    const recording = recorded([frame(1, { events: WAITS })]);
    recording.frame(frame(9), 100);
    assert.equal(recording.keyframe(firstKeyframe({ seq: 9, t: 0, recording: 2 }), 150), 'started');
    assert.deepEqual([recording.number, recording.from, recording.to], [2, 0, 0]);
    assert.deepEqual([recording.gaps(), recording.marks(), recording.eventsBetween(-1, 99)], [[], [], []]);
    assert.deepEqual(recording.latest, initial());
    assert.equal(recording.frame(frame(10, { from: 0, to: 1, events: WAITS }), 200), 'applied');
  });

  test('is not begun by frames: they wait for its keyframe', () => {
    const recording = newRecording();
    assert.equal(recording.frame(frame(1, { events: WAITS }), 0), 'gap');
    assert.equal(recording.keyframe(firstKeyframe({ seq: 1, t: 1, state: replay(WAITS) }), 10), 'started');
    assert.equal(recording.frame(frame(2), 50), 'applied');
    assert.deepEqual(recording.gaps(), []);
  });
});
