/** What is said of an experiment: the plan, the sentence for those who listen, the tables. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { aboutRow, aboutWorker } from '../../static/js/elements/experiment/detail.js';
import { facts } from '../../static/js/elements/experiment/facts.js';
import { listed, planOf } from '../../static/js/elements/experiment/plan.js';
import { expectedLength, hasCurves, machineWords, variantsOf } from '../../static/js/elements/experiment/result.js';
import { sentence } from '../../static/js/elements/experiment/sentence.js';
import { initial } from '../../static/js/reduce/experiment.js';
import { state as isState } from '../../static/js/tools/labs/experiment.js';
import { COMPUTING, SIZING, WAITING } from './support/experiment-run.mjs';

const EXECUTORS = { work: 'sleep', tasks: null, sizes: '', sleep: 0.5, scale: 0.1, numbers: 1_000_000, processes: 2, repeats: 3 };
const SWEEP = { work: 'compare', sizes: '', wait_time: 0.2, compute_time: 0.01, window: 0.3, repeats: 3 };
const run = (phase, more = {}) => ({ ...initial(), experiment: { ...initial().experiment, estimate: 12, phase, ...more } });

describe('the plan', () => {
  test('says what the document’s program does, as it is set', () => {
    const { intro, ways } = planOf('executors', EXECUTORS);
    assert.equal(intro, '20 tasks wait 50 ms each (time.sleep), 3 times in each of these ways:');
    assert.equal(ways[1], 'by a pool of 1, 5, 10, 20 or 40 threads');
    const compute = planOf('executors', { ...EXECUTORS, work: 'compute', sizes: '2', tasks: 4, repeats: 1 });
    assert.match(compute.intro, /^4 tasks each sum 1,000,000 squares .* once in each/);
    assert.equal(compute.ways[1], 'by a pool of 2 threads');
  });

  test('says which curves will be measured', () => {
    const { intro, ways } = planOf('thread-sizing', SWEEP);
    assert.match(intro, /wait 200 ms and compute 10 ms .* by pools of 1 to 128 threads, the formula’s answers among them/);
    assert.equal(ways.length, 3);
    assert.match(planOf('thread-sizing', { ...SWEEP, work: 'cpu' }).intro, /^Tasks that compute 10 ms/);
    assert.equal(planOf('something-else', {}), null);
    assert.equal(listed('1, 10 40'), '1, 10 or 40');
  });
});

describe('the sentence', () => {
  test('follows the run, and roughly a tenth at a time', () => {
    assert.equal(sentence(initial(), 0), 'Not measured yet.');
    assert.equal(sentence(run('idle'), 0), 'Not measured yet: a run takes about 12 s.');
    assert.equal(sentence(run('queued', { place: 2 }), 0), 'In the queue: 2 runs first.');
    const step = (done) => run('running', { done, total: 40, note: '5 threads, 1 of 3' });
    assert.equal(sentence(step(11), 0), 'Measuring, step 12 of 40: 5 threads, 1 of 3.');
    assert.equal(sentence(step(11), null), sentence(step(8), null));
    assert.notEqual(sentence(step(12), null), sentence(step(11), null));
    assert.equal(sentence(run('failed', { error: 'It took longer than 60 s.' }), 0), 'The run failed. It took longer than 60 s.');
  });

  test('tells the result and what is replayed', () => {
    const state = {
      ...run('done'), result: WAITING,
      variant: { variant: 'pool-5', label: '5 threads', workers: 5, mode: 'threads', since: 0 },
      workers: { W1: { state: 'waiting', since: 0, until: null, task: 1, kind: 'thread' } },
      queue: [2, 3], totals: { submitted: 3, finished: 1, failed: 0 },
    };
    assert.match(sentence(state, 1), /^Measured\. One after another: 10 s\..* Replayed: 5 threads\. 1 worker: 1 waiting; 2 tasks queued, 1 done\.$/);
    assert.match(sentence(state, 1, { back: 0.5 }), /^500 ms back\. Measured/);
    assert.doesNotMatch(sentence(state, null), /queued/);
  });
});

describe('a result', () => {
  test('is bars or curves, and its small costs are neither', () => {
    assert.equal(hasCurves(WAITING), false);
    assert.equal(hasCurves(SIZING), true);
    assert.equal(variantsOf(WAITING).length, 4);
  });

  test('knows how long the replay of a variant will be', () => {
    const state = { ...initial(), result: WAITING };
    assert.equal(expectedLength(state, 'pool-10'), WAITING.rows[2].median);
    const swept = { ...initial(), result: SIZING, finished: [{ variant: 'python-1', label: '', took: 0.4 }] };
    assert.equal(expectedLength(swept, 'python-42'), 0.4);
    assert.equal(expectedLength({ ...initial(), result: SIZING }, 'python-1'), 2.5 / 6);
  });

  test('says what it was measured on, with a GIL or without', () => {
    assert.equal(machineWords(WAITING.machine), '2 cores · CPython 3.11.7 with the GIL · Linux x86_64 · Some CPU');
    assert.match(machineWords({ ...WAITING.machine, gil: false }), /without a GIL \(free-threaded\)/);
  });

  test('has every number in its tables, and no empty column', () => {
    for (const result of [WAITING, COMPUTING, SIZING]) {
      const tables = facts({ state: { ...run('done'), result }, time: 1 });
      assert.equal(new Set(tables.map(({ id }) => id)).size, tables.length);
      for (const { columns, rows, caption } of tables)
        for (const cells of rows) {
          assert.equal(cells.length, columns.length, caption);
          assert.doesNotMatch(cells.join(), /undefined|NaN|null/, caption);
        }
      const measured = tables.find(({ id }) => id === 'measured');
      assert.equal(measured.rows.length, variantsOf(result).length);
      assert.ok(measured.rows[0].includes('3'), 'n');
      assert.ok(tables.some(({ id, rows }) => id === 'machine' && rows.some(([what]) => what === 'GIL')));
    }
    assert.equal(facts({ state: initial(), time: 0 }).find(({ id }) => id === 'measured').rows.length, 0);
  });

  test('tells everything about one row or one worker', () => {
    const about = aboutRow(COMPUTING.rows[2]);
    assert.ok(about.rows.some(([word, value]) => word.startsWith('Until the last process') && value === '160 ms'));
    assert.match(aboutRow(null).none, /another result/);
    const lane = { who: 'W1', kind: 'thread', from: 0, to: null, segments: [{ state: 'waiting', from: 0, to: null, task: 4 }] };
    assert.deepEqual(aboutWorker(lane, 'W1', 2).rows.slice(1), [['waiting', '2 s, 100 %'], ['Tasks', '1: 4']]);
    assert.match(aboutWorker(undefined, 'W9', 2).none, /no such worker/);
  });

  test('may stand in a recording, and nonsense may not', () => {
    const state = { ...run('done'), result: SIZING };
    assert.equal(isState(state), null);
    assert.deepEqual(isState({ ...state, result: { ...SIZING, rows: [{ name: 'x' }] } }).path.slice(0, 3), ['result', 'rows', '0']);
    assert.notEqual(isState({ ...state, result: { ...SIZING, rows: [] } }), null);
  });
});
