/** Recordings to look at, and a little story to record. */

import assert from 'node:assert/strict';

import { Recording } from '../../../static/js/core/recording.js';
import { rules } from '../../../static/js/reduce/pool.js';
import { SCHEMA } from './schema.mjs';
import { firstKeyframe, FRAME_MS } from './stream.mjs';

/** Two begin to wait at one instant, and one of them gives up. */
export const WAITS = [
  [0.5, 'waiter.enqueued', 'T1', 1],
  [0.5, 'waiter.enqueued', 'T2', 2],
  [0.7, 'waiter.timed_out', 'T1', 0.2],
];

export function newRecording(options = {}) {
  return new Recording({ ...rules, schema: SCHEMA, ...options });
}

/** A recording of a whole journal, in frames 50 real ms apart. */
export function recorded(frames, options) {
  const recording = newRecording(options);
  recording.keyframe(firstKeyframe(), 0);
  frames.forEach((one, i) => assert.equal(recording.frame(one, (i + 1) * FRAME_MS), 'applied'));
  return recording;
}

/** Rows with t <= the moment: all that `at` must have taken in. */
export const upTo = (rows, t) => rows.filter((row) => row[0] <= t);
