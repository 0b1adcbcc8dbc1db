/** What a recording of an experiment may contain, its result included, and which figures follow from its state alone. */

import { entries, fields, flag, list, name, orNull, scalar, text, time, whole } from '../shape.js';

// Far more than any experiment has, and little enough for a page to draw.
const MOST_WORKERS = 1000;
const MOST_TASKS = 100_000;
const MOST_ROWS = 500;
const MOST_RUNS = 1000;
const id = whole(0, Number.MAX_SAFE_INTEGER);
const count = whole(0, Number.MAX_SAFE_INTEGER);
const unless = (ok, wanted) => (ok ? null : { path: [], wanted });
const finite = (value) => unless(Number.isFinite(value), 'a number');
const plain = (value) => (Array.isArray(value) ? list(scalar, MOST_RUNS)(value) : scalar(value));
const anything = entries(plain, 100);

const row = fields({
  name, series: name, label: text, x: orNull(finite), median: finite, p95: finite, unit: text,
  runs: list(finite, MOST_RUNS), extra: anything,
});
const mark = fields({ name, label: text, x: finite, y: orNull(finite), series: orNull(name) });

const result = fields({
  slug: name,
  started: text,
  took: time,
  n: count,
  machine: fields({ cores: count, python: text, gil: flag, platform: text, cpu: text, switch_interval: time }),
  rows: (value) => list(row, MOST_ROWS)(value) ?? unless(value.some(({ series }) => series !== 'costs'), 'rows of something measured'),
  marks: list(mark, 100),
  sentences: list(text, 100),
});

/** The state at a moment; as in reduce/experiment.js. */
export const state = fields({
  t: time,
  experiment: fields({
    phase: text, place: count, done: count, total: count, note: text, error: orNull(text), estimate: orNull(time),
  }),
  result: orNull(result),
  others: list(result, 20),
  variant: orNull(fields({ variant: name, label: text, workers: count, mode: text, since: time })),
  finished: list(fields({ variant: name, label: text, took: time }), MOST_ROWS),
  workers: entries(fields({ state: text, since: time, until: orNull(time), task: orNull(id), kind: text }), MOST_WORKERS),
  queue: list(id, MOST_TASKS),
  tasks: entries(fields({ state: text, submitted: time, since: time, who: orNull(name) }), MOST_TASKS),
  totals: fields({ submitted: count, finished: count, failed: count }),
});

/** The fields of events, by name; those not named here may be any plain value. */
export const eventFields = {
  phase: text,
  place: count,
  done: count,
  total: count,
  note: text,
  error: orNull(text),
  variant: name,
  label: text,
  workers: count,
  mode: text,
  took: time,
  who: orNull(name),
  reason: text,
  state: text,
  request: orNull(id),
  until: orNull(time),
  task: id,
  wait_time: time,
  run_time: time,
  action: name,
  name,
  args: entries(scalar, 50),
};

/** A state that grew beyond this on the way is not one that an experiment was ever in. */
export function tooMuch({ workers, queue, tasks, finished }) {
  const parts = Object.keys(workers).length > MOST_WORKERS || finished.length > MOST_ROWS;
  return parts || Math.max(queue.length, Object.keys(tasks).length) > MOST_TASKS;
}

/**
 * The metrics that a state alone tells.
 * @param {import('../../reduce/experiment.js').ExperimentState} it
 * @returns {Record<string, number|null>}
 */
export function measured({ workers, queue, totals, experiment }) {
  const states = Object.values(workers).map((worker) => worker.state);
  const has = (name) => states.filter((state) => state === name).length;
  return {
    workers: states.length,
    waiting: has('waiting'),
    computing: has('computing'),
    queued: queue.length,
    finished: totals.finished,
    before: experiment.place || null,
  };
}
