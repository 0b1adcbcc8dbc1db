/**
 * The balancers' story as tracks: a process for each balancer, a track for every worker of its servers, with the
 * requests it works on as slices; and every request as a span from its arrival to its end, its states within it.
 */

const WORDS = { timed_out: 'timed out', abandoned: 'too late' };

export class Tracks {
  #out;
  #lanes = new Set();
  #requests = new Map(); // number -> {balancer, state, since, who, server}
  #queued = new Map(); // balancer -> requests in queues
  #told = new Map(); // balancer -> the figures last told

  /** @param {import('../trace-writer.js').TraceWriter} out */
  constructor(out) {
    this.#out = out;
  }

  /**
   * Goes on from a state: at the beginning, and after a gap.
   * @param {import('../../reduce/balancer.js').BalancerState} state
   * @param {number} t  when
   * @param {number} earliest  nothing of what already goes on may begin before
   */
  begin(state, t, earliest) {
    for (const [balancer, { policy }] of Object.entries(state.balancers)) this.lane(balancer, policy);
    for (const [id, it] of Object.entries(state.requests)) {
      this.arrive({ request: Number(id), balancer: it.balancer, t: Math.max(it.arrived, earliest), client: it.client });
      this.move(Number(id), it.state, Math.max(it.since, earliest), { server: it.server, who: it.who });
    }
    for (const balancer of this.#lanes) this.#count(balancer, t);
  }

  /** Ends all that goes on. @param {number} t */
  end(t) {
    for (const id of [...this.#requests.keys()]) this.finish(id, t, {});
  }

  /** @param {import('../../core/decode.js').LabEvent} event */
  take(event) {
    const balancer = event.balancer ?? this.#requests.get(event.request)?.balancer;
    RULES[event.kind]?.call(this, event);
    if (balancer !== undefined && this.#lanes.has(balancer)) this.#count(balancer, event.t);
  }

  // What the rules are made of.

  lane(balancer, policy) {
    if (this.#lanes.has(balancer)) return;
    this.#lanes.add(balancer);
    this.#queued.set(balancer, 0);
    this.#out.process(Number(balancer), `Balancer ${balancer}: ${policy.replaceAll('_', ' ')}`);
  }

  arrive({ request, balancer, t, client }) {
    if (!this.#lanes.has(balancer)) this.lane(balancer, 'unknown policy');
    this.#requests.set(request, { balancer, state: 'arriving', since: t, who: null, server: null });
    this.#span('b', request, `request ${request}`, t, { client });
    this.#span('b', request, 'arriving', t);
  }

  move(request, state, t, { server = null, who = null }) {
    const it = this.#requests.get(request);
    if (it === undefined) return;
    this.#leave(request, it, t);
    if (state === 'queued') this.#queued.set(it.balancer, (this.#queued.get(it.balancer) ?? 0) + 1);
    Object.assign(it, { state, since: t, server: server ?? it.server, who });
    this.#span('b', request, state, t, { server: it.server, who });
  }

  /** @param {Record<string, any>} args  how it ended */
  finish(request, t, args) {
    const it = this.#requests.get(request);
    if (it === undefined) return;
    this.#leave(request, it, t);
    this.#span('e', request, `request ${request}`, t, args);
    this.#requests.delete(request);
  }

  /** Late: its worker goes on, for nobody. */
  timeOut({ t, request }) {
    const it = this.#requests.get(request);
    if (it === undefined) return;
    this.#out.instant(Number(it.balancer), null, `request ${request} timed out`, 'request', t, {});
    if (it.state === 'working') this.move(request, 'abandoned', t, { server: it.server, who: it.who });
    else this.finish(request, t, { ended: 'timed out' });
  }

  dropped({ t, request, server, reason, attempt }) {
    const it = this.#requests.get(request);
    if (it === undefined) return;
    const words = `request ${request} dropped by ${server}: ${WORDS[reason] ?? reason.replaceAll('_', ' ')}`;
    this.#out.instant(Number(it.balancer), null, words, 'attempt', t, { attempt });
    if (it.state === 'abandoned') this.finish(request, t, { ended: 'timed out' });
    else this.move(request, 'arriving', t, {});
  }

  lost({ t, kind, request, error, reason }) {
    const it = this.#requests.get(request);
    const ended = kind.slice('request.'.length);
    if (it)
      this.#out.instant(Number(it.balancer), null, `request ${request} ${ended}`, 'request', t, {
        why: error ?? reason ?? null,
      });
    this.finish(request, t, { ended, why: error ?? reason ?? null });
  }

  mark({ t, balancer }, words, args = {}) {
    this.#out.instant(Number(balancer ?? 1), null, words, 'mark', t, args);
  }

  #leave(request, { balancer, state, since, who }, t) {
    if (state === 'queued') this.#queued.set(balancer, this.#queued.get(balancer) - 1);
    if (who !== null)
      this.#out.slice(
        Number(balancer),
        who,
        `${state === 'abandoned' ? 'too late: ' : ''}request ${request}`,
        since,
        t,
        { request },
      );
    this.#span('e', request, state, t);
  }

  #span(ph, request, name, t, args = {}) {
    this.#out.span(ph, Number(this.#requests.get(request).balancer), 'request', request, name, t, args);
  }

  /** The curve, where it changes. */
  #count(balancer, t) {
    const waiting = this.#queued.get(balancer);
    if (this.#told.get(balancer) === waiting) return;
    this.#told.set(balancer, waiting);
    this.#out.counter(Number(balancer), `queued ${balancer}`, t, { queued: waiting });
  }
}

/** @type {Record<string, (this: Tracks, event: any) => void>} */
const RULES = {
  'balancer.policy'(event) {
    this.lane(event.balancer, event.policy);
    this.mark(event, event.policy.replaceAll('_', ' '));
  },
  'balancer.panic'(event) {
    this.mark(event, `panic ${event.on ? 'begins' : 'ends'}`);
  },
  'request.arrived'(event) {
    this.arrive(event);
  },
  'request.assigned'({ t, request, server }) {
    this.move(request, 'queued', t, { server });
  },
  'request.working'({ t, request, who }) {
    this.move(request, 'working', t, { who });
  },
  'request.dropped'(event) {
    this.dropped(event);
  },
  'request.served'({ t, request, latency }) {
    this.finish(request, t, { ended: 'served', latency });
  },
  'request.failed'(event) {
    this.lost(event);
  },
  'request.refused'(event) {
    this.lost(event);
  },
  'request.timed_out'(event) {
    this.timeOut(event);
  },
  'server.added'(event) {
    this.mark(event, `server ${event.server} added`, { weight: event.weight, speed: event.speed });
  },
  'server.draining'(event) {
    this.mark(event, `server ${event.server} drains`);
  },
  'server.removed'(event) {
    this.mark(event, `server ${event.server} removed`, { reason: event.reason });
  },
  'server.ejected'(event) {
    this.mark(event, `server ${event.server} ejected`, { reason: event.reason });
  },
  'server.restored'(event) {
    this.mark(event, `server ${event.server} restored`, { reason: event.reason });
  },
  'server.stopped'(event) {
    this.mark(event, `server ${event.server} stopped`);
  },
  'server.crashed'(event) {
    this.mark(event, `server ${event.server} crashed`);
  },
  'server.restarted'(event) {
    this.mark(event, `server ${event.server} restarted`);
  },
  'lab.set'(event) {
    this.mark(event, `${event.name} set to ${event.value ?? 'none'}`);
  },
  'lab.act'(event) {
    this.mark(event, event.action);
  },
};
