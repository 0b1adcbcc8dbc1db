/** Possible stories of one to four balancers: rows `[t, kind, ...fields]`, made by a small simulation of its own. */

import { SCHEMA } from './balancer-schema.mjs';
import { random } from './random.mjs';

const SERVER = SCHEMA['server.added'].slice(2);

const PICKS = {
  round_robin(names, _, memory) {
    memory.turn = ((memory.turn ?? -1) + 1) % names.length;
    return [names[memory.turn], { cursor: names[(memory.turn + 1) % names.length] }];
  },
  least_connections(names, servers, _, dice) {
    const least = Math.min(...names.map((name) => servers.get(name).active));
    const tied = names.filter((name) => servers.get(name).active === least);
    return [dice.pick(tied), { tied }];
  },
  power_of_two(names, servers, _, dice) {
    const a = dice.pick(names);
    const b = names.length > 1 ? dice.pick(names.filter((name) => name !== a)) : a;
    const loads = [a, b].map((name) => servers.get(name).active);
    return [loads[0] <= loads[1] ? a : b, { candidates: [a, b], loads }];
  },
  smooth_weighted_round_robin(names, servers, memory) {
    memory.credits ??= {};
    const weights = names.map((name) => servers.get(name).weight);
    names.forEach((name, i) => {
      memory.credits[name] = (memory.credits[name] ?? 0) + weights[i];
    });
    const best = names.reduce((a, b) => (memory.credits[b] > memory.credits[a] ? b : a));
    memory.credits[best] -= weights.reduce((a, b) => a + b, 0);
    return [best, { credits: { ...memory.credits } }];
  },
  random(names, _, __, dice) {
    const index = dice.below(names.length);
    return [names[index], { index }];
  },
};

export const letters = (n) =>
  Array.from(
    { length: n },
    (_, i) => (i < 26 ? '' : String.fromCharCode(64 + Math.floor(i / 26))) + String.fromCharCode(65 + (i % 26)),
  );

/**
 * @param {object} options
 * @param {number} options.seed
 * @param {number} options.seconds  how long requests arrive
 * @param {string[]} [options.policies]  one lane each
 * @param {object[]} [options.servers]  what is unusual about each, as in add()
 * @param {number} [options.rate]  arrivals per second
 * @param {number} [options.work]  seconds of work
 * @param {number|null} [options.timeout]
 * @param {number} [options.retries]
 * @param {boolean} [options.faults]  do servers crash, leave, come and get ejected
 * @returns {any[][]}
 */
export function balancerJournal({
  seed,
  seconds,
  policies = ['round_robin'],
  servers = [{}, {}, {}],
  rate = 20,
  work = 0.1,
  timeout = null,
  retries = 0,
  faults = false,
  clients = 12,
}) {
  const dice = random(seed);
  const rows = [];
  const todo = []; // [t, order, what]
  let t = 0;
  let order = 0;
  let numbers = 0;
  const say = (kind, ...fields) => rows.push([t, kind, ...fields]);
  const at = (when, what) => {
    const entry = [when, (order += 1), what];
    let place = todo.length;
    while (place > 0 && todo[place - 1][0] > when) place -= 1;
    todo.splice(place, 0, entry);
  };
  const soon = (mean) => t - Math.log(1 - dice.next()) * mean;
  const lanes = policies.map((policy, i) => ({ name: String(i + 1), policy, servers: new Map(), memory: {} }));

  function add(name, changes) {
    for (const lane of lanes) {
      const it = { weight: 1, workers: 1, queue_capacity: 20, speed: 1, failure_rate: 0, ...changes };
      const rest = { name, active: 0, queue: [], busy: new Map(), up: true, out: false, draining: false };
      lane.servers.set(name, { ...it, ...rest });
      say('server.added', lane.name, name, ...SERVER.map((field) => it[field]));
    }
  }

  function arrive() {
    const client = `10.0.0.${1 + dice.below(clients)}`;
    const demand = work * (0.5 + dice.next());
    for (const lane of lanes) {
      const request = { id: (numbers += 1), lane, demand, born: t, attempt: 0, over: false };
      say('request.arrived', request.id, client, lane.name);
      if (timeout !== null) at(t + timeout, () => timeOut(request));
      assign(request);
    }
  }

  function assign(request) {
    const { lane } = request;
    const names = [...lane.servers.values()].filter((it) => !it.out && !it.draining).map(({ name }) => name);
    request.attempt += 1;
    if (names.length === 0) {
      if (request.attempt > 1) say('retry.denied', request.id, 'no_server');
      return finish(request, request.attempt > 1 ? 'request.failed' : 'request.refused');
    }
    const [name, why] = PICKS[lane.policy](names, lane.servers, lane.memory, dice);
    const server = lane.servers.get(name);
    Object.assign(request, { server });
    server.active += 1;
    say('request.assigned', request.id, name, request.attempt, why);
    if (!server.up) return drop(request, 'refused');
    if (server.queue.length >= server.queue_capacity) return drop(request, 'queue_full');
    server.queue.push(request);
    pull(server);
  }

  function pull(server) {
    while (server.queue.length > 0 && server.busy.size < server.workers && server.up) {
      const request = server.queue.shift();
      const worker = Array.from({ length: server.workers }, (_, i) => i + 1).find((i) => !server.busy.has(i));
      const who = `${server.name}/${worker}`;
      const until = t + request.demand / server.speed;
      server.busy.set(worker, request);
      Object.assign(request, { who, worker });
      say('request.working', request.id, who, until);
      at(until, () => done(server, worker, request));
    }
  }

  function done(server, worker, request) {
    if (server.busy.get(worker) !== request) return;
    server.busy.delete(worker);
    if (request.late) say('request.dropped', request.id, server.name, request.attempt, 'abandoned');
    else if (dice.next() < server.failure_rate) drop(request, 'error');
    else {
      server.active -= 1;
      finish(request, 'request.served');
    }
    pull(server);
  }

  function drop(request, reason) {
    const { server } = request;
    server.active -= 1;
    request.server = null;
    request.who = null;
    say('request.dropped', request.id, server.name, request.attempt, reason);
    request.full = reason === 'queue_full';
    if (request.attempt <= retries) assign(request);
    else finish(request, reason === 'queue_full' ? 'request.refused' : 'request.failed');
  }

  function finish(request, kind) {
    request.over = true;
    const took = t - request.born;
    if (kind === 'request.served') say(kind, request.id, request.who, took);
    else if (kind === 'request.refused')
      say(kind, request.id, 0, request.attempt > 1 || request.full ? 'queue_full' : 'no_server');
    else say(kind, request.id, null, took, 'ServerDown');
  }

  function timeOut(request) {
    if (request.over) return;
    request.over = true;
    say('request.timed_out', request.id, t - request.born);
    const { server } = request;
    server.active -= 1;
    const place = server.queue.indexOf(request);
    if (place >= 0) server.queue.splice(place, 1);
    else request.late = true;
  }

  function crash(name, on) {
    for (const lane of lanes) {
      const server = lane.servers.get(name);
      if (!server || server.up !== on) continue;
      server.up = !on;
      say(on ? 'server.crashed' : 'server.restarted', lane.name, name);
      if (!on) continue;
      const hit = [...server.busy.values(), ...server.queue];
      server.busy.clear();
      server.queue.length = 0;
      for (const request of hit) {
        if (request.late) say('request.dropped', request.id, name, request.attempt, 'abandoned');
        else drop(request, 'crashed');
      }
    }
  }

  const moves = [
    () => crash(dice.pick([...lanes[0].servers.keys()]), true),
    () => {
      for (const name of lanes[0].servers.keys()) crash(name, false);
    },
    () => {
      const lane = dice.pick(lanes);
      const server = dice.pick([...lane.servers.values()]);
      server.out = !server.out;
      if (server.out) say('server.ejected', lane.name, server.name, 'failures', t + 5);
      else say('server.restored', lane.name, server.name, 'time');
    },
    () => add(`N${(numbers += 1)}`, {}),
    () => {
      const name = dice.pick([...lanes[0].servers.keys()]);
      if (lanes[0].servers.size < 3) return;
      for (const lane of lanes) {
        lane.servers.delete(name);
        say('server.removed', lane.name, name, 'removed');
      }
    },
    () => {
      const name = dice.pick([...lanes[0].servers.keys()]);
      for (const lane of lanes) {
        const server = lane.servers.get(name);
        Object.assign(server, { weight: 1 + dice.below(5), speed: dice.pick([0.5, 1, 2]) });
        say('server.changed', lane.name, name, ...SERVER.map((field) => server[field]));
        say('server.checked', lane.name, name, dice.below(2) === 0, 1 + dice.below(3));
      }
    },
  ];

  for (const lane of lanes) say('balancer.policy', lane.name, lane.policy);
  letters(servers.length).forEach((name, i) => add(name, servers[i]));
  let next = soon(1 / rate);
  let trouble = faults ? soon(0.5) : Infinity;
  while (true) {
    const first = Math.min(next, trouble, todo[0]?.[0] ?? Infinity);
    if (first === Infinity) return rows;
    t = first;
    if (todo[0]?.[0] === first) todo.shift()[2]();
    else if (first === next) {
      arrive();
      next = soon(1 / rate);
      if (next > seconds) next = trouble = Infinity;
    } else {
      dice.pick(moves)();
      trouble = soon(0.5);
    }
  }
}
