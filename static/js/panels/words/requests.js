/** What becomes of a request, in words, whoever works on it: pure. */

import { number } from '../../lib/format.js';
import { after, by, count, lane, lookUp, plain } from './common.js';

const FAILURES = {
  PoolTimeout: 'no connection in time',
  TooManyWaiters: 'too many were waiting',
  PoolClosed: 'the pool is closed',
  ConnectionLost: 'the connection was lost',
  DatabaseDown: 'the database is down',
  TooManyConnections: 'the database takes no more connections',
  ConnectionRefused: 'the server is down',
  ConnectionReset: 'the server crashed',
  ServerError: 'the server made a mistake',
};

const TURNED_AWAY = {
  no_server: () => 'there is no server to send it to',
  queue_full: ({ backlog }) =>
    backlog > 0 ? `${count(backlog, 'other')} ${backlog === 1 ? 'has' : 'have'} no thread yet` : 'every queue is full',
};

/** An attempt that came to nothing. */
const DROPS = {
  queue_full: ({ request, server }) => `Request ${request} finds no place at ${server}: the queue is full`,
  refused: ({ request, server }) => `Request ${request} is refused by ${server}: the machine is down`,
  error: ({ request, server }) => `Request ${request} gets an error from ${server}`,
  crashed: ({ request, server }) => `Request ${request} is lost at ${server}, which crashed`,
  abandoned: ({ request, server }) => `${server} ends request ${request}, for which nobody waits any more`,
};

/** @type {Record<string, (event: any) => string>} */
export const WORDS = {
  'request.arrived': ({ request, client, balancer }) =>
    `Request ${request}${client ? ` of ${client}` : ''} arrives${lane(balancer)}`,
  'request.started': ({ request, who }) => `${who} takes on request ${request}`,
  'request.assigned': ({ request, server, attempt, why }) =>
    `Request ${request} goes to ${server}${again(attempt)}${whyWords(why)}`,
  'request.working': ({ request, who, until }) => `${who} works on request ${request}${by(until)}`,
  'request.dropped': (it) => {
    const known = { ...it, server: it.server ?? 'a server that is gone' };
    const words = lookUp(DROPS, it.reason)?.(known) ?? `Request ${it.request} ends at ${known.server}: ${plain(it.reason)}`;
    return `${words[0].toUpperCase()}${words.slice(1)}${again(it.attempt)}`;
  },
  'request.served': ({ request, who, latency }) =>
    `Request ${request} is served${who && who !== 'traffic' ? ` by ${who}` : ''}${after(latency)}`,
  'request.failed': ({ request, who, latency, error }) =>
    `Request ${request}${who ? ` ${who.includes('/') ? 'at' : 'of'} ${who}` : ''} fails${after(latency)}${because(error)}`,
  'request.refused': (it) =>
    `Request ${it.request} is refused: ${(lookUp(TURNED_AWAY, it.reason) ?? TURNED_AWAY.queue_full)(it)}`,
  'request.timed_out': ({ request, latency }) => `Request ${request} has waited long enough: timed out${after(latency)}`,
  'retry.denied': ({ request, reason }) =>
    `Request ${request} is not tried again: ${reason === 'budget' ? 'the budget for retries is used up' : 'there is no other server'}`,
};

/** The class of the error is said too: it is what stands in the code. */
export function because(error) {
  const word = lookUp(FAILURES, error);
  return error ? `: ${word ? `${word} (${error})` : error}` : '';
}

function again(attempt) {
  return attempt > 1 ? `, attempt ${attempt}` : '';
}

/** What a policy decided on, as far as it can be said in a few words. @param {Record<string, any>|null} why */
function whyWords(why) {
  if (!why) return '';
  const { candidates, loads, costs, tied, credits, cursor, left, hash, index, of, key, passed, slot, bucket } = why;
  const words = [];
  const figures = loads ?? costs;
  if (candidates && figures) words.push(candidates.map((name, i) => `${name} has ${number(figures[i], 2)}`).join(', '));
  if (tied?.length > 1) words.push(`as few as ${tied.join(', ')}`);
  if (credits) words.push(`credits ${Object.entries(credits).map(([name, n]) => `${name} ${n}`).join(', ')}`);
  if (left > 0) words.push(`${count(left, 'turn')} left for it`);
  else if (cursor) words.push(`next is ${cursor}`);
  if (hash && of) words.push(`hash ${String(hash).slice(0, 6)} % ${of} = ${index}`);
  if (typeof key === 'string') words.push(`key ${key}`);
  if (slot !== undefined) words.push(`slot ${slot}`);
  if (bucket !== undefined) words.push(`bucket ${bucket} of ${of}`);
  if (passed?.length > 0) words.push(`${passed.join(', ')} ${passed.length === 1 ? 'was' : 'were'} full`);
  return words.length > 0 ? `: ${words.join('; ')}` : '';
}
