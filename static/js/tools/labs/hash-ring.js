/** What a recording of the hash ring may contain, and which figures follow from its state alone. */

import { flowsOf, hasMoved, totalOf } from '../../elements/hash-ring/change.js';
import { entries, fields, flag, list, name, orNull, scalar, text, time, whole } from '../shape.js';

// As much as the lab has, and what it never has.
const MOST_KEYS = 10_000;
const MOST_SERVERS = 12;
const MOST_POINTS = 500 * 10; // a server of the greatest weight
const MOST_WALK = 250;
const MOST_REQUESTS = 10_000;
const MOST_MOVES = (MOST_SERVERS + 2) ** 2;

const id = whole(0, Number.MAX_SAFE_INTEGER);
const count = whole(0, Number.MAX_SAFE_INTEGER);
const key = whole(0, MOST_KEYS - 1);
const node = orNull(name);

const unless = (ok, wanted) => (ok ? null : { path: [], wanted });
const part = (value) => unless(Number.isFinite(value) && value >= 0 && value < 1, 'a place from 0 to below 1');
const weight = (value) => unless(Number.isFinite(value) && value > 0, 'a number above 0');

/** A list of a given length, each with its own check. @param {import('../shape.js').Check[]} checks */
const row = (checks) => (value) => {
  if (!Array.isArray(value) || value.length !== checks.length) return unless(false, `a list of ${checks.length}`);
  for (const [i, check] of checks.entries()) {
    const problem = check(value[i]);
    if (problem) return { ...problem, path: [String(i), ...problem.path] };
  }
  return null;
};

const moves = list(row([node, node, list(key, MOST_KEYS)]), MOST_MOVES);
const walk = list(row([part, name, flag]), MOST_WALK);
const points = list(part, MOST_POINTS);
const nodes = list(name, MOST_SERVERS);
const owners = list(node, MOST_KEYS);
const why = fields({ key, passed: nodes });

/** The state at a moment; as in reduce/hash-ring.js. */
export const state = fields({
  t: time,
  ring: fields({ vnodes: whole(0, MOST_POINTS), keys: whole(0, MOST_KEYS) }),
  nodes: entries(fields({ weight, points, keys: count, modulo: count, active: count, asked: count }), MOST_SERVERS),
  positions: list(part, MOST_KEYS),
  owners,
  modulo: owners,
  moved: orNull(fields({ ring: moves, modulo: moves, t: time })),
  lookup: orNull(fields({ key: text, position: part, walk, nodes, t: time })),
  requests: entries(fields({ key, server: node, since: time }), MOST_REQUESTS),
  totals: fields({ arrived: count, served: count, refused: count, spilled: count }),
});

/** The fields of events, by name; those not named here may be any plain value. */
export const eventFields = {
  vnodes: whole(0, MOST_POINTS),
  keys: whole(0, MOST_KEYS),
  positions: list(part, MOST_KEYS),
  node: name,
  weight,
  points,
  scheme: text,
  moves,
  key: text,
  position: part,
  walk,
  nodes,
  request: id,
  server: node,
  why,
  reason: text,
  action: name,
  name,
  args: entries(scalar, 50),
};

/** A state that grew beyond this on the way is not one that a lab was ever in. */
export function tooMuch({ nodes: all, positions, requests }) {
  return (
    Object.keys(all).length > MOST_SERVERS ||
    positions.length > MOST_KEYS ||
    Object.keys(requests).length > MOST_REQUESTS
  );
}

/**
 * The metrics that a state alone tells; the others would have to be made up.
 * @param {import('../../reduce/hash-ring.js').RingState} it
 * @returns {Record<string, number|null>}
 */
export function measured(it) {
  const keys = it.owners.length;
  const shares = Object.values(it.nodes).map((each) => each.keys / Math.max(1, keys));
  const moved = (scheme) => (hasMoved(it) && keys > 0 ? totalOf(flowsOf(it.moved[scheme])) / keys : null);
  return {
    servers: shares.length,
    keys,
    moved_ring: moved('ring'),
    moved_modulo: moved('modulo'),
    share_max: shares.length > 0 ? Math.max(...shares) : null,
    in_flight: Object.values(it.nodes).reduce((sum, { active }) => sum + active, 0),
    refused: it.totals.refused,
  };
}
