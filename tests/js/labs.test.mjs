/** The table of labs: what panels and tools find for each, and what becomes of a lab that is not in it. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';

import { labModule, labMore } from '../../static/js/labs/index.js';
import { rulesOf } from './support/rules.mjs';

const SLUGS = ['connection-pool', 'balancer', 'hash-ring'];

for (const slug of SLUGS) {
  describe(`what panels and tools know of ${slug}`, () => {
    test('is complete, and can be had where nothing is drawn', async () => {
      const lab = await labMore(slug);
      assert.equal(lab.rules, await rulesOf(slug));
      for (const name of ['initial', 'apply', 'waiting', 'mark']) assert.equal(typeof lab.rules[name], 'function', name);
      for (const name of ['state', 'tooMuch', 'measured']) assert.equal(typeof lab.recorded[name], 'function', name);
      for (const name of ['facts', 'Trace']) assert.equal(typeof lab[name], 'function', name);
    });

    test('takes the state before anything is known for a state', async () => {
      const { rules, recorded } = await labMore(slug);
      const state = rules.initial();
      assert.equal(recorded.state(JSON.parse(JSON.stringify(state))), null);
      assert.equal(recorded.tooMuch(state), false);
      assert.equal(rules.waiting(state), 0);
      assert.equal(rules.mark({ t: 1, kind: 'lab.act', action: 'slow_query', args: {} }), 'slow query');
      assert.equal(rules.mark({ t: 1, kind: 'nobody.knows' }), null);
    });

    test('has a stylesheet of its own', () => {
      assert.ok(existsSync(new URL(`../../static/css/${slug}.css`, import.meta.url)));
    });
  });
}

describe('a lab that nobody here knows', () => {
  test('is recorded all the same, and only shows no state', async () => {
    for (const slug of ['boxing', 'constructor']) {
      const { rules, stage } = await labModule(slug);
      assert.equal(stage, null);
      const state = rules.initial();
      rules.apply(state, { t: 2, kind: 'round.began' });
      assert.deepEqual(state, { t: 2 });
    }
  });

  test('has nothing for panels and tools', async () => {
    for (const slug of ['boxing', 'constructor', undefined, 7]) assert.equal(await labMore(slug), null);
  });
});
