/** An experiment's recording as tracks: what each worker did, variant by variant, and how many tasks were queued. */

import { rules } from '../../reduce/experiment.js';

const RUN = 1;
const WORKERS = 2;

export class Lanes {
  #out;
  #state = rules.initial(); // the rules know who does what
  #open = new Map(); // who -> {state, since, task}
  #told = -1;

  /** @param {import('../trace-writer.js').TraceWriter} out */
  constructor(out) {
    this.#out = out;
    out.process(RUN, 'Variants');
    out.process(WORKERS, 'Workers');
  }

  /**
   * Goes on from a state: at the beginning, and after a gap.
   * @param {import('../../reduce/experiment.js').ExperimentState} state
   * @param {number} t  when
   * @param {number} earliest  nothing of what already goes on may begin before
   */
  begin(state, t, earliest) {
    this.#state = structuredClone(state);
    for (const [who, it] of Object.entries(state.workers)) {
      this.#open.set(who, { ...it, since: Math.max(it.since, earliest) });
    }
    this.#count(t);
  }

  /** Ends all that goes on. @param {number} t */
  end(t) {
    for (const who of [...this.#open.keys()]) this.#close(who, t);
    if (this.#state.variant) this.#variant(this.#state.variant, t);
  }

  /** @param {import('../../core/decode.js').LabEvent & Record<string, any>} event */
  take(event) {
    const { kind, t, who } = event;
    const { variant } = this.#state;
    if ((kind === 'run.finished' || kind === 'run.variant') && variant) this.#variant(variant, t);
    rules.apply(this.#state, event);
    if (kind === 'worker.started' || kind === 'thread.state') {
      this.#close(who, t);
      this.#open.set(who, this.#state.workers[who]);
    } else if (kind === 'worker.ended') this.#close(who, t);
    else if (kind === 'run.progress' || kind.startsWith('lab.')) this.#out.instant(RUN, null, wordOf(event), 'mark', t);
    this.#count(t);
  }

  #variant({ label, since }, t) {
    this.#out.slice(RUN, 'variants', label, since, t);
  }

  #close(who, t) {
    const it = this.#open.get(who);
    this.#open.delete(who);
    if (!it || it.state === 'idle') return;
    const args = it.task == null ? {} : { task: it.task };
    this.#out.slice(WORKERS, who, it.task == null ? it.state : `${it.state}, task ${it.task}`, it.since, t, args);
  }

  #count(t) {
    const { length } = this.#state.queue;
    if (length === this.#told) return;
    this.#told = length;
    this.#out.counter(WORKERS, 'queued', t, { tasks: length });
  }
}

function wordOf({ kind, phase, action, name }) {
  return kind === 'run.progress' ? `run ${phase}` : (action ?? name);
}
