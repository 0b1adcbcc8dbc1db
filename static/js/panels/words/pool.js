/** What happens to a connection pool, its callers and its database, in words: pure. */

import { reasonWord } from '../../elements/pool/slots.js';
import { clock, duration } from '../../lib/format.js';
import { after, by, count, forWhom, lookUp, of } from './common.js';
import { because } from './requests.js';

const THREADS = {
  starting: () => 'begins',
  thinking: ({ until }) => `thinks${by(until)}`,
  taking: () => 'is free, and waits for a request',
  acquiring: ({ request }) => `asks the pool for a connection${of(request)}`,
  connecting: ({ request }) => `opens a connection of its own${of(request)}`,
  querying: ({ request, until }) => `runs the query${of(request)}${by(until)}`,
  releasing: () => 'gives its connection back to the pool',
  closing: () => 'closes its own connection',
  idle: () => 'has nothing to do',
  waiting: ({ request, until }) => `waits${inside(request)}${by(until)}`,
  computing: ({ request, until }) => `computes${inside(request)}${by(until)}`,
  wants_core: ({ request }) => `wants a core${inside(request)}`,
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

/** @type {Record<string, (event: any) => string>} */
export const WORDS = {
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

  'database.started': (it) => `The database starts: ${room(it)}`,
  'database.resized': (it) => `The database has new limits: ${room(it)}`,
  'database.stopped': ({ reason }) => `The database goes down: ${reasonWord(String(reason))}`,
  'session.state': (it) => lookUp(SESSIONS, it.state)?.(it) ?? `Session ${it.session} is now ${it.state}`,
  'session.closed': ({ session, reason }) =>
    `Session ${session} ends: ${lookUp(ENDS, reason) ?? reasonWord(String(reason))}`,
  'session.refused': ({ session, who, reason }) =>
    `The database refuses session ${session}${forWhom(who)}${because(reason)}`,
};

/** A worker's request is the number of its task. */
function inside(task) {
  return task == null ? '' : `, for task ${task}`;
}

function sizes({ min_size: min, max_size: max, max_overflow: overflow }) {
  return `${min} to ${max} connections${overflow > 0 ? `, ${overflow} overflow` : ''}`;
}

function room({ max_connections: most, cores }) {
  const cpus = cores == null ? 'as many cores as it needs' : count(cores, 'core');
  return `${most == null ? 'any number of sessions' : `at most ${count(most, 'session')}`}, ${cpus}`;
}
