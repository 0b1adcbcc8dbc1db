/**
 * A hash ring's story as tracks: the requests at each server, how many keys everybody has, and the changes of the ring.
 *
 * Requests overlap at a server and have no thread of their own: spans with an id. Keys are curves.
 */

import { flowsOf, totalOf } from '../../elements/hash-ring/change.js';
import { rules } from '../../reduce/hash-ring.js';

const RING = 1;
const REQUESTS = 2;

export class Trace {
  #out;
  #open = new Map(); // request -> what its span is called
  #state = rules.initial(); // the rules know who has how many keys
  #told = '';

  /** @param {import('../trace-writer.js').TraceWriter} out */
  constructor(out) {
    this.#out = out;
    out.process(RING, 'Hash ring');
    out.process(REQUESTS, 'Requests');
  }

  /**
   * Goes on from a state: at the beginning, and after a gap.
   * @param {import('../../reduce/hash-ring.js').RingState} state
   * @param {number} t  when
   * @param {number} earliest  nothing of what already goes on may begin before
   */
  begin(state, t, earliest) {
    this.#state = structuredClone(state);
    for (const [id, it] of Object.entries(state.requests)) {
      this.#start(Number(id), it.server, it.key, Math.max(it.since, earliest));
    }
    this.#count(t);
  }

  /** Ends all that goes on. @param {number} t */
  end(t) {
    for (const id of [...this.#open.keys()]) this.#stop(id, t);
  }

  /** @param {import('../../core/decode.js').LabEvent} event */
  take(event) {
    rules.apply(this.#state, event);
    RULES[event.kind]?.call(this, event);
    this.#count(event.t);
  }

  // What the rules are made of.

  assigned({ t, request, server, why }) {
    this.#start(request, server, why.key, t, { passed: why.passed.join(', ') });
  }

  served({ t, request, latency }) {
    this.#stop(request, t, { latency });
  }

  moved({ t, scheme, moves }) {
    const total = totalOf(flowsOf(moves));
    if (total > 0) this.mark(`${total} keys moved ${scheme === 'ring' ? 'on the ring' : 'by hash % n'}`, t);
  }

  mark(words, t, args = {}) {
    this.#out.instant(RING, null, words, 'mark', t, args);
  }

  #start(id, server, key, t, args = {}) {
    const name = `user:${key} at ${server ?? 'a server that has left'}`;
    this.#open.set(id, name);
    this.#out.span('b', REQUESTS, 'request', id, name, t, args);
  }

  #stop(id, t, args = {}) {
    const name = this.#open.get(id);
    if (name === undefined) return;
    this.#open.delete(id);
    this.#out.span('e', REQUESTS, 'request', id, name, t, args);
  }

  /** The curves, where they change. */
  #count(t) {
    const keys = Object.fromEntries(Object.entries(this.#state.nodes).map(([name, it]) => [name, it.keys]));
    const text = `${JSON.stringify(keys)}${this.#open.size}`;
    if (this.#told === text) return;
    this.#told = text;
    if (Object.keys(keys).length > 0) this.#out.counter(RING, 'keys', t, keys); // a curve of nothing is none
    this.#out.counter(REQUESTS, 'in flight', t, { requests: this.#open.size });
  }
}

/** @type {Record<string, (this: Trace, event: any) => void>} */
const RULES = {
  'request.assigned'(event) { this.assigned(event); },
  'request.served'(event) { this.served(event); },
  'node.placed'({ t, node, weight, points }) { this.mark(`${node} placed`, t, { weight, points: points.length }); },
  'node.removed'({ t, node }) { this.mark(`${node} removed`, t); },
  'keys.moved'(event) { this.moved(event); },
  'key.looked_up'({ t, key, nodes }) { this.mark(`${key} looked up: ${nodes.join(', ')}`, t); },
  'lab.set'({ t, name, value }) { this.mark(`${name} set to ${value ?? 'none'}`, t); },
  'lab.act'({ t, action }) { this.mark(action, t); },
};
