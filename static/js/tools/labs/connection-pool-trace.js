/**
 * A connection pool's story as tracks: the application's threads, the pool's connections, the database's sessions.
 *
 * Threads do one thing after another: slices. Connections and sessions come and go and have no thread of their own:
 * spans with an id, their states within their life.
 */

const APPLICATION = 1;
const POOL = 2;
const DATABASE = 3;
const WORTH_A_MARK = new Set(['broken', 'killed', 'check_failed', 'reset_failed']);

export class Tracks {
  #out;
  #threads = new Map(); // who -> {state, since, request}
  #lives = { connection: new Map(), session: new Map() }; // id -> the state it is in
  #waiters = new Set();
  #givenBack = new Map(); // connection -> {who, t}: who held it last
  #told = { waiters: '', connections: '' };

  /** @param {import('../trace-writer.js').TraceWriter} out */
  constructor(out) {
    this.#out = out;
    out.process(APPLICATION, 'Application threads');
    out.process(POOL, 'Connection pool');
    out.process(DATABASE, 'Database');
  }

  /**
   * Goes on from a state: at the beginning, and after a gap.
   * @param {import('../../reduce/pool.js').PoolState} state
   * @param {number} t  when
   * @param {number} earliest  nothing of what already goes on may begin before
   */
  begin(state, t, earliest) {
    const since = (it) => Math.max(it.since, earliest);
    for (const [who, it] of Object.entries(state.threads)) this.#threads.set(who, { ...it, since: since(it) });
    for (const [id, it] of Object.entries(state.connections)) {
      this.#life('connection', id, it.state, since(it), { slot: it.slot, who: it.who });
    }
    for (const [id, it] of Object.entries(state.sessions)) {
      this.#life('session', id, it.state, since(it), { who: it.who });
    }
    this.#waiters = new Set(state.waiters.map(({ who }) => who));
    this.#count(t);
  }

  /** Ends all that goes on. @param {number} t */
  end(t) {
    for (const [who, it] of this.#threads) this.#slice(who, it, t);
    this.#threads.clear();
    for (const cat of ['connection', 'session']) for (const id of [...this.#lives[cat].keys()]) this.#death(cat, id, t);
    this.#givenBack.clear();
  }

  /** @param {import('../../core/decode.js').LabEvent} event */
  take(event) {
    RULES[event.kind]?.call(this, event);
    this.#count(event.t);
  }

  // What the rules are made of.

  thread({ t, who, state, request }) {
    const before = this.#threads.get(who);
    if (before) this.#slice(who, before, t);
    if (state === 'stopped') this.#threads.delete(who);
    else this.#threads.set(who, { state, since: t, request });
  }

  acquired({ t, connection, who, wait_time: wait }) {
    const from = this.#givenBack.get(connection);
    if (this.#waiters.delete(who) && from?.t === t && from.who !== who) {
      this.#out.flow(APPLICATION, from.who, who, `connection ${connection} handed over`, t);
    }
    this.#life('connection', connection, 'active', t, { who, wait_time: wait });
  }

  released({ t, connection, who, slot }) {
    this.#givenBack.set(connection, { who, t });
    this.#life('connection', connection, 'idle', t, { slot });
  }

  waits({ who }) {
    this.#waiters.add(who);
  }

  gaveUp({ t, kind, who, wait_time: wait }) {
    this.#waiters.delete(who);
    const word = { 'waiter.timed_out': 'timed out waiting', 'waiter.refused': 'refused' }[kind] ?? 'stopped waiting';
    this.#out.instant(APPLICATION, who, word, 'waiter', t, { wait_time: wait ?? null });
  }

  failed({ t, who, request, error }) {
    this.#out.instant(APPLICATION, who, `request failed: ${error}`, 'request', t, { request });
  }

  closed({ t, connection, reason, error }) {
    const why = reason ?? error;
    if (WORTH_A_MARK.has(why) || error) this.mark(POOL, `connection ${connection} closed: ${why}`, t, {});
    this.#death('connection', connection, t, { reason: why });
  }

  sessionEnds({ t, session, reason }) {
    if (reason === 'killed') this.mark(DATABASE, `session ${session} killed`, t, {});
    this.#death('session', session, t, { reason });
  }

  mark(pid, words, t, args) {
    this.#out.instant(pid, null, words, 'mark', t, args);
  }

  /** Something with an id is in a state from now on; it is born if nobody knew it. */
  live(cat, id, state, t, args) {
    this.#life(cat, id, state, t, args);
  }

  #life(cat, id, state, t, args = {}) {
    const key = Number(id);
    const pid = cat === 'session' ? DATABASE : POOL;
    const before = this.#lives[cat].get(key);
    if (before === undefined) this.#out.span('b', pid, cat, key, `${cat} ${key}`, t);
    else this.#out.span('e', pid, cat, key, before, t);
    this.#lives[cat].set(key, state);
    this.#out.span('b', pid, cat, key, state, t, args);
  }

  #death(cat, id, t, args = {}) {
    const key = Number(id);
    const pid = cat === 'session' ? DATABASE : POOL;
    const before = this.#lives[cat].get(key);
    if (before === undefined) return;
    this.#lives[cat].delete(key);
    this.#out.span('e', pid, cat, key, before, t);
    this.#out.span('e', pid, cat, key, `${cat} ${key}`, t, args);
  }

  #slice(who, { state, since, request }, t) {
    this.#out.slice(APPLICATION, who, state, since, t, { request: request ?? null });
  }

  /** The curves, where they change. */
  #count(t) {
    const are = { active: 0, idle: 0, connecting: 0 };
    for (const state of this.#lives.connection.values()) if (state in are) are[state] += 1;
    this.#curve('waiters', { waiters: this.#waiters.size }, t);
    this.#curve('connections', are, t);
  }

  #curve(name, values, t) {
    const text = Object.values(values).join();
    if (this.#told[name] === text) return;
    this.#told[name] = text;
    this.#out.counter(POOL, name, t, values);
  }
}

/** @type {Record<string, (this: Tracks, event: any) => void>} */
const RULES = {
  'thread.state'(event) { this.thread(event); },
  'request.failed'(event) { this.failed(event); },
  'waiter.enqueued'(event) { this.waits(event); },
  'waiter.timed_out'(event) { this.gaveUp(event); },
  'waiter.cancelled'(event) { this.gaveUp(event); },
  'waiter.refused'(event) { this.gaveUp(event); },
  'connection.connecting'({ t, connection, slot, who }) {
    this.live('connection', connection, 'connecting', t, { slot, who });
  },
  'connection.connected'({ t, connection, peer }) { this.live('connection', connection, 'idle', t, { peer }); },
  'connection.acquired'(event) { this.acquired(event); },
  'connection.released'(event) { this.released(event); },
  'connection.connect_failed'(event) { this.closed(event); },
  'connection.closed'(event) { this.closed(event); },
  'connection.leaked'({ t, connection, who, held }) {
    this.mark(POOL, `connection ${connection} leaked by ${who}`, t, { held });
  },
  'session.state'({ t, session, state, who }) { this.live('session', session, state, t, { who }); },
  'session.closed'(event) { this.sessionEnds(event); },
  'session.refused'(event) { this.sessionEnds(event); },
  'database.stopped'({ t, reason }) { this.mark(DATABASE, 'database stopped', t, { reason }); },
  'database.started'({ t }) { this.mark(DATABASE, 'database started', t, {}); },
  'lab.set'({ t, name, value }) { this.mark(APPLICATION, `${name} set to ${value ?? 'none'}`, t, {}); },
  'lab.act'({ t, action }) { this.mark(APPLICATION, action, t, {}); },
};
