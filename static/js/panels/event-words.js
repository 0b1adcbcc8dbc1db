/** Every kind of event as a sentence, and the group it belongs to: pure. */

import { reasonWord } from '../elements/pool/slots.js';
import { clock, duration } from '../lib/format.js';

/** @typedef {import('../core/decode.js').LabEvent} LabEvent */

/** What the log can be narrowed down to, with the words for it. @type {[string, string][]} */
export const GROUPS = [
  ['waiters', 'Waiters'],
  ['connections', 'Connections'],
  ['requests', 'Requests'],
  ['threads', 'Threads'],
  ['database', 'Database'],
  ['mine', 'My own actions'],
];

const GROUP_OF = {
  pool: 'connections', connection: 'connections', waiter: 'waiters', thread: 'threads', request: 'requests',
  database: 'database', session: 'database', lab: 'mine',
};

const groups = new Map(); // kind -> group: it is asked for every event of a long recording

const THREADS = {
  starting: () => 'begins',
  thinking: ({ until }) => `thinks${by(until)}`,
  taking: () => 'is free, and waits for a request',
  acquiring: ({ request }) => `asks the pool for a connection${of(request)}`,
  connecting: ({ request }) => `opens a connection of its own${of(request)}`,
  querying: ({ request, until }) => `runs the query${of(request)}${by(until)}`,
  releasing: () => 'gives its connection back to the pool',
  closing: () => 'closes its own connection',
  stopped: () => 'has ended',
};

const SESSIONS = {
  tcp: ({ session, who }) => `Session ${session} begins${forWhom(who)}: TCP`,
  tls: ({ session, who }) => `Session ${session}${forWhom(who)} sets up TLS`,
  auth: ({ session, who }) => `Session ${session}${forWhom(who)} checks who is calling`,
  idle: ({ session }) => `Session ${session} is idle`,
  querying: ({ session, who, until }) => `Session ${session} works on the query${who ? ` of ${who}` : ''}${by(until)}`,
  queued: ({ session, who }) => `Session ${session} wants a core${forWhom(who)}: all are busy`,
  closing: ({ session }) => `Session ${session} is being closed`,
};

const ENDS = {
  client: 'the application closed it',
  killed: 'it was killed',
  restart: 'the database restarts',
};

const FAILURES = {
  PoolTimeout: 'no connection in time',
  TooManyWaiters: 'too many were waiting',
  PoolClosed: 'the pool is closed',
  ConnectionLost: 'the connection was lost',
  DatabaseDown: 'the database is down',
  TooManyConnections: 'the database takes no more connections',
};

/** @type {Record<string, (event: any) => string>} */
const WORDS = {
  'pool.opened': (it) => `The pool opens: ${sizes(it)}`,
  'pool.resized': (it) => `The pool has a new size: ${sizes(it)}`,
  'pool.draining': ({ connections }) => `The pool will close ${count(connections, 'connection')}, each when it is free`,
  'pool.closed': () => 'The pool closes',

  'connection.connecting': ({ connection, slot, who }) =>
    `${who ? `${who} opens connection ${connection}` : `Connection ${connection} is being opened`} in slot ${slot}`,
  'connection.connected': ({ connection, create_time: took, peer }) =>
    `Connection ${connection} is open${after(took)}${peer == null ? '' : `, as session ${peer} of the database`}`,
  'connection.connect_failed': ({ connection, create_time: took, error }) =>
    `Connection ${connection} could not be opened${after(took)}${because(error)}`,
  'connection.acquired': ({ connection, who, wait_time: wait }) =>
    `${who} gets connection ${connection} ${wait > 0 ? `after waiting ${duration(wait)}` : 'at once'}`,
  'connection.checking': ({ connection, who }) =>
    `${who ?? 'The pool'} checks whether connection ${connection} still works`,
  'connection.checked': ({ connection, ok }) => `Connection ${connection} ${ok ? 'still works' : 'no longer works'}`,
  'connection.released': ({ connection, who, use_time: use, slot }) =>
    `${who} gives connection ${connection} back${after(use)}, to slot ${slot}`,
  'connection.moved': ({ connection, slot }) => `Connection ${connection} moves to slot ${slot}`,
  'connection.closed': ({ connection, reason }) => `Connection ${connection} is closed: ${reasonWord(String(reason))}`,
  'connection.leaked': ({ connection, who, held }) =>
    `Connection ${connection} may have leaked: ${who} has held it for ${duration(held)}`,
  'connection.reclaimed': ({ connection, held }) =>
    `Connection ${connection}, reported as leaked, comes back${after(held)}`,

  'waiter.enqueued': ({ who, position }) => `${who} stands in line, number ${position}`,
  'waiter.timed_out': ({ who, wait_time: wait }) => `${who} gives up waiting${after(wait)}: timed out`,
  'waiter.refused': ({ who, waiting }) => `${who} is turned away: ${waiting} are waiting already`,
  'waiter.cancelled': ({ who, wait_time: wait, reason }) =>
    `${who} is sent away${after(wait)} of waiting: ${reasonWord(String(reason))}`,

  'thread.state': (it) => `${it.who} ${lookUp(THREADS, it.state)?.(it) ?? `is now ${it.state}`}`,
  'request.arrived': ({ request }) => `Request ${request} arrives`,
  'request.started': ({ request, who }) => `${who} takes on request ${request}`,
  'request.served': ({ request, who, latency }) => `Request ${request} is served by ${who}${after(latency)}`,
  'request.failed': ({ request, who, latency, error }) =>
    `Request ${request} of ${who} fails${after(latency)}${because(error)}`,
  'request.refused': ({ request, backlog }) =>
    `Request ${request} is refused: ${count(backlog, 'other')} ${backlog === 1 ? 'has' : 'have'} no thread yet`,

  'database.started': (it) => `The database starts: ${room(it)}`,
  'database.resized': (it) => `The database has new limits: ${room(it)}`,
  'database.stopped': ({ reason }) => `The database goes down: ${reasonWord(String(reason))}`,
  'session.state': (it) => lookUp(SESSIONS, it.state)?.(it) ?? `Session ${it.session} is now ${it.state}`,
  'session.closed': ({ session, reason }) =>
    `Session ${session} ends: ${lookUp(ENDS, reason) ?? reasonWord(String(reason))}`,
  'session.refused': ({ session, who, reason }) =>
    `The database refuses session ${session}${forWhom(who)}${because(reason)}`,

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

function lookUp(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function plain(name) {
  return String(name).replaceAll(/[._]/g, ' ');
}

function count(n, word) {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

function after(seconds) {
  return seconds == null ? '' : ` after ${duration(seconds)}`;
}

function by(until) {
  return until == null ? '' : `, until ${clock(until)}`;
}

function of(request) {
  return request == null ? '' : ` for request ${request}`;
}

function forWhom(who) {
  return who ? ` for ${who}` : '';
}

/** The class of the error is said too: it is what stands in the code. */
function because(error) {
  const word = lookUp(FAILURES, error);
  return error ? `: ${word ? `${word} (${error})` : error}` : '';
}

function sizes({ min_size: min, max_size: max, max_overflow: overflow }) {
  return `${min} to ${max} connections${overflow > 0 ? `, ${overflow} overflow` : ''}`;
}

function room({ max_connections: most, cores }) {
  const cpus = cores == null ? 'as many cores as it needs' : count(cores, 'core');
  return `${most == null ? 'any number of sessions' : `at most ${count(most, 'session')}`}, ${cpus}`;
}

function valueWord(value) {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}

function argsWords(args) {
  const all = Object.entries(args ?? {}).filter(([, value]) => value !== null);
  return all.length > 0 ? ` (${all.map(([name, value]) => `${plain(name)} ${valueWord(value)}`).join(', ')})` : '';
}
