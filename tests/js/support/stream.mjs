/** What a server would send: a journal cut into frames of 50 ms, with the keyframe before them. */

import { initial } from '../../../static/js/reduce/pool.js';

export const FRAME_MS = 50;

/** The first keyframe of a recording. */
export function firstKeyframe(changes = {}) {
  return { id: 'lab-1', seq: 0, t: 0, state: initial(), recording: 1, ...changes };
}

/**
 * @param {any[][]} rows
 * @param {{seconds?: number, seq?: number, from?: number}} [options]  seconds of model time a frame covers;
 *   the sequence number and model time before the first frame
 */
export function framesOf(rows, { seconds = FRAME_MS / 1000, seq = 0, from = 0 } = {}) {
  const frames = [];
  let next = 0;
  while (next < rows.length) {
    const to = from + seconds;
    const events = [];
    while (next < rows.length && rows[next][0] <= to) events.push(rows[next++]);
    seq += 1;
    frames.push({ id: 'lab-1', seq, from, to, events, dropped: 0 });
    from = to;
  }
  return frames;
}

/** Frames cut anywhere, even between two events of one instant: each ends with its last event. */
export function framesCutAnywhere(rows, dice) {
  const frames = [];
  let from = 0;
  for (let next = 0; next < rows.length; ) {
    const events = rows.slice(next, next + 1 + dice.below(20));
    next += events.length;
    const to = events.at(-1)[0];
    frames.push(frame(frames.length + 1, { from, to, events }));
    from = to;
  }
  return frames;
}

/** A frame with the number and the events wanted. */
export function frame(seq, { from = seq - 1, to = seq, events = [], dropped = 0 } = {}) {
  return { id: 'lab-1', seq, from, to, events, dropped };
}
