/**
 * Puts a trace together in the JSON Trace Event Format, as Perfetto and chrome://tracing read it.
 *
 * Times come in model seconds and go out in whole microseconds, so that what follows on something begins exactly where
 * that ends. Ids of threads are unique in the whole trace: Perfetto looks names up by them alone.
 */

const FIRST_TID = 1000;

/** @typedef {Record<string, string|number|boolean|null>} Args */

export class TraceWriter {
  #names = [];
  #events = [];
  #tids = new Map();
  /** The slices of each track, one after another, for the arrows. @type {Map<number, {ts: number, dur: number}[]>} */
  #slices = new Map();
  /** @type {{pid: number, from: string, to: string, name: string, at: number}[]} */
  #arrows = [];

  /** @param {number} pid @param {string} name */
  process(pid, name) {
    this.#names.push(
      { ph: 'M', name: 'process_name', pid, tid: pid, ts: 0, args: { name } },
      { ph: 'M', name: 'process_sort_index', pid, tid: pid, ts: 0, args: { sort_index: pid } },
      { ph: 'M', name: 'thread_name', pid, tid: pid, ts: 0, args: { name } },
    );
  }

  /** The id of a thread's track, which is named when it is first asked for. @param {number} pid @param {string} who */
  thread(pid, who) {
    const key = `${pid} ${who}`;
    let tid = this.#tids.get(key);
    if (tid === undefined) {
      tid = FIRST_TID + this.#tids.size;
      this.#tids.set(key, tid);
      this.#names.push({ ph: 'M', name: 'thread_name', pid, tid, ts: 0, args: { name: who } });
    }
    return tid;
  }

  /** Something that takes time on a thread's track; what takes none is left out, there is nothing to see. */
  slice(pid, who, name, from, to, args = {}) {
    const [ts, end] = [micros(from), micros(to)];
    if (end <= ts) return;
    const slice = { ph: 'X', name, cat: 'thread', pid, tid: this.thread(pid, who), ts, dur: end - ts, args };
    this.#events.push(slice);
    if (!this.#slices.has(slice.tid)) this.#slices.set(slice.tid, []);
    this.#slices.get(slice.tid)?.push(slice);
  }

  /** @param {'b'|'e'} ph  a stretch of something with an id begins or ends; stretches within stretches are allowed */
  span(ph, pid, cat, id, name, t, args = {}) {
    this.#events.push({ ph, name, cat, pid, tid: pid, id: `0x${id.toString(16)}`, ts: micros(t), args });
  }

  /** A moment: on the thread's track if `who` is given, or else on the process's. */
  instant(pid, who, name, cat, t, args = {}) {
    const place = who === null ? { tid: pid, s: 'p' } : { tid: this.thread(pid, who), s: 't' };
    this.#events.push({ ph: 'i', name, cat, pid, ...place, ts: micros(t), args });
  }

  /** @param {Record<string, number>} values */
  counter(pid, name, t, values) {
    this.#events.push({ ph: 'C', name, cat: 'counter', pid, tid: pid, ts: micros(t), args: values });
  }

  /** An arrow from what one thread did just before `t` to what another does from then on; none if either did nothing. */
  flow(pid, from, to, name, t) {
    this.#arrows.push({ pid, from, to, name, at: micros(t) }); // the slices it joins may not have ended yet
  }

  /**
   * @param {Args} about  of the whole trace
   * @returns {{traceEvents: object[], displayTimeUnit: 'ms', otherData: Args}}
   */
  done(about) {
    this.#arrows.forEach((arrow, i) => this.#draw(arrow, i + 1));
    // The sort keeps the order of what happened at one instant; a slice has to be there before an arrow ends on it.
    const rank = ({ ph }) => (ph === 's' || ph === 'f' ? 1 : 0);
    const sorted = this.#events.sort((a, b) => a.ts - b.ts || rank(a) - rank(b));
    return { traceEvents: [...this.#names, ...sorted], displayTimeUnit: 'ms', otherData: about };
  }

  #draw({ pid, from, to, name, at }, id) {
    const [start, end] = [this.thread(pid, from), this.thread(pid, to)];
    if (!this.#isOpen(start, at - 1) || !this.#isOpen(end, at)) return;
    const both = { name, cat: 'flow', pid, id };
    this.#events.push(
      { ph: 's', ...both, tid: start, ts: at - 1, args: {} },
      { ph: 'f', bp: 'e', ...both, tid: end, ts: at, args: {} },
    );
  }

  /** Does a thread do anything at that microsecond? */
  #isOpen(tid, ts) {
    const slices = this.#slices.get(tid) ?? [];
    let [low, high] = [0, slices.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (slices[middle].ts <= ts) low = middle + 1;
      else high = middle;
    }
    const it = slices[low - 1];
    return it !== undefined && ts < it.ts + it.dur;
  }
}

/** @param {number} seconds */
function micros(seconds) {
  return Math.round(seconds * 1e6);
}
