/** What happens on a hash ring, in words: pure. */

import { number } from '../../lib/format.js';
import { count } from './common.js';

const MOST = 3; // moves named one by one

/** @type {Record<string, (event: any) => string>} */
export const WORDS = {
  'ring.resized': ({ vnodes, keys }) => `The ring has ${points(vnodes)} for a server of weight 1, and ${keysOf(keys)}`,
  'keys.placed': ({ positions }) => `${keysOf(positions.length)} ${positions.length === 1 ? 'has its place' : 'have their places'} on the ring`,
  'node.placed': ({ node, weight, points: all }) =>
    `${node} is on the ring: ${points(all.length)}, weight ${number(weight, 3)}`,
  'node.removed': ({ node }) => `${node} leaves the ring`,
  'keys.moved': ({ scheme, moves }) => `${scheme === 'ring' ? 'On the ring' : 'By hash % n'} ${moved(moves)}`,
  'key.looked_up': ({ key, walk, nodes }) =>
    `${key} belongs to ${nodes.join(', then ') || 'nobody'}${walk.length > 1 ? `, ${points(walk.length)} on` : ''}`,
};

function moved(moves) {
  const all = moves.reduce((sum, [, , keys]) => sum + keys.length, 0);
  if (all === 0) return 'no key moves';
  const verb = moves.every(([from]) => from === null) ? 'find' : 'move';
  const some = moves.slice(0, MOST).map(([from, to, keys]) => `${number(keys.length)} ${way(from, to)}`);
  const rest = moves.length > MOST ? [`and ${count(moves.length - MOST, 'other way')}`] : [];
  return `${keysOf(all)} ${verb === 'find' ? 'find a server' : all === 1 ? 'moves' : 'move'}: ${[...some, ...rest].join(', ')}`;
}

function way(from, to) {
  return [from === null ? '' : `from ${from}`, to === null ? 'to nobody' : `to ${to}`].join(' ').trim();
}

const keysOf = (n) => `${number(n)} ${n === 1 ? 'key' : 'keys'}`;
const points = (n) => `${number(n)} ${n === 1 ? 'point' : 'points'}`;
