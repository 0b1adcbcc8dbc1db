/**
 * The rules in the browser against the engine's own account: journals that the engine wrote, in the folder
 * RINGSIDE_JOURNALS, each {schema, start, events, checkpoints}; see support/engine-journal.mjs.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { initial } from '../../static/js/reduce/pool.js';
import { assertReachesCheckpoints } from './support/engine-journal.mjs';
import { poolJournal } from './support/pool-journal.mjs';
import { replay, SCHEMA } from './support/schema.mjs';

const folder = process.env.RINGSIDE_JOURNALS;
const files = folder ? readdirSync(folder).filter((name) => name.endsWith('.json')).sort() : [];

const skip = folder ? false : 'RINGSIDE_JOURNALS is not set: no engine to compare with';

describe('the reducer reaches the engine\'s own state', () => {
  test('in at least one journal', { skip }, () => {
    assert.notEqual(files.length, 0, `no journals in ${folder}`);
  });

  for (const file of files) {
    test(`in ${file}`, async () => {
      await assertReachesCheckpoints(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    });
  }
});

describe('the comparison itself', () => {
  const events = poolJournal({ seed: 1, length: 300 });
  const checkpoint = (index) => ({ index, state: { ...replay(events.slice(0, index)), t: 99, recent: {} } });
  const journal = { schema: SCHEMA, start: initial(), events, checkpoints: [0, 10, 300].map(checkpoint) };

  test('is content with a true account', async () => {
    await assertReachesCheckpoints(journal);
  });

  test('notices a false one, a missing event, and an account of nothing', async () => {
    const wrong = { index: 20, state: { ...replay(events.slice(0, 20)), backlog: [123] } };
    for (const changes of [{ checkpoints: [wrong] }, { events: events.slice(1) }, { checkpoints: [] }]) {
      await assert.rejects(assertReachesCheckpoints({ ...journal, ...changes }), assert.AssertionError);
    }
  });
});
