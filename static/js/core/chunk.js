/** One stretch of a recording: the state it starts from, and the events that followed. */

import { clone } from './state.js';

/**
 * @typedef {import('./decode.js').LabEvent} LabEvent
 * @typedef {{t: number, kind: string, label: string, number: number}} Mark  number: of the event, see steps.js
 * @typedef {{from: number, to: number, dropped: number|null}} Gap  dropped is null where nobody knows
 */

export class Chunk {
  /**
   * @param {object} start  the state at the start; copied
   * @param {{first?: number, from: number, recordedAt: number, gap?: Gap|null, waiting: number}} facts
   *   first: number of its first event, see steps.js; from: model time from which this chunk answers;
   *   recordedAt: ms on the recording's own clock; gap: what is missing before it; waiting: how many waited at the start
   */
  constructor(start, { first = 1, from, recordedAt, gap = null, waiting }) {
    this.start = clone(start);
    this.first = first;
    this.from = from;
    this.recordedAt = recordedAt;
    this.gap = gap;
    this.waitingAtStart = waiting;
    /** @type {LabEvent[]} */
    this.events = [];
    /** How many were waiting after each event. @type {number[]} */
    this.waiting = [];
    /** @type {Mark[]} */
    this.marks = [];
    /** How often each kind occurs in it. @type {Map<string, number>} */
    this.kinds = new Map();
  }

  /**
   * @param {LabEvent} event
   * @param {number} waiting  how many waited after it
   * @param {string|null} label  if it is worth a mark
   */
  add(event, waiting, label) {
    this.events.push(event);
    this.waiting.push(waiting);
    this.kinds.set(event.kind, (this.kinds.get(event.kind) ?? 0) + 1);
    if (label === null) return;
    this.marks.push({ t: event.t, kind: event.kind, label, number: this.first + this.events.length - 1 });
  }

  /**
   * The state after every event up to and including model time `t`, made anew: the caller may keep it.
   * @param {number} t
   * @param {(state: any, event: LabEvent) => void} apply
   */
  replay(t, apply) {
    return this.replayed(this.countUpTo(t), apply);
  }

  /**
   * The state after its first `count` events, made anew.
   * @param {number} count
   * @param {(state: any, event: LabEvent) => void} apply
   */
  replayed(count, apply) {
    const state = clone(this.start);
    for (let i = 0; i < count; i += 1) apply(state, this.events[i]);
    return state;
  }

  /** How many of its events there are up to and including model time `t`. @param {number} t */
  countUpTo(t) {
    return firstAfter(this.events, t);
  }

  /**
   * The events with t0 < t <= t1.
   * @param {number} t0
   * @param {number} t1
   */
  between(t0, t1) {
    return this.events.slice(firstAfter(this.events, t0), firstAfter(this.events, t1));
  }
}

/** Index of the first event later than `t`: events at the very same instant belong together. */
function firstAfter(events, t) {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle].t <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
