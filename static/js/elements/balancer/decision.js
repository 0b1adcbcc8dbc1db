/** What a policy decided on, in words for the balancer and in a note for each server: pure. */

import { duration, number } from '../../lib/format.js';
import { rounded } from './words.js';

const UNTRIED = 1e5; // seconds: a cost like this is a penalty, not a measurement

/**
 * @typedef {{text: string, mark?: 'candidate'|'passed', credit?: number}} Note
 *   credit: -1 to 1, for a bar that grows to the right or the left
 * @typedef {object} Decision
 * @property {string[]} lines  short ones, for the balancer's box
 * @property {string|null} cursor  the server that is next, where the policy knows it
 * @property {Record<string, Note>} notes  by server
 */

/**
 * @param {import('../../reduce/balancer.js').Lane} lane
 * @param {string|null} client  address of the request picked for last
 * @returns {Decision}
 */
export function decision(lane, client = null) {
  const why = lane.why ?? {};
  const names = Object.keys(lane.servers);
  const open = () => each(names, (name) => ({ text: String(lane.servers[name].active) }));
  const eligible = names.filter((name) => isEligible(lane, lane.servers[name]));
  const notes = NOTES[lane.policy]?.(why, { names: eligible, lane, open }) ?? {};
  const lines = lane.why === null ? [] : (LINES[lane.policy]?.(why, { client, lane }) ?? []);
  return { lines, cursor: why.cursor ?? null, notes };
}

const LINES = {
  round_robin: ({ cursor }) => [next(cursor)],
  weighted_round_robin: ({ cursor, left }) => [next(cursor), left == null ? '' : `${left} more for it`],
  smooth_weighted_round_robin: (_, { lane }) => [`most credit: ${lane.picked?.server ?? '–'}`],
  least_connections: ({ tied = [] }) => [`fewest: ${several(tied)}`],
  least_request: ({ tied = [] }) => [`best: ${several(tied)}`, 'by weight/(open+1)'],
  random: ({ index }) => (index == null ? [] : [`by lot: number ${index}`]),
  power_of_two: ({ candidates = [], loads = [] }) => candidates.map((name, i) => `${name}: ${loads[i]} open`),
  peak_ewma: ({ candidates = [], costs = [] }) => candidates.map((name, i) => `${name}: ${cost(costs[i])}`),
  ip_hash: ({ hash, index, of }, { client }) =>
    of == null ? [] : [client ?? '', `hash ${hash.slice(-8)}`, `modulo ${of} = ${index}`],
  consistent_hash: ({ key, position }) => [keyed(key), at(position)],
  bounded_load: ({ key, position, capacity }) => [keyed(key), at(position), `at most ${capacity} each`],
  maglev: ({ key, slot }) => [keyed(key), `table slot ${slot}`],
  rendezvous: ({ key, score }) => [keyed(key), `best score ${number(score, 3)}`],
  jump_hash: ({ key, bucket, of }) => [keyed(key), `bucket ${bucket} of ${of}`],
};

const NOTES = {
  smooth_weighted_round_robin({ credits = {} }) {
    const most = Math.max(1, ...Object.values(credits).map(Math.abs));
    return each(Object.keys(credits), (name) => {
      const credit = credits[name];
      return { text: `${credit > 0 ? '+' : ''}${rounded(credit)}`.replace('-', '−'), credit: credit / most };
    });
  },
  least_connections: ({ tied = [] }, { open }) => marked(open(), tied),
  least_request: ({ tied = [], scores = {} }) =>
    marked(
      each(Object.keys(scores), (name) => ({ text: rounded(scores[name]) })),
      tied,
    ),
  power_of_two: ({ candidates = [], loads = [] }) =>
    each(candidates, (_, i) => ({ text: String(loads[i]), mark: 'candidate' })),
  peak_ewma: ({ candidates = [], costs = [] }) =>
    each(candidates, (_, i) => ({ text: cost(costs[i]), mark: 'candidate' })),
  bounded_load: ({ passed = [] }) => each(passed, () => ({ text: 'full', mark: 'passed' })),
  ip_hash: ({ of }, { names }) => numbered(names, of),
  jump_hash: ({ of }, { names }) => numbered(names, of),
  random: (_, { names }) => numbered(names, names.length),
};

function each(names, note) {
  return Object.fromEntries(names.map((name, i) => [name, note(name, i)]));
}

/** The numbers that a hash or a die speaks of. They count eligible servers: after a change, not these any more. */
function numbered(names, of) {
  return names.length !== of ? {} : each(names, (_, i) => ({ text: String(i) }));
}

function marked(notes, names) {
  for (const name of names) if (notes[name]) notes[name].mark = 'candidate';
  return notes;
}

function several(names) {
  return names.length > 3 ? `${names.length} of them` : names.join(', ');
}

/** May the policy pick it? A balancer in panic does not ask how they are. */
function isEligible({ panic }, { health }) {
  return health === 'healthy' || (panic && health === 'ejected');
}

function next(cursor) {
  return `next: ${cursor ?? '–'}`;
}

function keyed(key) {
  return `key ${key ?? '–'}`;
}

function at(position) {
  return position == null ? '' : `hashed to ${position.toFixed(3)}`;
}

function cost(seconds) {
  return seconds == null || seconds >= UNTRIED ? 'untried' : duration(seconds);
}
