/** The vocabulary of app/engine/events.py as the server sends it, and short ways to write events down. */

import { readFileSync } from 'node:fs';

import { decoder } from '../../../static/js/core/decode.js';
import { apply, initial } from '../../../static/js/reduce/pool.js';

const source = readFileSync(new URL('../../../app/engine/events.py', import.meta.url), 'utf8');

/** Kind -> its fields, in order; read out of the engine's own table. */
export const SCHEMA = Object.fromEntries(
  [...source.matchAll(/^\s+"([a-z]+\.[a-z_]+)": \(([^)]*)\)/gm)].map(([, kind, fields]) => [
    kind,
    [...fields.matchAll(/"(\w+)"/g)].map(([, name]) => name),
  ]),
);

export const decode = decoder(SCHEMA);

/** The state after these rows, one after another: the slow and simple way, to compare with. */
export function replay(rows, start = initial()) {
  const state = structuredClone(start);
  for (const row of rows) apply(state, decode(row));
  return state;
}
