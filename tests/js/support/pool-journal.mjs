/** Random but possible stories of a connection pool: rows `[t, kind, ...fields]`, several of them at one instant. */

import { random } from './random.mjs';

const CLOSE_REASONS = ['broken', 'max_idle', 'max_lifetime', 'drained', 'overflow'];

/**
 * @param {{seed: number, length: number, perSecond?: number}} options  events per model second on average
 * @returns {any[][]} at least `length` rows
 */
export function poolJournal({ seed, length, perSecond = 200 }) {
  const dice = random(seed);
  const rows = [];
  const threads = Array.from({ length: 12 }, (_, i) => `T${i + 1}`);
  const slots = 6;
  const connections = new Map(); // id -> {slot, state, who}
  const waiters = [];
  let t = 0;
  let ids = 0;
  let requests = 0;

  const say = (kind, ...fields) => rows.push([t, kind, ...fields]);
  const inState = (state) => [...connections.keys()].filter((id) => connections.get(id).state === state);
  const isFree = (who) => !waiters.includes(who) && ![...connections.values()].some((c) => c.who === who);

  function acquire(id, who) {
    Object.assign(connections.get(id), { state: 'active', who });
    if (waiters[0] === who) waiters.shift();
    say('connection.acquired', id, who, 0.01);
    if (dice.below(6) === 0) {
      say('connection.checking', id, who);
      say('connection.checked', id, true);
    }
    say('thread.state', who, 'querying', (requests += 1), t + 0.08);
    say('session.state', id, 'querying', who, t + 0.08);
  }

  function freed(id) {
    if (waiters.length > 0) acquire(id, waiters[0]);
    else connections.get(id).state = 'idle';
  }

  const moves = {
    connect() {
      const taken = new Set([...connections.values()].map((c) => c.slot));
      const slot = Array.from({ length: slots }, (_, i) => i).find((i) => !taken.has(i));
      if (slot === undefined) return;
      connections.set((ids += 1), { slot, state: 'connecting', who: null });
      say('connection.connecting', ids, slot, 'opener-1');
      say('session.state', ids, 'tcp', null, t + 0.03);
    },
    connected() {
      const id = inState('connecting')[0];
      if (id === undefined) return;
      if (dice.below(20) === 0) {
        connections.delete(id);
        say('session.refused', id, null, 'too_many_connections');
        say('connection.connect_failed', id, 0.1, 'TooManyConnections');
        return;
      }
      say('session.state', id, 'idle', null, null);
      say('connection.connected', id, 0.1, id);
      freed(id);
    },
    ask() {
      const who = dice.pick(threads);
      if (!isFree(who)) return;
      const idle = inState('idle');
      say('request.arrived', ids + requests, null, null);
      say('request.started', ids + requests, who);
      if (idle.length > 0) return acquire(dice.pick(idle), who);
      waiters.push(who);
      say('waiter.enqueued', who, waiters.length);
    },
    release() {
      const active = inState('active');
      if (active.length === 0) return;
      const id = dice.pick(active);
      const connection = connections.get(id);
      say('request.served', 1, connection.who, 0.1);
      say('connection.released', id, connection.who, 0.08, connection.slot);
      say('thread.state', connection.who, 'thinking', null, t + 0.1);
      connection.who = null;
      freed(id);
    },
    close() {
      const idle = inState('idle');
      if (idle.length === 0) return;
      const id = dice.pick(idle);
      connections.delete(id);
      say('connection.closed', id, dice.pick(CLOSE_REASONS));
      say('session.closed', id, 'client');
    },
    timeOut() {
      if (waiters.length === 0) return;
      const [who] = waiters.splice(dice.below(waiters.length), 1);
      say('waiter.timed_out', who, 1);
      say('request.failed', 1, who, 1, 'PoolTimeout');
    },
  };
  const often = ['ask', 'ask', 'ask', 'ask', 'release', 'release', 'release'];
  const weighted = [...often, 'connect', 'connected', 'close', 'timeOut'];

  say('pool.opened', 0, slots, 0);
  say('database.started', 100, 8);
  while (rows.length < length) {
    // Every third step happens at the very instant of the one before.
    if (dice.below(3) > 0) t = Number((t + (dice.next() * 6) / perSecond).toFixed(6));
    moves[dice.pick(weighted)]();
  }
  return rows;
}
