/** What a recording of balancers may contain, and which figures follow from its state alone. */

import { entries, fields, flag, list, name, orNull, scalar, text, time, whole } from '../shape.js';

// Far more than any lab does, and little enough for a page to draw.
const MOST_LANES = 4;
const MOST_SERVERS = 1000;
const MOST_REQUESTS = 200_000;
const count = whole(0, Number.MAX_SAFE_INTEGER);
const id = count;
const workers = whole(0, 100);

/** @type {import('../shape.js').Check} */
const positive = (value) => (value > 0 && Number.isFinite(value) ? null : { path: [], wanted: 'a number above 0' });

/** @type {import('../shape.js').Check} */
const share = (value) => (value >= 0 && value <= 1 ? null : { path: [], wanted: 'a number from 0 to 1' });

const settings = { weight: positive, workers, queue_capacity: count, speed: positive, failure_rate: share };

/** What a policy decided on: plain values, and lists and tables of them. @type {import('../shape.js').Check} */
export const why = (value) => {
  for (const each of Object.values(value ?? {})) {
    const inner = each !== null && typeof each === 'object' ? Object.values(each) : [each];
    const problem =
      inner.length > MOST_SERVERS ? { path: [], wanted: 'fewer values' } : inner.map(scalar).find(Boolean);
    if (problem) return problem;
  }
  return entries(() => null, 20)(value);
};

const server = fields({
  ...settings,
  effective: positive,
  active: whole(-MOST_REQUESTS, MOST_REQUESTS),
  queue: list(id, MOST_REQUESTS),
  up: flag,
  stopped: flag,
  health: text,
  reason: orNull(text),
  until: orNull(time),
  streak: orNull(fields({ ok: flag, count })),
  picked: count,
  served: count,
  failed: count,
});

const totals = { arrived: count, served: count, failed: count, refused: count, timed_out: count, retries: count };

const lane = fields({
  policy: text,
  why: orNull(why),
  picked: orNull(fields({ request: id, server: name, t: time })),
  panic: flag,
  servers: entries(server, MOST_SERVERS),
  totals: fields(totals),
});

const request = fields({
  balancer: name,
  client: orNull(text),
  server: orNull(name),
  state: text,
  since: time,
  arrived: time,
  until: orNull(time),
  who: orNull(text),
  attempt: count,
});

const ending = fields({ t: time, balancer: name, server: orNull(name), request: id, end: text });

/** The state at a moment; as in reduce/balancer.js. */
export const state = fields({
  t: time,
  balancers: entries(lane, MOST_LANES),
  requests: entries(request, MOST_REQUESTS),
  recent: list(ending, 1000),
});

/** The fields of events, by name; those not named here may be any plain value. */
export const eventFields = {
  ...settings,
  balancer: name,
  server: name,
  request: id,
  who: orNull(text),
  client: orNull(text),
  until: orNull(time),
  policy: text,
  why: orNull(why),
  attempt: count,
  reason: orNull(text),
  on: flag,
  ok: flag,
  streak: count,
  action: name,
  name,
  args: entries(scalar, 50),
};

/** A state that grew beyond this on the way is not one that a lab was ever in. */
export function tooMuch({ balancers, requests }) {
  const lanes = Object.values(balancers);
  const servers = lanes.map((it) => Object.keys(it.servers).length);
  return (
    lanes.length > MOST_LANES || Math.max(0, ...servers) > MOST_SERVERS || Object.keys(requests).length > MOST_REQUESTS
  );
}

/**
 * The metrics that a state alone tells, of the first lane; the others would have to be made up.
 * @param {import('../../reduce/balancer.js').BalancerState} state
 * @returns {Record<string, number|null>}
 */
export function measured({ balancers, requests }) {
  const first = balancers['1'];
  if (!first) return {};
  const { arrived, served, failed, refused, timed_out: late, retries } = first.totals;
  const longest = (it) => Object.values(it?.servers ?? {}).reduce((most, { queue }) => Math.max(most, queue.length), 0);
  return {
    in_flight: Object.values(requests).filter((it) => it.balancer === '1' && it.state !== 'abandoned').length,
    queue_max: longest(first),
    queue_max_2: balancers['2'] ? longest(balancers['2']) : null,
    lost: failed + refused + late,
    arrived,
    served,
    failed,
    refused,
    timed_out: late,
    retries,
  };
}
