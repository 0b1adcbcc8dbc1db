/** Without a pool: how each thread's request spends its time, gathered from the events of database sessions; pure. */

/** The phases of one request that opens its own connection, in order. */
export const PHASES = ['tcp', 'tls', 'auth', 'query', 'close'];
const PHASE_OF = { tcp: 'tcp', tls: 'tls', auth: 'auth', querying: 'query', queued: 'wait', closing: 'close' };
const KEPT = 400; // finished bars the shares are counted over

/**
 * @typedef {{phase: string, from: number, to: number|null}} Segment
 *
 * @typedef {object} Bar
 * @property {string} who
 * @property {number} start
 * @property {number|null} end
 * @property {boolean} whole  seen from its first moment on
 * @property {string|null} failed  why, if it did not end well
 * @property {Segment[]} segments
 */

export class LaneHistory {
  constructor() {
    this.clear();
  }

  clear() {
    /** The latest bar of each thread. @type {Map<string, Bar>} */
    this.bars = new Map();
    /** Finished ones, oldest first. @type {Bar[]} */
    this.done = [];
    this.open = new Map();
    this.recording = null;
    this.at = -Infinity;
  }

  /**
   * Goes on to model time `t`, or begins again after a jump.
   * @param {{from: number, number?: number|null, eventsBetween(t0: number, t1: number): any[]}} recording
   * @param {number} t
   * @param {number} span  how far back to look after a jump, in model seconds
   */
  goTo(recording, t, span) {
    const run = recording.number ?? 0;
    if (this.recording !== recording || this.run !== run || t < this.at || t > this.at + span) {
      this.clear();
      Object.assign(this, { recording, run, at: Math.max(recording.from, t - span) - 1e-9 });
    }
    for (const event of recording.eventsBetween(this.at, t)) this.take(event);
    this.at = t;
  }

  /** @param {any} event */
  take(event) {
    if (event.kind === 'session.state') this.#enter(event);
    else if (event.kind === 'session.closed') this.#end(event, event.reason === 'client' ? null : event.reason);
    else if (event.kind === 'session.refused') this.#end(event, 'refused');
  }

  /** Seconds per phase over the finished whole bars, largest first, and how many bars that are. */
  shares() {
    const whole = this.done.filter((bar) => bar.whole && bar.failed === null);
    const sums = new Map(PHASES.map((phase) => [phase, 0]));
    for (const { segments } of whole)
      for (const { phase, from, to } of segments) sums.set(phase, (sums.get(phase) ?? 0) + (to - from));
    const total = [...sums.values()].reduce((a, b) => a + b, 0);
    return {
      count: whole.length,
      total,
      phases: [...sums].map(([phase, seconds]) => ({ phase, seconds, share: total > 0 ? seconds / total : 0 })),
    };
  }

  /** The longest bar in sight at model time `t`. */
  longest(t) {
    const recent = [...this.done.slice(-40), ...this.bars.values()];
    return recent.reduce((most, { start, end }) => Math.max(most, (end ?? t) - start), 0);
  }

  #enter({ t, session, state, who }) {
    let bar = this.open.get(session);
    if (!bar) {
      if (who === null || who === undefined) return;
      bar = { who, start: t, end: null, whole: state === 'tcp', failed: null, segments: [] };
      this.open.set(session, bar);
      this.bars.set(who, bar);
    }
    const phase = PHASE_OF[state];
    if (bar.segments.at(-1)?.phase === phase) return; // the next part of the same thing
    closeLast(bar, t);
    if (phase) bar.segments.push({ phase, from: t, to: null });
  }

  #end({ t, session }, failed) {
    const bar = this.open.get(session);
    if (!bar) return;
    closeLast(bar, t);
    Object.assign(bar, { end: t, failed });
    this.open.delete(session);
    this.done.push(bar);
    if (this.done.length > KEPT) this.done.shift();
  }
}

function closeLast({ segments }, t) {
  const last = segments[segments.length - 1];
  if (!last || last.to !== null) return;
  last.to = t;
  if (last.from === t) segments.pop();
}
