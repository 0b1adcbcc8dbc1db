/** The rules of the balancers over whole generated journals: nothing is lost, nothing counted twice. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from '../../static/js/core/state.js';
import { rules } from '../../static/js/reduce/balancer.js';
import { balancerJournal } from './support/balancer-journal.mjs';
import { decode } from './support/balancer-schema.mjs';
import { replay } from './support/balancer-state.mjs';

const { apply, initial } = rules;

const JOURNALS = [
  {
    seed: 1,
    seconds: 20,
    policies: ['round_robin', 'least_connections'],
    faults: true,
    retries: 1,
    timeout: 0.5,
    rate: 40,
  },
  {
    seed: 2,
    seconds: 20,
    policies: ['power_of_two'],
    servers: [{ queue_capacity: 2 }, { failure_rate: 0.3 }, { workers: 3 }],
    faults: true,
    rate: 60,
  },
  { seed: 3, seconds: 10, policies: ['random'], servers: [{}], rate: 30, timeout: 0.2 },
];

describe('over a whole journal', () => {
  for (const options of JOURNALS) {
    test(`every request is counted once, and stands where its server says, seed ${options.seed}`, () => {
      const state = initial();
      for (const [i, row] of balancerJournal(options).entries()) {
        apply(state, decode(row));
        if (i % 7 === 0) assertConserved(state, row);
      }
      assertConserved(state, ['the end']);
      assert.deepEqual(state.requests, {}, 'all have ended');
    });
  }

  test('a picture taken before stays as it was', () => {
    const living = initial();
    for (const row of balancerJournal({ ...JOURNALS[0], seconds: 4 })) {
      const taken = picture(living);
      const copy = structuredClone(taken);
      apply(living, decode(row));
      assert.deepEqual(taken, copy, row[1]);
    }
  });

  test('servers under the same faults are up and down in all lanes of a race alike', () => {
    const { balancers } = replay(balancerJournal(JOURNALS[0]));
    const up = (it) => Object.entries(it.servers).map(([name, { up: on }]) => [name, on]);
    assert.deepEqual(up(balancers['1']), up(balancers['2']));
  });
});

function assertConserved(state, row) {
  const open = Object.entries(state.requests);
  for (const [name, { servers, totals }] of Object.entries(state.balancers)) {
    const mine = open.filter(([, it]) => it.balancer === name);
    const living = mine.filter(([, it]) => it.state !== 'abandoned').length;
    const { arrived, served, failed, refused, timed_out: late } = totals;
    assert.equal(arrived, served + failed + refused + late + living, row[1]);
    for (const [server, { active, queue, workers }] of Object.entries(servers)) {
      const here = mine.filter(([, it]) => it.server === server);
      const queued = here
        .filter(([, it]) => it.state === 'queued')
        .sort(([a, x], [b, y]) => x.since - y.since || a - b);
      assert.deepEqual(
        queue,
        queued.map(([id]) => Number(id)),
        `${row[1]}: queue of ${server}`,
      );
      assert.equal(active, here.filter(([, it]) => it.state !== 'abandoned').length, `${row[1]}: open at ${server}`);
      assert.ok(here.filter(([, it]) => it.who !== null).length <= workers, `${row[1]}: workers of ${server}`);
    }
  }
}
