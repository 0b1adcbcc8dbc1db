/** The same facts as the picture of the balancers shows, as tables: pure. */

import { clock, duration, NOTHING, number, rate } from '../../lib/format.js';
import { age } from '../stage/age.js';
import { decision } from './decision.js';
import { gather, shares, workOf } from './work.js';
import { howIs, lanesOf, percent, policyWord, rounded } from './words.js';

const MOST_REQUESTS = 60;
const TOTALS = [
  ['arrived', 'Requests arrived'],
  ['served', 'Requests served'],
  ['failed', 'Requests failed'],
  ['refused', 'Requests refused'],
  ['timed_out', 'Requests timed out'],
  ['retries', 'Retries'],
];

/**
 * @param {import('../../labs/index.js').View} view
 * @returns {import('../../panels/table-panel.js').Table[]}
 */
export function facts({ state, time, detail, params }) {
  const lanes = lanesOf(state);
  const gathered = gather(state);
  const servers = lanes.map((lane) =>
    serversOf(lane, state.balancers[lane], gathered, detail?.balancers?.[lane], lanes),
  );
  return [
    balancers(lanes, state, gathered),
    ...servers,
    measured(lanes, state, detail),
    requests(state, time, params),
    totals(lanes, state),
  ];
}

function balancers(lanes, { balancers: all, requests: open }, { between }) {
  const rows = lanes.map((lane) => {
    const it = all[lane];
    const { lines } = decision(it, open[it.picked?.request]?.client);
    const last = it.picked ? `request ${it.picked.request} to ${it.picked.server}, at ${clock(it.picked.t)}` : NOTHING;
    const panic = it.panic ? 'yes: it sends to all' : 'no';
    return [
      lane,
      policyWord(it.policy),
      last,
      lines.filter(Boolean).join(', ') || NOTHING,
      String(between[lane] ?? 0),
      panic,
    ];
  });
  const columns = ['Balancer', 'Policy', 'Last pick', 'Decided on', 'Between servers', 'Panic'];
  return {
    id: 'balancers',
    caption: lanes.length > 1 ? 'Balancers, on the same arrivals' : 'Balancer',
    columns,
    rows,
    none: 'There is no balancer yet.',
  };
}

function serversOf(lane, of, gathered, detail, lanes) {
  const got = shares(of, detail).of;
  const { notes } = decision(of);
  const rows = Object.entries(of.servers).map(([name, server]) => {
    const { weight, effective, speed, queue, queue_capacity: most, workers, active, picked, served, failed } = server;
    const work = workOf(gathered, lane, name);
    const { share, expected, p50, p95, p99, utilisation } = got[name];
    return [
      name,
      howIs(server).word,
      effective === weight ? String(weight) : `${rounded(effective)} of ${weight}`,
      rounded(speed),
      notes[name] ? `${notes[name].text}${notes[name].mark ? `, ${notes[name].mark}` : ''}` : NOTHING,
      String(active),
      `${queue.length} of ${most}`,
      [`${work.length} of ${workers}`, work.map(({ request }) => `#${request}`).join(', ')].filter(Boolean).join(': '),
      String(picked),
      share == null ? NOTHING : percent(share),
      expected == null ? NOTHING : percent(expected),
      duration(p50),
      duration(p95),
      duration(p99),
      utilisation == null ? NOTHING : percent(utilisation),
      String(served),
      String(failed),
    ];
  });
  const columns = [
    'Server',
    'State',
    'Weight',
    'Speed',
    'Noted by the policy',
    'Open',
    'In the queue',
    'Busy workers',
    'Picked',
    'Share',
    'Expected',
    'p50',
    'p95',
    'p99',
    'Utilisation',
    'Served',
    'Failed attempts',
  ];
  const caption = lanes.length > 1 ? `Servers of balancer ${lane}, ${policyWord(of.policy)}` : 'Servers';
  return { id: `servers-${lane}`, caption, columns, rows, none: 'There is no server: every request is refused.' };
}

function measured(lanes, { balancers: all }, detail) {
  const rows = detail?.balancers
    ? lanes.map((lane) => {
        const it = detail.balancers[lane] ?? {};
        const name = lanes.length > 1 ? `${lane} ${policyWord(all[lane].policy)}` : policyWord(all[lane].policy);
        return [
          name,
          number(it.requests),
          duration(it.p50),
          duration(it.p95),
          duration(it.p99),
          duration(it.mean),
          number(it.fairness),
          number(it.cv),
          number(it.affinity),
          rate(it.served_rate),
          number(it.load),
        ];
      })
    : [];
  const columns = [
    'Balancer',
    'Requests',
    'p50',
    'p95',
    'p99',
    'Mean',
    'Fairness',
    'Variation of shares',
    'Affinity',
    'Served',
    'Attempts a request',
  ];
  return { id: 'measured', caption: 'Measured', columns, rows, none: 'Nothing was measured at this moment.' };
}

function requests({ requests: all }, time, { request_timeout: limit }) {
  const entries = Object.entries(all);
  const rows = entries
    .slice(0, MOST_REQUESTS)
    .map(([id, it]) => [
      `#${id}`,
      it.balancer,
      it.client ?? NOTHING,
      it.state,
      it.server ?? NOTHING,
      it.who ?? NOTHING,
      String(it.attempt),
      clock(it.arrived),
      age(it.arrived, time),
      limit == null ? NOTHING : duration(Math.max(0, it.arrived + limit - time)),
    ]);
  const more = entries.length - rows.length;
  const columns = [
    'Request',
    'Balancer',
    'Client',
    'State',
    'Server',
    'Worker',
    'Attempt',
    'Arrived',
    'For',
    'Gives up in',
  ];
  const caption = more > 0 ? `Open requests, the oldest ${MOST_REQUESTS} of ${entries.length}` : 'Open requests';
  return { id: 'requests', caption, columns, rows, none: 'No request is open.' };
}

function totals(lanes, { balancers: all }) {
  const rows = TOTALS.map(([name, words]) => [words, ...lanes.map((lane) => String(all[lane].totals[name]))]);
  const heads = lanes.length > 1 ? lanes.map((lane) => `Balancer ${lane}`) : ['How many'];
  return { id: 'totals', caption: 'Since the run began', columns: ['What', ...heads], rows };
}
