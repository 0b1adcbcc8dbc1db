/** Follows a journal that the engine wrote, and compares with what the engine itself said of its state on the way. */

import assert from 'node:assert/strict';

import { decoder } from '../../../static/js/core/decode.js';
import { VIEW_MEMORY } from '../../../static/js/core/state.js';
import { rulesOf } from './rules.mjs';

/**
 * @param {object} journal
 * @param {string} [journal.lab]  slug
 * @param {Record<string, string[]>} journal.schema
 * @param {object} journal.start  the state before the first event
 * @param {any[][]} journal.events  rows as on the wire
 * @param {{index: number, state: object}[]} journal.checkpoints  the engine's state after `index` events
 */
export async function assertReachesCheckpoints({ lab = 'connection-pool', schema, start, events, checkpoints }) {
  const { apply } = await rulesOf(lab);
  const decode = decoder(schema);
  const state = { [VIEW_MEMORY]: {}, ...structuredClone(start) };
  let next = 0;
  assert.ok(checkpoints.length > 0, 'a journal without a checkpoint proves nothing');
  for (const checkpoint of [...checkpoints].sort((a, b) => a.index - b.index)) {
    assert.ok(checkpoint.index <= events.length, `no event ${checkpoint.index}`);
    while (next < checkpoint.index) apply(state, decode(events[next++]));
    const where = `after ${next} events, the last: ${JSON.stringify(events[next - 1])}`;
    assert.deepEqual(comparable(state), comparable(checkpoint.state), where);
  }
}

/** What the engine knows: not when a picture was taken, nor what a view remembers. */
function comparable(state) {
  const { t, [VIEW_MEMORY]: memory, ...rest } = state;
  return rest;
}
