/** The balancers as tables, as a trace and in recordings: the same story as the journal's. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Recording } from '../../static/js/core/recording.js';
import { facts, recorded as rulesOfRecordings, rules, Trace } from '../../static/js/labs/balancer-more.js';
import { traceOf } from '../../static/js/tools/trace.js';
import { balancerJournal } from './support/balancer-journal.mjs';
import { decode, SCHEMA } from './support/balancer-schema.mjs';
import { stateOf } from './support/balancer-state.mjs';
import { firstKeyframe, framesOf } from './support/stream.mjs';
import { faultsOf } from './support/trace-format.mjs';

const OPTIONS = {
  seed: 4,
  seconds: 6,
  policies: ['round_robin', 'power_of_two'],
  faults: true,
  retries: 1,
  timeout: 0.4,
  rate: 40,
};

function recording(rows) {
  const made = new Recording({ ...rules, schema: SCHEMA });
  made.keyframe(firstKeyframe({ state: rules.initial() }), 0);
  framesOf(rows).forEach((one, i) => assert.equal(made.frame(one, (i + 1) * 50), 'applied'));
  return made;
}

describe('the tables', () => {
  const view = (state, changes = {}) => ({ state, time: 3, slow: 2, live: true, params: {}, detail: null, ...changes });
  const table = (state, id, changes) => facts(view(state, changes)).find((it) => it.id === id);

  test('have as many cells in every row as there are columns, and names of their own', () => {
    const state = rules.initial();
    for (const [i, row] of balancerJournal(OPTIONS).entries()) {
      rules.apply(state, decode(row));
      if (i % 50 > 0) continue;
      const tables = facts(view(state));
      assert.equal(new Set(tables.map(({ id }) => id)).size, tables.length);
      for (const { columns, rows, id } of tables)
        for (const cells of rows) assert.equal(cells.length, columns.length, id);
      for (const { rows } of tables) for (const cell of rows.flat()) assert.equal(typeof cell, 'string');
    }
  });

  test('say of every server how it is and what it got', () => {
    const state = stateOf(
      { A: { active: 2, queue: [3], picked: 3 }, B: { picked: 1, up: false } },
      { 2: { state: 'working', server: 'A', who: 'A/1' } },
    );
    const detail = {
      balancers: {
        1: { servers: { A: { share: 0.75, expected: 0.5, p50: 0.1, p95: 0.2, p99: 0.3, utilisation: 0.9 } } },
      },
    };
    const [a, b] = table(state, 'servers-1', { detail }).rows;
    assert.deepEqual(a.slice(0, 2), ['A', 'up']);
    assert.ok(
      ['1 of 20', '1 of 1: #2', '75 %', '50 %', '100 ms', '200 ms', '300 ms', '90 %'].every((cell) => a.includes(cell)),
      a.join('|'),
    );
    assert.equal(b[1], 'crashed');
    assert.equal(table(state, 'measured').rows.length, 0);
    assert.equal(table(state, 'measured', { detail }).rows.length, 1);
  });

  test('list open requests with the time that is left to them', () => {
    const state = stateOf({ A: {} }, { 2: { state: 'queued', server: 'A', arrived: 1 } });
    assert.deepEqual(table(state, 'requests', { params: { request_timeout: 2.5 } }).rows, [
      ['#2', '1', '10.0.0.1', 'queued', 'A', '–', '1', '00:01.00', '2 s', '500 ms'],
    ]);
  });

  test('have nothing to say of no balancer', () => {
    assert.doesNotThrow(() => facts(view(rules.initial())));
  });
});

describe('the trace', () => {
  const trace = JSON.parse(
    JSON.stringify(traceOf(recording(balancerJournal(OPTIONS)), { lab: 'balancer', params: {}, seed: 1 }, Trace)),
  );
  const events = trace.traceEvents;

  test('keeps to the format', () => {
    assert.deepEqual(faultsOf(trace), []);
  });

  test('has a track for every worker, in the process of its balancer', () => {
    const names = (pid) => events.filter((it) => it.name === 'thread_name' && it.pid === pid).map((it) => it.args.name);
    assert.ok(names(1).includes('A/1') && names(2).includes('A/1'));
    const slices = events.filter(({ ph }) => ph === 'X');
    assert.ok(slices.length > 20 && slices.every(({ name }) => /request \d+$/.test(name)));
  });

  test('has every request once, from its arrival to its end', () => {
    const whole = events.filter(({ cat, name }) => cat === 'request' && /^request \d+$/.test(name));
    const begun = whole.filter(({ ph }) => ph === 'b').map(({ name }) => name);
    assert.equal(new Set(begun).size, begun.length);
    assert.equal(whole.filter(({ ph }) => ph === 'e').length, begun.length);
  });

  test('goes on from a state in the middle of the story', () => {
    const rows = balancerJournal(OPTIONS);
    const state = rules.initial();
    for (const row of rows.slice(0, 400)) rules.apply(state, decode(row));
    const [t] = rows[399];
    const made = new Recording({ ...rules, schema: SCHEMA });
    made.keyframe(firstKeyframe({ t, state }), 0);
    assert.deepEqual(
      faultsOf(JSON.parse(JSON.stringify(traceOf(made, { lab: 'balancer', params: {}, seed: 1 }, Trace)))),
      [],
    );
  });
});

describe('a recording', () => {
  const { state: check, eventFields, tooMuch, measured } = rulesOfRecordings;

  test('may contain all that happens', () => {
    const state = rules.initial();
    for (const row of balancerJournal(OPTIONS)) {
      const { t, kind, ...fields } = decode(row);
      for (const [name, value] of Object.entries(fields))
        assert.equal(eventFields[name]?.(value) ?? null, null, `${kind}.${name} = ${JSON.stringify(value)}`);
      rules.apply(state, { t, kind, ...fields });
    }
    assert.equal(check(state), null);
    assert.equal(tooMuch(state), false);
  });

  test('may not contain what no lab ever sends', () => {
    const good = stateOf({ A: {} }, { 2: { server: 'A' } });
    assert.equal(check(good), null);
    const bad = (change) => {
      const state = structuredClone(good);
      change(state);
      assert.notEqual(check(state), null);
    };
    bad((state) => {
      state.balancers['1'].servers.A.weight = 0;
    });
    bad((state) => {
      state.balancers['1'].servers.A.queue = 'long';
    });
    bad((state) => {
      state.balancers['1'].why = { credits: { A: { deep: {} } } };
    });
    bad((state) => {
      state.requests[2].since = -1;
    });
    bad((state) => {
      delete state.balancers['1'].totals.retries;
    });
    assert.equal(
      tooMuch({
        ...good,
        balancers: { 1: good.balancers['1'], ...Object.fromEntries([2, 3, 4, 5].map((n) => [n, good.balancers['1']])) },
      }),
      true,
    );
  });

  test('tells the figures that follow from its state', () => {
    const state = stateOf({ A: { queue: [1, 2, 3] } }, { 2: { server: 'A' }, 4: { state: 'abandoned' } });
    state.balancers['1'].totals.refused = 2;
    const { in_flight: open, queue_max: longest, queue_max_2: other, lost } = measured(state);
    assert.deepEqual([open, longest, other, lost], [1, 3, null, 2]);
    assert.deepEqual(measured(rules.initial()), {});
  });
});
