/** What the workers of one variant did, gathered from the events of its recording: a lane each; pure. */

/**
 * @typedef {{state: string, from: number, to: number|null, task: number|null}} Segment
 * @typedef {{who: string, kind: string, from: number, to: number|null, segments: Segment[]}} Lane
 * @typedef {object} Chapter  one variant
 * @property {string} variant
 * @property {string} label
 * @property {string} mode
 * @property {number} workers  how many there may be
 * @property {number} start
 * @property {number|null} end
 * @property {Map<string, Lane>} lanes  in the order in which the workers came
 * @property {[number, number][]} queue  since when how many tasks were queued
 * @property {number} done
 */

export class Story {
  constructor() {
    this.clear();
  }

  clear() {
    /** The variant of the moment, or else the last one. @type {Chapter|null} */
    this.chapter = null;
    /** The numbers of the events with which variants began, as far as they were seen. @type {number[]} */
    this.starts = [];
    this.number = -1; // of the last event taken
    this.told = null; // the stretch that the state was read from last
    this.recording = null;
  }

  /**
   * Goes on to event `number`, or begins again before it.
   * @param {{number?: number|null, chunks: import('../../core/steps.js').Chunks}} recording
   * @param {number} number  see core/steps.js
   */
  goTo(recording, number) {
    const run = recording.number ?? 0;
    if (this.recording !== recording || this.run !== run) {
      this.clear();
      Object.assign(this, { recording, run });
    }
    if (number < this.number) {
      Object.assign(this, { chapter: null, told: null, number: (this.starts.findLast((start) => start <= number) ?? 0) - 1 });
    }
    for (const chunk of recording.chunks) {
      const before = chunk.first - 1;
      if (before > number) break;
      // At the beginning, and where something is missing, the state says who is there.
      const missing = this.number < before || (chunk.gap && this.number === before && this.told !== chunk);
      if (missing) this.#read(chunk, before);
      const { first, events } = chunk;
      while (this.number < number && this.number + 1 - first < events.length) {
        this.number += 1;
        this.take(events[this.number - first]);
      }
    }
  }

  #read(chunk, number) {
    Object.assign(this, { chapter: null, told: chunk, number });
    const { from, start: { variant, workers, queue, totals } } = chunk;
    if (!variant) return;
    this.#open({ ...variant, t: variant.since });
    for (const [who, { kind, state, since, task }] of Object.entries(workers)) {
      this.#enter(this.#arrive(who, kind, since), { t: since, state, request: task });
    }
    this.chapter.queue.push([from, queue.length]);
    this.chapter.done = totals.finished;
  }

  /** @param {any} event */
  take(event) {
    const { kind, t, who } = event;
    const { chapter } = this;
    if (kind === 'run.variant') {
      if (!(this.starts.at(-1) >= this.number)) this.starts.push(this.number);
      this.#open(event);
    } else if (!chapter) return;
    else if (kind === 'run.finished') chapter.end = t;
    else if (kind === 'worker.started') this.#arrive(who, event.reason, t);
    else if (kind === 'worker.ended') this.#leave(who, t);
    else if (kind === 'thread.state') this.#enter(chapter.lanes.get(who) ?? this.#arrive(who, 'thread', t), event);
    else if (kind === 'task.submitted') this.#queued(t, 1);
    else if (kind === 'task.started') this.#queued(t, -1);
    else if (kind === 'task.finished') chapter.done += 1;
  }

  #open({ t, variant, label, mode, workers }) {
    this.chapter = { variant, label, mode, workers, start: t, end: null, lanes: new Map(), queue: [], done: 0 };
  }

  #arrive(who, kind, t) {
    const lane = { who, kind, from: t, to: null, segments: [{ state: 'starting', from: t, to: null, task: null }] };
    this.chapter.lanes.set(who, lane);
    return lane;
  }

  #leave(who, t) {
    const lane = this.chapter.lanes.get(who);
    if (!lane) return;
    closeLast(lane, t);
    lane.to = t;
  }

  #enter(lane, { t, state, request: task }) {
    closeLast(lane, t);
    lane.segments.push({ state, from: t, to: null, task });
  }

  #queued(t, change) {
    const { queue } = this.chapter;
    const last = queue.at(-1);
    const length = Math.max(0, (last?.[1] ?? 0) + change);
    if (last && last[0] === t) last[1] = length;
    else queue.push([t, length]);
  }
}

/** What lasted no time is not kept. @param {Lane} lane */
function closeLast({ segments }, t) {
  const last = segments.at(-1);
  if (!last || last.to !== null) return;
  last.to = t;
  if (last.from === t) segments.pop();
}

/**
 * How long a worker was in each state, up to `t`.
 * @param {Lane} lane
 * @param {number} t
 * @returns {Record<string, number>}
 */
export function spent({ segments }, t) {
  const sums = { starting: 0, idle: 0, waiting: 0, computing: 0 };
  for (const { state, from, to } of segments) sums[state] = (sums[state] ?? 0) + Math.max(0, (to ?? t) - from);
  return sums;
}
