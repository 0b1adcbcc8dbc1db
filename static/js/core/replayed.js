/** What a file says of a run, as the Recording it was written from, and as curves. */

import { MetricsHistory } from './metrics.js';
import { Recording } from './recording.js';

const CURVE_POINTS = 600;

/**
 * Fills a Recording, gaps included, as if a server had sent it.
 * @param {import('../tools/jsonl-read.js').ReadRecording} recorded
 * @param {import('../labs/index.js').Rules} rules  of its lab
 */
export function recordingOf({ stretches, schema, from, to }, rules) {
  const recording = new Recording({ ...rules, schema, keepSeconds: Infinity, keepEvents: Infinity });
  let seq = 0;
  recording.keyframe({ seq, t: from, state: stretches[0].start, recording: 1 }, 0);
  stretches.forEach(({ start, gap, rows }, i) => {
    if (gap) {
      // Up to here nothing was missing; then some frames were lost, and how many events is known or not.
      recording.frame({ seq: seq + 1, from: gap.from, to: gap.from, events: [], dropped: 0 }, 0);
      seq += gap.dropped === null ? 3 : 2;
      recording.frame({ seq, from: gap.from, to: gap.to, events: [], dropped: gap.dropped ?? 0 }, 0);
      recording.keyframe({ seq, t: gap.to, state: start, recording: 1 }, 0);
    }
    seq += 1;
    const end = stretches[i + 1]?.gap?.from ?? to;
    recording.frame({ seq, from: recording.to, to: end, events: rows, dropped: 0 }, 0);
  });
  return recording;
}

/**
 * Walks through a recording once, and measures on the way.
 * @param {Recording} recording
 * @param {import('../labs/index.js').LabMore} lab
 */
export function curvesOf(recording, { rules: { apply }, recorded: { measured } }) {
  const curves = new MetricsHistory();
  const { from, to, chunks } = recording;
  if (!(to > from)) return curves;
  let points = 0;
  const goTo = (state, t) => {
    for (let at = from; points <= CURVE_POINTS; points += 1) {
      at = from + (points / CURVE_POINTS) * (to - from);
      if (at >= t) return;
      curves.add(at, measured(state));
    }
  };
  chunks.forEach((chunk, i) => {
    const state = structuredClone(chunk.start);
    for (const event of chunk.events) {
      goTo(state, event.t);
      apply(state, event);
    }
    goTo(state, chunks[i + 1]?.from ?? Infinity);
  });
  return curves;
}
