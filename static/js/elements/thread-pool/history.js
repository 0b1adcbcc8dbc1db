/** What each worker did in the last seconds, and how long the queue was: gathered from a recording; pure. */

import { picture } from '../../core/state.js';
import { apply, PRODUCER } from '../../reduce/thread-pool.js';

const INSTANT = 1e-9; // s

/** @typedef {{phase: string, task: number|null, from: number, to: number|null}} Stretch */

export class WorkerHistory {
  constructor() {
    this.clear();
  }

  clear() {
    /** @type {Map<string, Stretch[]>} */
    this.lanes = new Map();
    /** When the queue changed, and how long it was from then on. @type {[number, number][]} */
    this.queue = [];
    this.recording = this.state = null;
    this.at = -Infinity;
  }

  /**
   * Goes on to model time `t`, or begins again after a jump.
   * @param {import('../../core/recording.js').Recording} recording
   * @param {number} t
   * @param {number} span  model seconds that are kept
   */
  goTo(recording, t, span) {
    const { number: run } = recording;
    if (this.recording !== recording || this.run !== run || this.span !== span || t < this.at || t > this.at + span) {
      this.clear();
      const at = Math.max(recording.from, t - span - INSTANT);
      Object.assign(this, { recording, run, span, at, state: picture(recording.at(at)) });
      for (const who of [...Object.keys(this.state.workers), PRODUCER]) this.#note(who, at);
      this.queue.push([at, this.state.queue.length]);
    }
    // What happened at the very last moment may not be told completely yet: it is left for the next time.
    const end = t - INSTANT;
    for (const event of recording.eventsBetween(this.at, end)) this.#take(event);
    this.at = Math.max(this.at, end);
    this.#forget(t - span);
  }

  /** The longest queue in sight. */
  get longest() {
    return this.queue.reduce((most, [, n]) => Math.max(most, n), 0);
  }

  #take(event) {
    apply(this.state, event);
    if (event.who) this.#note(event.who, event.t);
    const { length } = this.state.queue;
    if (this.queue.at(-1)?.[1] !== length) this.queue.push([event.t, length]);
  }

  #note(who, t) {
    const { workers, producer } = this.state;
    const own = producer?.task == null ? undefined : producer; // it is of interest only while it does a worker's work
    const it = who === PRODUCER ? own : workers[who];
    const lane = this.lanes.get(who) ?? [];
    const last = lane.at(-1);
    const open = last?.to === null ? last : null;
    if (open && it && open.phase === it.state && open.task === it.task) return;
    if (open) open.to = t;
    if (open && open.from === t) lane.pop();
    if (it) lane.push({ phase: it.state, task: it.task, from: t, to: null });
    if (lane.length > 0) this.lanes.set(who, lane);
  }

  #forget(before) {
    for (const [who, lane] of this.lanes) {
      const gone = lane.findIndex(({ to }) => to === null || to >= before);
      if (gone < 0) this.lanes.delete(who);
      else if (gone > 0) lane.splice(0, gone);
    }
    const first = this.queue.findLastIndex(([t]) => t <= before);
    if (first > 0) this.queue.splice(0, first);
  }
}
