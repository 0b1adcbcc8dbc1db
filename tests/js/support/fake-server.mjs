/** A server that is only a socket: it answers at once, says what a test tells it to, and hangs up on demand. */

import { SCHEMA } from './schema.mjs';
import { firstKeyframe } from './stream.mjs';

export const DEFAULTS = { threads: 8, max_size: 10, slow: 2, seed: 7 };

/** Lets promises that can go on do so. */
export const settled = () => new Promise((resolve) => { setImmediate(resolve); });

export class FakeServer {
  /** Every request: {name, message}. */
  asked = [];
  /** name -> what it is answered; a test may put its own here. undefined: no answer. */
  answers = {
    open: ({ params, seed }) => this.#opening({ ...DEFAULTS, ...params }, seed ?? 7, (this.labs += 1)),
    resume: () => this.#opening(this.params, 7, this.labs),
    set: ({ value }) => ({ ok: true, value, applied: 'live', recording: 1 }),
    preset: ({ params, seed = 7 }) => ({ ok: true, params: { ...DEFAULTS, ...params }, seed, slow: 2, recording: 2 }),
    speed: ({ slow }) => ({ ok: true, slow }),
    step: () => ({ ok: true, t: 1.5 }),
  };
  labs = 0;
  #handlers = {};
  #hearAll = () => {};
  #unanswered = [];

  constructor({ connected = true } = {}) {
    this.socket = {
      connected,
      active: true,
      on: (name, handler) => { this.#handlers[name] = handler; },
      onAny: (handler) => { this.#hearAll = handler; },
      timeout: () => this.socket,
      emit: (name, message, ack) => this.#hear(name, message, ack),
      connect: () => {},
    };
    this.io = (namespace, options) => {
      this.namespace = namespace;
      this.options = options;
      return this.socket;
    };
  }

  /** The names of all requests so far. */
  get names() {
    return this.asked.map(({ name }) => name);
  }

  say(kind, message) {
    this.#hearAll(kind, message);
  }

  connect() {
    this.socket.connected = true;
    this.#handlers.connect();
  }

  hangUp() {
    this.socket.connected = false;
    this.#handlers.disconnect('transport close');
    this.#failAll(new Error('socket has been disconnected'));
  }

  /** The requests that got no answer have waited long enough. */
  timeOut() {
    this.#failAll(new Error('operation has timed out'));
  }

  #hear(name, message, ack) {
    this.asked.push({ name, message });
    const answer = name in this.answers ? this.answers[name]?.(message) : { ok: true };
    if (answer === undefined) this.#unanswered.push(ack);
    else queueMicrotask(() => ack(null, answer));
  }

  #failAll(error) {
    for (const ack of this.#unanswered.splice(0)) ack(error);
  }

  #opening(params, seed, number) {
    this.params = params;
    const lab = { slug: 'connection-pool', params: { properties: {} }, metrics: [] };
    const id = `lab-${number}`;
    const token = `token-${number}`;
    return { ok: true, id, token, schema: SCHEMA, lab, params, seed, slow: params.slow, recording: 1, seq: 0 };
  }

  /** The keyframe that follows `open`. */
  sayKeyframe(changes) {
    this.say('keyframe', firstKeyframe({ id: `lab-${this.labs}`, ...changes }));
  }
}
