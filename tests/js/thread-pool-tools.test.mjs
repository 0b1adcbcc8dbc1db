/** A pool of threads as a trace and in recordings: the same story as the journal's. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Recording } from '../../static/js/core/recording.js';
import { recorded as allowed, rules, Trace } from '../../static/js/labs/thread-pool-more.js';
import { traceOf } from '../../static/js/tools/trace.js';
import { decode, SCHEMA } from './support/schema.mjs';
import { firstKeyframe, framesOf } from './support/stream.mjs';
import { threadPoolJournal } from './support/thread-pool-journal.mjs';
import { faultsOf } from './support/trace-format.mjs';

const ROWS = threadPoolJournal({ seed: 2, pool: { rejection: 'caller_runs' }, rate: 50, shutdown: true });
const ABOUT = { lab: 'thread-pool', params: {}, seed: 1 };

function traced(state, rows) {
  const made = new Recording({ ...rules, schema: SCHEMA });
  made.keyframe(firstKeyframe({ t: state.t, state }), 0);
  framesOf(rows).forEach((one, i) => assert.equal(made.frame(one, (i + 1) * 50), 'applied'));
  return JSON.parse(JSON.stringify(traceOf(made, ABOUT, Trace)));
}

describe('the trace', () => {
  const trace = traced(rules.initial(), ROWS);
  const events = trace.traceEvents;

  test('keeps to the format, also where it goes on from the middle of the story', () => {
    assert.deepEqual(faultsOf(trace), []);
    const state = rules.initial();
    for (const row of ROWS.slice(0, 150)) rules.apply(state, decode(row));
    assert.deepEqual(faultsOf(traced(state, [])), []);
  });

  test('has a track for every worker, and for the producer while it does a task', () => {
    const names = events.filter((it) => it.name === 'thread_name').map((it) => it.args.name);
    assert.ok(
      ['worker-1', 'worker-2', 'producer'].every((name) => names.includes(name)),
      names.join(),
    );
    const slices = events.filter(({ ph }) => ph === 'X');
    assert.ok(slices.length > 50 && slices.every(({ name }) => /task \d+$/.test(name)));
  });

  test('has every task once, from its submission to its end', () => {
    const whole = events.filter(({ cat, name }) => cat === 'task' && /^task \d+$/.test(name));
    const begun = whole.filter(({ ph }) => ph === 'b').map(({ name }) => name);
    assert.equal(new Set(begun).size, begun.length);
    assert.equal(begun.length, ROWS.filter(([, kind]) => kind === 'task.submitted').length);
    assert.equal(whole.filter(({ ph }) => ph === 'e').length, begun.length);
  });
});

describe('a recording', () => {
  const { state: check, eventFields, tooMuch, measured } = allowed;
  const final = () => {
    const state = rules.initial();
    for (const row of ROWS.slice(0, 150)) rules.apply(state, decode(row));
    return state;
  };

  test('may contain all that happens', () => {
    for (const row of ROWS) {
      const { t, kind, ...fields } = decode(row);
      for (const [name, value] of Object.entries(fields))
        assert.equal(eventFields[name]?.(value) ?? null, null, `${kind}.${name} = ${JSON.stringify(value)}`);
    }
    assert.equal(check(final()), null);
    assert.equal(tooMuch(final()), false);
    assert.equal(check(rules.initial()), null);
  });

  test('may not contain what no lab ever sends', () => {
    const bad = (change) => {
      const state = structuredClone(final());
      change(state);
      assert.notEqual(check(state), null);
    };
    bad((state) => (state.pool.core_size = 1e9));
    bad((state) => (state.queue = 'long'));
    bad((state) => (state.workers.somebody = { ...state.workers['worker-1'] }));
    bad((state) => (state.workers['worker-99999'] = { ...state.workers['worker-1'] }));
    bad((state) => (state.cores.count = 0));
    bad((state) => delete state.totals.aborted);
    assert.equal(tooMuch({ ...final(), workers: { 'worker-5000': {} } }), true);
  });

  test('tells the figures that follow from its state', () => {
    const state = final();
    const { busy, threads, queue, submitted } = measured(state);
    assert.equal(threads, Object.keys(state.workers).length);
    assert.ok(busy <= threads && queue === state.queue.length && submitted === state.totals.submitted);
  });
});
