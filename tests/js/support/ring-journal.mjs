/** Random but possible stories of a hash ring, and what its state must be in the end, worked out the slow way. */

import { createHash } from 'node:crypto';
import { random } from './random.mjs';

const PLACES = 10 ** 6;

export const SCHEMA = {
  'ring.resized': ['vnodes', 'keys'],
  'keys.placed': ['positions'],
  'node.placed': ['node', 'weight', 'points'],
  'node.removed': ['node'],
  'keys.moved': ['scheme', 'moves'],
  'key.looked_up': ['key', 'position', 'walk', 'nodes'],
  'request.arrived': ['request', 'client', 'balancer'],
  'request.assigned': ['request', 'server', 'attempt', 'why'],
  'request.served': ['request', 'who', 'latency'],
  'request.refused': ['request', 'backlog', 'reason'],
  'lab.set': ['name', 'value'],
  'lab.act': ['action', 'args'],
};

const hash = (label) => BigInt(`0x${createHash('md5').update(label).digest('hex')}`);
const position = (point) => Number((point * BigInt(PLACES)) >> 128n) / PLACES;

/** A ring in a few lines: nothing is kept, everything is looked for again. */
export class SlowRing {
  weights = new Map();

  constructor(vnodes, keys) {
    Object.assign(this, { vnodes, keys });
  }

  get points() {
    const all = [...this.weights].flatMap(([node, weight]) =>
      Array.from({ length: Math.max(1, Math.round(weight * this.vnodes)) }, (_, i) => ({ at: hash(`${node}:vn${i}`), node })),
    );
    return all.sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  pointsOf(name) {
    return this.points.filter(({ node }) => node === name).map(({ at }) => position(at));
  }

  positions() {
    return Array.from({ length: this.keys }, (_, key) => position(hash(`user:${key}`)));
  }

  owners() {
    const { points } = this;
    return this.each((at) => (points.find((point) => point.at > at) ?? points[0])?.node ?? null);
  }

  modulo() {
    const names = [...this.weights.keys()];
    return this.each((at) => (names.length > 0 ? names[Number(at % BigInt(names.length))] : null));
  }

  each(owner) {
    return Array.from({ length: this.keys }, (_, key) => owner(hash(`user:${key}`)));
  }
}

/**
 * @param {{seed: number, steps: number, keys?: number, vnodes?: number}} options
 * @returns {{rows: any[][], ring: SlowRing, active: Map<string, number>, totals: Record<string, number>}}
 */
export function ringJournal({ seed, steps, keys = 60, vnodes = 5 }) {
  const dice = random(seed);
  const rows = [];
  const ring = new SlowRing(vnodes, keys);
  const [active, open] = [new Map(), new Map()];
  const totals = { arrived: 0, served: 0, refused: 0, spilled: 0 };
  let [t, requests] = [0, 0];
  let before = { ring: ring.each(() => null), modulo: ring.each(() => null) };
  const say = (kind, ...fields) => rows.push([t, kind, ...fields]);

  function settle() {
    const after = { ring: ring.owners(), modulo: ring.modulo() };
    for (const scheme of ['ring', 'modulo']) {
      const flows = new Map();
      after[scheme].forEach((to, key) => {
        const from = before[scheme][key] ?? null;
        if (from !== to) flows.set(`${from} ${to}`, [from, to, [...(flows.get(`${from} ${to}`)?.[2] ?? []), key]]);
      });
      say('keys.moved', scheme, [...flows.values()]);
    }
    before = after;
  }

  function place(name, weight) {
    ring.weights.set(name, weight);
    say('node.placed', name, weight, ring.pointsOf(name));
  }

  const deeds = [
    function join() {
      const name = `S${Array.from({ length: 9 }, (_, i) => i + 1).find((n) => !ring.weights.has(`S${n}`)) ?? 1}`;
      if (!ring.weights.has(name)) active.set(name, 0);
      place(name, dice.pick([1, 1, 2]));
      settle();
    },
    function leave() {
      if (ring.weights.size === 0) return;
      const name = dice.pick([...ring.weights.keys()]);
      ring.weights.delete(name);
      active.delete(name);
      for (const [id, it] of open) if (it === name) open.set(id, null);
      say('node.removed', name);
      settle();
    },
    function resize() {
      ring.keys = dice.pick([10, 60, 90]);
      before = { ring: before.ring.slice(0, ring.keys), modulo: before.modulo.slice(0, ring.keys) };
      say('ring.resized', ring.vnodes, ring.keys);
      say('keys.placed', ring.positions());
      settle();
    },
    function ask() {
      requests += 1;
      totals.arrived += 1;
      const key = dice.below(ring.keys);
      say('request.arrived', requests, `user:${key}`, null);
      const server = before.ring[key];
      if (server === null) {
        totals.refused += 1;
        return void say('request.refused', requests, 0, 'no_server');
      }
      const passed = dice.below(4) === 0 ? ['S9'] : [];
      totals.spilled += passed.length;
      say('request.assigned', requests, server, 1, { key, passed });
      active.set(server, active.get(server) + 1);
      open.set(requests, server);
    },
    function answer() {
      const id = [...open.keys()][0];
      if (id === undefined) return;
      const server = open.get(id);
      open.delete(id);
      if (server !== null) active.set(server, active.get(server) - 1);
      totals.served += 1;
      say('request.served', id, 'traffic', 0.1);
    },
  ];

  say('ring.resized', vnodes, keys);
  say('keys.placed', ring.positions());
  for (const name of ['S1', 'S2', 'S3']) {
    place(name, 1);
    active.set(name, 0);
  }
  settle();
  for (let i = 0; i < steps; i += 1) {
    t = Math.round((t + 0.1) * 10) / 10;
    dice.pick([...deeds, deeds[3], deeds[3], deeds[4]])();
  }
  return { rows, ring, active, totals };
}
