/** What the events of an experiment mean: its run, its variants, who works on what; and the lanes gathered from them. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Recording } from '../../static/js/core/recording.js';
import { Story, spent } from '../../static/js/elements/experiment/story.js';
import { apply, initial, mark, rules, waiting } from '../../static/js/reduce/experiment.js';
import { Lanes } from '../../static/js/tools/labs/experiment-trace.js';
import { traceOf } from '../../static/js/tools/trace.js';
import { recording as rows, row } from './support/experiment-run.mjs';
import { decode, SCHEMA } from './support/schema.mjs';

const after = (events, state = initial()) => {
  for (const each of events) apply(state, decode(each));
  return state;
};
const upTo = (t) => rows().filter(([at]) => at <= t);

describe('the reducer', () => {
  test('follows the run without forgetting how long it takes', () => {
    const start = initial();
    start.experiment.estimate = 12;
    const fields = { phase: 'running', place: 0, done: 3, total: 20, note: '5 threads, 1 of 3', error: null };
    assert.deepEqual(after([row(0, 'run.progress', fields)], start).experiment, { ...fields, estimate: 12 });
  });

  test('knows who waits and what is queued in the middle of a variant', () => {
    const state = after(upTo(0.35));
    assert.equal(state.variant.variant, 'pool-2');
    assert.deepEqual(state.variant, { variant: 'pool-2', label: '2 threads', workers: 2, mode: 'threads', since: 0.32 });
    assert.deepEqual(state.queue, [3]);
    assert.equal(waiting(state), 1);
    assert.deepEqual(state.workers.W2, { state: 'computing', since: 0.33, until: null, task: 2, kind: 'thread' });
    assert.equal(state.tasks[1].who, 'W1');
    assert.deepEqual(state.finished, [{ variant: 'sequential', label: 'one after another', took: 0.3 }]);
  });

  test('is left with nobody and nothing at the end', () => {
    const state = after(rows());
    assert.deepEqual([state.variant, state.workers, state.tasks, state.queue], [null, {}, {}, []]);
    assert.deepEqual(state.totals, { submitted: 3, finished: 3, failed: 0 });
    assert.deepEqual(state.finished.map(({ variant }) => variant), ['sequential', 'pool-2']);
  });

  test('counts a task that failed as failed, and marks it', () => {
    const failed = row(0.1, 'task.finished', { task: 1, who: 'W1', run_time: 0.1, error: 'ValueError' });
    assert.deepEqual(after([failed]).totals, { submitted: 0, finished: 0, failed: 1 });
    assert.equal(mark(decode(failed)), 'task 1 failed: ValueError');
    assert.equal(mark(decode(rows()[0])), 'one after another');
  });
});

describe('the story of a variant', () => {
  const recorded = () => {
    const recording = new Recording({ ...rules, schema: SCHEMA });
    recording.keyframe({ seq: 0, t: 0, state: initial(), recording: 1 }, 0);
    recording.frame({ seq: 1, from: 0, to: 1, events: rows(), dropped: 0 }, 0);
    return recording;
  };
  const numberAt = (t) => upTo(t).length;
  const at = (story, recording, t) => {
    story.goTo(recording, numberAt(t));
    return story.chapter;
  };

  test('has a lane for each worker, with what it did and when', () => {
    const story = new Story();
    const { lanes, variant, queue, end } = at(story, recorded(), 0.5);
    assert.equal(variant, 'pool-2');
    assert.equal(end, null);
    assert.deepEqual([...lanes.keys()], ['W1', 'W2']);
    assert.deepEqual(lanes.get('W1').segments, [
      { state: 'waiting', from: 0.33, to: 0.43, task: 1 },
      { state: 'waiting', from: 0.43, to: null, task: 3 },
    ]);
    assert.deepEqual(queue, [[0.32, 3], [0.33, 1], [0.43, 0]]);
    assert.equal(spent(lanes.get('W2'), 0.5).computing.toFixed(3), '0.100');
  });

  test('is the same whether one goes there step by step, at once, or back from the end', () => {
    const recording = recorded();
    const steps = new Story();
    for (let number = 0; number <= numberAt(0.43); number += 1) steps.goTo(recording, number);
    const back = new Story();
    back.goTo(recording, recording.count);
    assert.equal(back.chapter.end, 0.53);
    const expected = at(new Story(), recording, 0.43);
    assert.deepEqual(steps.chapter, expected);
    assert.deepEqual(at(back, recording, 0.43), expected);
    assert.equal(at(back, recording, 0.05).variant, 'sequential');
  });

  test('begins with the state where the events before are not kept', () => {
    const recording = new Recording({ ...rules, schema: SCHEMA });
    recording.keyframe({ seq: 0, t: 0.35, state: after(upTo(0.35)), recording: 2 }, 0);
    const rest = rows().filter(([t]) => t > 0.35);
    recording.frame({ seq: 1, from: 0.35, to: 1, events: rest, dropped: 0 }, 0);
    const story = new Story();
    story.goTo(recording, rest.length);
    const { lanes, start, done } = story.chapter;
    assert.equal(start, 0.32);
    assert.equal(done, 3);
    assert.deepEqual(lanes.get('W2').segments[0], { state: 'computing', from: 0.33, to: 0.43, task: 2 });
  });
});

test('a trace has a slice for each variant and each task on its worker', () => {
  const recording = new Recording({ ...rules, schema: SCHEMA });
  recording.keyframe({ seq: 0, t: 0, state: initial(), recording: 1 }, 0);
  recording.frame({ seq: 1, from: 0, to: 1, events: rows(), dropped: 0 }, 0);
  const run = { lab: 'executors', params: {}, seed: 7, description: { experiment: true } };
  const { traceEvents, otherData } = traceOf(recording, /** @type {any} */ (run), Lanes);
  const slices = traceEvents.filter(({ ph }) => ph === 'X').map(({ name, ts, dur }) => `${name} ${ts} ${dur}`);
  assert.deepEqual(slices.sort(), [
    '2 threads 320000 210000', 'computing, task 2 330000 100000', 'one after another 0 300000',
    'waiting, task 1 0 100000', 'waiting, task 1 330000 100000', 'waiting, task 2 100000 100000',
    'waiting, task 3 200000 100000', 'waiting, task 3 430000 100000',
  ]);
  assert.deepEqual([otherData.seed, otherData.threads], [null, 'measured, at full speed']);
});
