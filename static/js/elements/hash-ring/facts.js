/** The same facts as the picture of the ring shows, as tables: pure. */

import { number } from '../../lib/format.js';
import { changeSentence, flowsOf, hasMoved } from './change.js';
import { figuresOf, percent } from './figures.js';
import { stepsOf, walkSentence } from './walk-steps.js';

const NOT = '–';
const MOST_KEYS = 240; // told of one by one, as in the picture

/**
 * @param {import('../../labs/index.js').View} view
 * @returns {import('../../panels/table-panel.js').Table[]}
 */
export function facts(view) {
  return [servers, change, lookup, keys, totals].map((table) => table(view));
}

function servers({ state, params }) {
  const rows = figuresOf(state, params).map((it) => [
    it.name,
    number(it.weight),
    number(it.points, 9),
    number(it.keys, 9),
    percent(it.share),
    percent(it.expected),
    percent(it.spread),
    number(it.modulo, 9),
    it.capacity === null ? String(it.active) : `${it.active}, bound ${it.capacity}`,
    number(it.asked, 9),
  ]);
  const columns = [
    'Server', 'Weight', 'Points', 'Keys', 'Share', 'Expected', 'Give or take', 'Keys under hash % n', 'In flight', 'Asked',
  ];
  return { id: 'servers', caption: 'Servers', columns, rows, none: 'There is no server on the ring.' };
}

function change({ state }) {
  const { moved } = state;
  const flows = { ring: flowsOf(moved?.ring ?? []), modulo: flowsOf(moved?.modulo ?? []) };
  const ways = new Map();
  for (const scheme of ['ring', 'modulo']) {
    for (const { from, to, keys: n } of flows[scheme]) {
      const way = `${from} to ${to}`;
      ways.set(way, { ...ways.get(way), [scheme]: n });
    }
  }
  const said = (n) => (n === undefined ? '0' : number(n, 9));
  const rows = [...ways].map(([way, it]) => [way, said(it.ring), said(it.modulo)]);
  const caption = hasMoved(state) ? `Moved by the last change. ${changeSentence(state)}` : 'Moved by the last change';
  const none = hasMoved(state) ? 'No key moved.' : 'The servers have not changed yet.';
  return { id: 'moved', caption, columns: ['From, to', 'On the ring', 'By hash % n'], rows, none };
}

function lookup({ state }) {
  const it = state.lookup;
  const rows = it
    ? stepsOf(it).map(({ at, node, copy }, i) => [
        String(i + 1), at.toFixed(6), node, copy > 0 ? `copy ${copy}` : 'passed over: has it already',
      ])
    : [];
  const caption = it ? `The walk from ${it.position.toFixed(6)}. ${walkSentence(it)}` : 'The walk of a key';
  return { id: 'walk', caption, columns: ['Step', 'Point', 'Server', 'What it does'], rows, none: 'No key was looked up.' };
}

function keys({ state }) {
  const { positions, owners, modulo } = state;
  const asked = new Map();
  for (const { key } of Object.values(state.requests)) asked.set(key, (asked.get(key) ?? 0) + 1);
  const rows = positions
    .slice(0, MOST_KEYS)
    .map((at, key) => [
      `user:${key}`, at.toFixed(6), owners[key] ?? NOT, modulo[key] ?? NOT, asked.has(key) ? String(asked.get(key)) : NOT,
    ]);
  const some = positions.length > MOST_KEYS ? `, the first ${MOST_KEYS} of ${number(positions.length, 9)}` : '';
  const columns = ['Key', 'Position', 'On the ring', 'By hash % n', 'Requests'];
  return { id: 'keys', caption: `Keys${some}`, columns, rows, none: 'There is no key.' };
}

function totals({ state }) {
  const words = [
    ['arrived', 'Requests arrived'],
    ['served', 'Requests served'],
    ['spilled', 'Sent on by a full server'],
    ['refused', 'Requests refused'],
  ];
  const rows = words.map(([name, said]) => [said, number(state.totals[name], 9)]);
  return { id: 'totals', caption: 'Since the run began', columns: ['What', 'How many'], rows };
}
