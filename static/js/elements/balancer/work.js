/** What goes on in a state, by server and by client, gathered in one pass over the requests: pure. */

/**
 * @typedef {{worker: number, request: string, state: string, since: number, until: number|null}} Work
 * @typedef {object} Gathered
 * @property {Map<string, Work[]>} work  "lane/server" -> what its workers do
 * @property {Map<string, number>} clients  address -> its requests that are open
 * @property {Record<string, number>} between  lane -> requests that no server has
 */

/**
 * @param {import('../../reduce/balancer.js').BalancerState} state
 * @returns {Gathered}
 */
export function gather({ requests }) {
  const work = new Map();
  const clients = new Map();
  const between = {};
  for (const request in requests) {
    const { balancer, server, state, since, until, who, client } = requests[request];
    if (client !== null && state !== 'abandoned') clients.set(client, (clients.get(client) ?? 0) + 1);
    if (state === 'arriving') between[balancer] = (between[balancer] ?? 0) + 1;
    if (who === null || server === null) continue;
    const key = `${balancer}/${server}`;
    const it = { worker: Number(who.slice(who.lastIndexOf('/') + 1)) - 1, request, state, since, until };
    const there = work.get(key);
    if (there) there.push(it);
    else work.set(key, [it]);
  }
  return { work, clients, between };
}

const NONE = [];

/** @param {Gathered} gathered @param {string} lane @param {string} server @returns {Work[]} */
export function workOf({ work }, lane, server) {
  return work.get(`${lane}/${server}`) ?? NONE;
}

const ENDS = {
  queue_full: 'queue full',
  no_server: 'no server',
  timed_out: 'timed out',
  failed: 'failed',
  refused: 'refused',
  error: 'error',
  crashed: 'crashed',
  abandoned: 'too late',
};

/**
 * What ended badly just now, counted, by place: "lane/server", or "lane/" where no server had it.
 * @param {import('../../reduce/balancer.js').BalancerState} state
 * @param {number} since  model time
 * @param {number} time
 * @returns {Map<string, string>} "3 timed out"
 */
export function flashes({ recent }, since, time) {
  const counts = new Map();
  for (const { t, balancer, server, end } of recent) {
    if (t < since || t > time || (server === null && end === 'queue_full')) continue; // told where the queue is
    const place = `${balancer}/${server ?? ''}`;
    const known = counts.get(place);
    if (known?.end === end) known.n += 1;
    else counts.set(place, { end, n: 1 });
  }
  return new Map([...counts].map(([place, { end, n }]) => [place, `${n > 1 ? `${n} ` : ''}${ENDS[end] ?? end}`]));
}

/**
 * How much each server got, and what it should have got.
 * @param {import('../../reduce/balancer.js').Lane} lane
 * @param {any} [detail]  of this lane, as measured by the server
 * @returns {{top: number, of: Record<string, {share: number|null, expected: number|null, p50?: number|null,
 *   p95?: number|null, p99?: number|null, utilisation?: number|null}>}}  top: the greatest share
 */
export function shares({ servers }, detail) {
  const names = Object.keys(servers);
  const all = names.reduce((sum, name) => sum + servers[name].picked, 0);
  const of = {};
  let top = 0;
  for (const name of names) {
    const measured = detail?.servers?.[name] ?? {};
    const share = measured.share ?? (all > 0 ? servers[name].picked / all : null);
    of[name] = { expected: null, ...measured, share };
    top = Math.max(top, share ?? 0, measured.expected ?? 0);
  }
  return { top: top || 1, of };
}

/** @param {import('../../reduce/balancer.js').Lane} lane @returns {{name: string, length: number}|null} */
export function longestOf({ servers }) {
  let longest = null;
  for (const name in servers) {
    const { length } = servers[name].queue;
    if (length > (longest?.length ?? 0)) longest = { name, length };
  }
  return longest;
}
