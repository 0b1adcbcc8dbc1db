/**
 * A thread pool's story as tracks: a track for every worker (and the producer, while it does a task itself) with its
 * phases as slices; and every task as a span from its submission to its end, the queue and the run within it.
 */

import { apply, PRODUCER } from '../../reduce/thread-pool.js';
import { clone } from '../../core/state.js';

const POOL = 1;
const WORDS = { wants_gil: 'wants the GIL', wants_core: 'wants a core' };

export class Tracks {
  #out;
  #state = null;
  #phases = new Map(); // who -> {phase, task, since}
  #spans = new Map(); // task -> 'queued' | 'running'
  #told = null; // the length of the queue last told

  /** @param {import('../trace-writer.js').TraceWriter} out */
  constructor(out) {
    this.#out = out;
    out.process(POOL, 'Thread pool');
  }

  /**
   * Goes on from a state: at the beginning, and after a gap.
   * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
   * @param {number} t  when
   * @param {number} earliest  nothing of what already goes on may begin before
   */
  begin(state, t, earliest) {
    this.#state = clone(state);
    const from = (when) => Math.max(when, earliest);
    for (const [id, it] of Object.entries(state.tasks)) {
      this.#span('b', id, `task ${id}`, from(it.submitted), { name: it.name });
      this.#enter(id, it.state, from(it.since));
    }
    for (const who of [PRODUCER, ...Object.keys(state.workers)]) {
      const it = this.#doing(who);
      if (it) this.#phases.set(who, { phase: it.state, task: it.task, since: from(it.since) });
    }
    this.#count(t);
  }

  /** Ends all that goes on. @param {number} t */
  end(t) {
    for (const who of [...this.#phases.keys()]) this.#leave(who, t);
    for (const id of [...this.#spans.keys()]) this.#finish(id, t, {});
  }

  /** @param {import('../../core/decode.js').LabEvent} event */
  take(event) {
    const { t, kind, task, who } = event;
    const [group, what] = kind.split('.');
    apply(this.#state, event);
    if (kind === 'task.submitted') this.#span('b', task, `task ${task}`, t, { name: event.name });
    if (group === 'task') this.#follow(event, what);
    if (who) this.#move(who, t);
    if (group === 'worker' && what !== 'idle') this.#mark(who, t, `${what}${event.reason ? `: ${event.reason}` : ''}`);
    if (group === 'threads') this.#mark(null, t, what);
    if (kind === 'lab.set') this.#mark(null, t, `${event.name} set to ${event.value ?? 'none'}`);
    if (kind === 'lab.act') this.#mark(null, t, event.action);
    this.#count(t);
  }

  /** A task goes on, or ends. */
  #follow({ t, task, policy, error }, what) {
    const now = this.#state.tasks[task];
    if (what === 'rejected') this.#mark(null, t, `task ${task} rejected: ${policy.replaceAll('_', ' ')}`);
    if (!now) this.#finish(task, t, { ended: what, error: error ?? null });
    else if (what === 'queued' || what === 'started') this.#enter(task, now.state, t);
  }

  #enter(task, state, t) {
    const id = String(task);
    if (this.#spans.has(id)) this.#span('e', id, this.#spans.get(id), t);
    this.#spans.set(id, state);
    this.#span('b', id, state, t);
  }

  #finish(task, t, args) {
    const id = String(task);
    if (this.#spans.has(id)) this.#span('e', id, this.#spans.get(id), t);
    this.#spans.delete(id);
    this.#span('e', id, `task ${id}`, t, args);
  }

  /** What a thread does now, if that is worth a slice. */
  #doing(who) {
    const { workers, producer } = this.#state;
    return who === PRODUCER ? (producer?.task == null ? null : producer) : workers[who];
  }

  #move(who, t) {
    const it = this.#doing(who);
    const now = this.#phases.get(who);
    if (now && it && now.phase === it.state && now.task === it.task) return;
    this.#leave(who, t);
    if (it) this.#phases.set(who, { phase: it.state, task: it.task, since: t });
  }

  #leave(who, t) {
    const it = this.#phases.get(who);
    if (!it) return;
    this.#phases.delete(who);
    const { phase, task, since } = it;
    const word = WORDS[phase] ?? phase;
    if (phase !== 'idle')
      this.#out.slice(POOL, who, task === null ? word : `${word}, task ${task}`, since, t, { task });
  }

  #mark(who, t, words) {
    this.#out.instant(POOL, who, words, 'mark', t);
  }

  #span(ph, id, name, t, args = {}) {
    this.#out.span(ph, POOL, 'task', Number(id), name, t, args);
  }

  /** The curve, where it changes. */
  #count(t) {
    const { length: queued } = this.#state.queue;
    if (queued === this.#told) return;
    this.#told = queued;
    this.#out.counter(POOL, 'task queue', t, { queued });
  }
}
