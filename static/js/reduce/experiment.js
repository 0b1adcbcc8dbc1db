/**
 * What each event means for the picture of an experiment: how its run stands, and who works on what in its recording.
 *
 * The state has the shape of the server's keyframe (app/experiments/picture.py). Entries are replaced, never edited:
 * see core/state.js for why.
 */

import { labMark } from './lab-marks.js';

/**
 * @typedef {'idle'|'queued'|'running'|'done'|'failed'|'cancelled'} Phase
 * @typedef {object} Run  how the run stands
 * @property {Phase} phase
 * @property {number} place  how many runs come first
 * @property {number} done  steps
 * @property {number} total
 * @property {string} note  what is being measured
 * @property {string|null} error  why it failed
 * @property {number|null} estimate  real seconds a run takes
 *
 * @typedef {{state: string, since: number, until: number|null, task: number|null, kind: string}} Worker
 * @typedef {{variant: string, label: string, workers: number, mode: string, since: number}} Variant
 *
 * @typedef {object} ExperimentState
 * @property {number} t  seconds of the recording
 * @property {Run} experiment
 * @property {any} result  what was measured; null: nothing yet
 * @property {any[]} others  results measured before with other settings, of the same kind
 * @property {Variant|null} variant  what is replayed
 * @property {{variant: string, label: string, took: number}[]} finished  what has been replayed
 * @property {Record<string, Worker>} workers
 * @property {number[]} queue  tasks; the first is done next
 * @property {Record<string, {state: string, submitted: number, since: number, who: string|null}>} tasks
 * @property {{submitted: number, finished: number, failed: number}} totals  of this variant
 * @property {any[]} recent
 */

/** Before anything is known. @returns {ExperimentState} */
export function initial() {
  return {
    t: 0,
    experiment: { phase: 'idle', place: 0, done: 0, total: 0, note: '', error: null, estimate: null },
    result: null,
    others: [],
    variant: null,
    finished: [],
    ...nobody(),
    recent: [],
  };
}

function nobody() {
  return { workers: {}, queue: [], tasks: {}, totals: { submitted: 0, finished: 0, failed: 0 } };
}

/**
 * Lets one event happen to `state`, in place. Kinds without a rule only move the time.
 * @param {ExperimentState} state
 * @param {import('../core/decode.js').LabEvent} event
 */
export function apply(state, event) {
  RULES.get(event.kind)?.(state, event);
  state.t = event.t;
}

/** @type {Map<string, (state: ExperimentState, event: any) => void>} */
const RULES = new Map(
  Object.entries({
    'run.progress'(state, { phase, place, done, total, note, error }) {
      state.experiment = { ...state.experiment, phase, place, done, total, note, error };
    },
    'run.variant'(state, { t, variant, label, workers, mode }) {
      Object.assign(state, nobody(), { variant: { variant, label, workers, mode, since: t } });
    },
    'run.finished'(state, { variant, took }) {
      state.finished.push({ variant, label: state.variant?.label ?? variant, took });
      state.variant = null;
    },
    'worker.started'({ workers }, { t, who, reason }) {
      workers[who] = { state: 'starting', since: t, until: null, task: null, kind: reason };
    },
    'worker.ended'({ workers }, { who }) {
      delete workers[who];
    },
    'thread.state'({ workers }, { t, who, state, until, request: task }) {
      workers[who] = { kind: 'thread', ...workers[who], state, since: t, until, task };
    },
    'task.submitted'({ tasks, queue, totals }, { t, task }) {
      tasks[task] = { state: 'queued', submitted: t, since: t, who: null };
      queue.push(task);
      totals.submitted += 1;
    },
    'task.started'(state, { t, task, who }) {
      leaveQueue(state, task);
      const submitted = state.tasks[task]?.submitted ?? t;
      state.tasks[task] = { state: 'running', submitted, since: t, who };
    },
    'task.finished'(state, { task, error }) {
      leaveQueue(state, task);
      delete state.tasks[task];
      state.totals[error ? 'failed' : 'finished'] += 1;
    },
  }),
);

function leaveQueue({ queue }, task) {
  const place = queue.indexOf(task);
  if (place >= 0) queue.splice(place, 1);
}

/** How many tasks no worker has taken yet, for the scrubber. @param {ExperimentState} state */
export function waiting({ queue }) {
  return queue.length;
}

/** @param {any} event @returns {string|null} a few words on an event worth a mark */
export function mark(event) {
  const { kind, label, task, error } = event;
  if (kind === 'run.variant') return label;
  if (kind === 'task.finished') return error ? `task ${task} failed: ${error}` : null;
  return labMark(event);
}

/** @type {import('../labs/index.js').Rules} */
export const rules = { initial, apply, waiting, mark };
