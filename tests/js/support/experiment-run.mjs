/** A small recording of an experiment, as rows of events, and results with the figures of measured/backends.md. */

import { SCHEMA } from './schema.mjs';

/** A row as on the wire. @param {number} t @param {string} kind @param {Record<string, any>} fields */
export function row(t, kind, fields) {
  return [t, kind, ...SCHEMA[kind].map((name) => fields[name] ?? null)];
}

/** Two variants: three tasks by one worker after another, then by two threads of a pool. */
export function recording() {
  const rows = [];
  const write = (t, kind, fields) => rows.push(row(t, kind, fields));
  const work = (who, task, from, to, state = 'waiting') => {
    write(from, 'task.started', { task, who, wait_time: from });
    write(from, 'thread.state', { who, state, request: task });
    write(to, 'task.finished', { task, who, run_time: to - from, error: null });
    write(to, 'thread.state', { who, state: 'idle' });
  };
  const variant = (t, name, label, workers, mode) => write(t, 'run.variant', { variant: name, label, workers, mode });
  variant(0, 'sequential', 'one after another', 0, 'sequential');
  write(0, 'worker.started', { who: 'main', reason: 'main' });
  write(0, 'thread.state', { who: 'main', state: 'idle' });
  for (const task of [1, 2, 3]) write(0, 'task.submitted', { task, name: 'fetch_url', who: 'main' });
  [1, 2, 3].forEach((task, i) => work('main', task, i * 0.1, (i + 1) * 0.1));
  write(0.3, 'worker.ended', { who: 'main', reason: 'done' });
  write(0.3, 'run.finished', { variant: 'sequential', took: 0.3 });
  variant(0.32, 'pool-2', '2 threads', 2, 'threads');
  for (const task of [1, 2, 3]) write(0.32, 'task.submitted', { task, name: 'fetch_url', who: 'main' });
  for (const who of ['W1', 'W2']) {
    write(0.33, 'worker.started', { who, reason: 'thread' });
    write(0.33, 'thread.state', { who, state: 'idle' });
  }
  const later = [];
  const both = rows.length;
  work('W1', 1, 0.33, 0.43);
  work('W2', 2, 0.33, 0.43, 'computing');
  work('W1', 3, 0.43, 0.53);
  later.push(...rows.splice(both).sort((a, b) => a[0] - b[0]));
  rows.push(...later);
  for (const who of ['W1', 'W2']) write(0.53, 'worker.ended', { who, reason: 'shutdown' });
  write(0.53, 'run.finished', { variant: 'pool-2', took: 0.21 });
  return rows;
}

const MACHINE = {
  cores: 2, python: '3.11.7', implementation: 'CPython', gil: true, switch_interval: 0.005, platform: 'Linux x86_64',
  cpu: 'Some CPU', load: 0.1,
};
const about = { started: '2026-11-23T16:00:00+00:00', took: 12.3, n: 3, machine: MACHINE, versions: { python: '3.11.7' } };
const spread = (value) => [value, value * 1.01, value * 0.99];
const timed = (series, name, label, value, x, extra) => ({
  name, series, label, x, median: value, p95: value * 1.01, unit: 's', runs: spread(value), extra,
});

export const WAITING = {
  slug: 'executors', params: { work: 'sleep' }, ...about, marks: [],
  rows: [
    timed('waiting', 'sequential', 'one after another', 10.004, null, { expected: 10, threads: 1, speedup: 1 }),
    timed('waiting', 'pool-5', '5 threads', 2.002, 5, { expected: 2, threads: 5, speedup: 5 }),
    timed('waiting', 'pool-10', '10 threads', 1.007, 10, { expected: 1, threads: 10, speedup: 9.93 }),
    timed('waiting', 'pool-20', '20 threads', 0.505, 20, { expected: 0.5, threads: 20, speedup: 19.8 }),
    timed('costs', 'make-thread', 'make a thread', 0.00004, null, { count: 1000 }),
  ],
  sentences: ['One after another: 10 s. With 20 threads: 505 ms, 20 times as fast: who waits needs no processor.'],
  recorded: { variants: 4, events: 400, seconds: 13.6 },
};

export const COMPUTING = {
  slug: 'executors', params: { work: 'compute' }, ...about, marks: [], sentences: [],
  rows: [
    timed('computing', 'sequential', 'one after another', 0.704, null, { speedup: 1, start_up: null }),
    timed('computing', 'threads-4', '4 threads', 0.801, 4, { speedup: 0.88, start_up: null }),
    timed('computing', 'processes-2', '2 processes, with their start', 0.591, 2, { speedup: 1.19, start_up: 0.16 }),
    timed('computing', 'processes-2-warm', '2 processes, already there', 0.432, 2, { speedup: 1.63, start_up: null }),
  ],
  recorded: { variants: 4, events: 100, seconds: 3 },
};

const point = (series, x, rate, p50, p95, modelled) => ({
  name: `${series}-${x}`, series, label: `${x} threads, pure Python`, x, median: rate, p95: rate, unit: '1/s',
  runs: spread(rate),
  extra: { latency_p50: p50, latency_p95: p95, cores_used: 0.9, involuntary: 10, voluntary: 5, tasks: 100, modelled },
});

export const SIZING = {
  slug: 'thread-sizing', params: { work: 'python' }, ...about,
  rows: [
    point('python', 1, 4.8, 0.207, 0.211, 4.76),
    point('python', 8, 36, 0.21, 0.244, 38.1),
    point('python', 21, 88, 0.219, 0.311, 100),
    point('python', 42, 130, 0.282, 0.504, 200),
    point('python', 84, 108, 0.576, 1.496, 200),
    point('python', 128, 104, 0.817, 2.251, 200),
  ],
  marks: [
    { name: 'formula', label: 'formula, 2 cores', x: 42, y: null, series: null },
    { name: 'formula-gil', label: 'formula, one core: the GIL', x: 21, y: null, series: null },
    { name: 'formula-4', label: 'formula, the document’s 4 cores', x: 84, y: null, series: null },
    { name: 'knee-python', label: 'knee: 95 % of the best', x: 42, y: 130, series: 'python' },
    { name: 'best-python', label: 'best', x: 42, y: 130, series: 'python' },
  ],
  sentences: ['With pure Python the knee is at 42 threads.'],
  recorded: { variants: 6, events: 900, seconds: 2.5 },
};
