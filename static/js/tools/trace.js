/** A recording as a trace for Perfetto and chrome://tracing: the same story, on tracks. */

import { TraceWriter } from './trace-writer.js';

/**
 * @typedef {object} Teller  puts what happens in a lab on tracks
 * @property {(state: any, t: number, earliest: number) => void} begin
 * @property {(event: import('../core/decode.js').LabEvent) => void} take
 * @property {(t: number) => void} end
 */

/** A lab nobody has drawn tracks for: its events as moments. */
class Moments {
  #out;

  constructor(out) {
    this.#out = out;
    out.process(1, 'Events');
  }

  begin() {}

  take({ t, kind, ...fields }) {
    this.#out.instant(1, null, kind, 'event', t, fields);
  }

  end() {}
}

/**
 * @param {import('../core/recording.js').Recording} recording
 * @param {import('./jsonl.js').Run} run
 * @param {new (out: TraceWriter) => Teller} [Trace]  the lab's own
 * @returns {{traceEvents: object[], displayTimeUnit: 'ms', otherData: Record<string, any>}}
 */
export function traceOf(recording, { lab, params, seed, description }, Trace = Moments) {
  const out = new TraceWriter();
  const teller = new Trace(out);
  recording.chunks.forEach(({ start, from, gap, events }, i) => {
    if (gap) {
      teller.end(gap.from);
      const lost = gap.dropped === null ? 'events' : `${gap.dropped} events`;
      out.instant(1, null, `${lost} missing from here on`, 'gap', gap.from, { until: gap.to });
    }
    if (i === 0 || gap) teller.begin(start, from, gap ? gap.from : 0);
    for (const event of events) teller.take(event);
  });
  teller.end(recording.to);
  const order = params.thread_order === 'os' ? 'operating-system order' : 'seeded order';
  const measured = Boolean(description?.experiment);
  return out.done({
    made_by: 'ringside', lab, seed: measured ? null : seed, time: 'model time',
    threads: measured ? 'measured, at full speed' : `real threads, ${order}`,
    from: recording.from, to: recording.to, events_missing: recording.gaps().length > 0,
  });
}
