/** Every kind of event as a sentence, and the group it belongs to: pure. */

import { clock } from '../lib/format.js';
import { WORDS as BALANCER } from './words/balancer.js';
import { argsWords, lookUp, plain, valueWord } from './words/common.js';
import { WORDS as RING } from './words/hash-ring.js';
import { WORDS as RUNS } from './words/experiment.js';
import { WORDS as POOL } from './words/pool.js';
import { WORDS as REQUESTS } from './words/requests.js';
import { WORDS as THREADS } from './words/thread-pool.js';

/** @typedef {import('../core/decode.js').LabEvent} LabEvent */

/** What the log can be narrowed down to, with the words for it. @type {[string, string][]} */
export const GROUPS = [
  ['waiters', 'Waiters'],
  ['connections', 'Connections'],
  ['requests', 'Requests'],
  ['servers', 'Servers'],
  ['ring', 'Ring and keys'],
  ['tasks', 'Tasks and workers'],
  ['threads', 'Threads'],
  ['runs', 'Runs'],
  ['database', 'Database'],
  ['mine', 'My own actions'],
];

const GROUP_OF = {
  pool: 'connections', connection: 'connections', waiter: 'waiters', thread: 'threads', request: 'requests',
  retry: 'requests', database: 'database', session: 'database', balancer: 'servers', server: 'servers', ring: 'ring',
  keys: 'ring', key: 'ring', node: 'ring', threads: 'tasks',
  task: 'tasks', worker: 'tasks', run: 'runs', lab: 'mine',
};

const groups = new Map(); // kind -> group: it is asked for every event of a long recording

/** @type {Record<string, (event: any) => string>} */
const WORDS = {
  ...POOL,
  ...REQUESTS,
  ...BALANCER,
  ...RING,
  ...THREADS,
  ...RUNS,
  'lab.set': ({ name, value }) => `You set ${plain(name)} to ${valueWord(value)}`,
  'lab.act': ({ action, args }) => `You did: ${plain(action)}${argsWords(args)}`,
};

/** The kinds that have words. */
export const KINDS = Object.keys(WORDS);

/**
 * @param {LabEvent} event
 * @returns {string} "T5 gets connection 3 after waiting 40 ms"; a kind without words is at least named
 */
export function eventWords(event) {
  return lookUp(WORDS, event.kind)?.(event) ?? plain(String(event.kind));
}

/** @param {LabEvent} event @returns {string} "00:01.23 T5 gets connection 3 after waiting 40 ms" */
export function eventLine(event) {
  return `${clock(event.t)} ${eventWords(event)}`;
}

/** @param {string} kind @returns {string} one of GROUPS; '' for a kind that belongs to none */
export function groupOf(kind) {
  let group = groups.get(kind);
  if (group === undefined) groups.set(kind, (group = lookUp(GROUP_OF, kind.slice(0, kind.indexOf('.'))) ?? ''));
  return group;
}
