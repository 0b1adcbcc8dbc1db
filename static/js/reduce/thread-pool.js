/**
 * What each event means for the picture of a pool of threads: pure rules over plain state.
 *
 * The state has the shape of the server's keyframe. Entries (a worker, a task ...) are replaced, never edited: see
 * core/state.js for why. An event about something this state has never heard of changes nothing.
 */

import { mark, waiting } from './thread-pool-marks.js';

/**
 * @typedef {'starting'|'idle'|'waiting'|'wants_gil'|'wants_core'|'computing'} Phase
 * @typedef {{state: Phase, since: number, until: number|null, task: number|null, core: boolean}} Worker
 *   core: it has a core (and the GIL, where there is one)
 * @typedef {{name: string|null, state: 'queued'|'running', submitted: number, since: number, who: string|null}} Task
 * @typedef {object} Pool
 * @property {number} core_size
 * @property {number} max_size
 * @property {number|null} queue_capacity  null: any number
 * @property {string} rejection
 * @property {string} growth
 * @property {number} keep_alive
 * @property {'drain'|'now'|null} shutdown
 * @property {boolean} ended
 *
 * @typedef {object} ThreadPoolState
 * @property {number} t  model time of the last event or keyframe
 * @property {Pool} pool
 * @property {{state: string, since: number, until: number|null, task: number|null}|null} producer  null: it has stopped
 * @property {Record<string, Worker>} workers
 * @property {number[]} queue  tasks; the first is done next
 * @property {Record<string, Task>} tasks  those that are not over
 * @property {{count: number, gil: boolean}} cores
 * @property {Record<string, number>} totals
 * @property {{t: number, task: number, end: string, who: string|null, error: string|null}[]} recent
 *   how tasks ended, the last ones; only the view remembers this
 */

const KEPT = 40; // endings that are remembered
const FREE = { until: null, task: null, core: false };

/** The thread that submits, and with the policy caller_runs does what there is no room for. */
export const PRODUCER = 'producer';

/**
 * Before anything is known.
 * @returns {ThreadPoolState}
 */
export function initial() {
  return {
    t: 0,
    pool: {
      core_size: 0,
      max_size: 0,
      queue_capacity: null,
      rejection: 'abort',
      growth: 'java',
      keep_alive: 0,
      shutdown: null,
      ended: false,
    },
    producer: null,
    workers: {},
    queue: [],
    tasks: {},
    cores: { count: 1, gil: false },
    totals: {
      submitted: 0,
      finished: 0,
      failed: 0,
      rejected: 0,
      aborted: 0,
      discarded: 0,
      cancelled: 0,
      caller_ran: 0,
    },
    recent: [],
  };
}

/**
 * Lets one event happen to `state`, in place. Kinds without a rule only move the time.
 * @param {ThreadPoolState} state
 * @param {import('../core/decode.js').LabEvent} event
 */
export function apply(state, event) {
  RULES.get(event.kind)?.(state, event);
  state.t = event.t;
}

/** @type {Map<string, (state: ThreadPoolState, event: any) => void>} */
const RULES = new Map(
  Object.entries({
    'threads.opened': resize,
    'threads.resized': resize,
    'threads.shutdown'(state, { cancel_futures: now }) {
      state.pool = { ...state.pool, shutdown: now ? 'now' : 'drain' };
    },
    'threads.ended'(state) {
      state.pool = { ...state.pool, ended: true };
    },

    'worker.started'({ workers }, { t, who }) {
      workers[who] = { ...FREE, state: 'starting', since: t };
    },
    'worker.idle'({ workers }, { t, who, until }) {
      // Idle already: it has become one beyond the core, or is one no longer.
      const since = workers[who]?.state === 'idle' ? workers[who].since : t;
      change(workers, who, { ...FREE, state: 'idle', since, until });
    },
    'worker.ended'({ workers }, { who }) {
      delete workers[who];
    },
    'thread.state'(state, { t, who, state: phase, until, request: task }) {
      const now = { state: phase, since: t, until, task };
      if (who === PRODUCER) state.producer = phase === 'stopped' ? null : now;
      else change(state.workers, who, { ...now, core: phase === 'computing' });
    },

    'task.submitted'(state, { t, task, name }) {
      state.tasks[task] = { name, state: 'queued', submitted: t, since: t, who: null };
      count(state, 'submitted');
    },
    'task.queued'({ queue, tasks, workers }, { t, task, position }) {
      change(workers, tasks[task]?.who, { task: null }); // its thread could not be started
      change(tasks, task, { state: 'queued', since: t, who: null });
      queue.splice(position - 1, 0, task);
    },
    'task.started'(state, { t, task, who }) {
      leaveQueue(state, task);
      change(state.tasks, task, { state: 'running', since: t, who });
      change(state.workers, who, { ...FREE, state: 'starting', since: t, task });
    },
    'task.finished'(state, { t, task, who, error }) {
      const ending = error ? 'failed' : who === PRODUCER ? 'caller_ran' : 'finished';
      end(state, t, task, ending, who, error);
      change(state.workers, who, { task: null, core: false });
      count(state, error ? 'failed' : 'finished');
    },
    'task.rejected'(state, { t, task, policy }) {
      count(state, 'rejected');
      if (policy === 'caller_runs') count(state, 'caller_ran');
      if (policy !== 'abort') return; // what happens to it follows
      end(state, t, task, 'aborted');
      count(state, 'aborted');
    },
    'task.discarded'(state, { t, task }) {
      end(state, t, task, leaveQueue(state, task) ? 'pushed_out' : 'discarded');
      count(state, 'discarded');
    },
    'task.cancelled'(state, { t, task }) {
      leaveQueue(state, task);
      end(state, t, task, 'cancelled');
      count(state, 'cancelled');
    },

    'lab.set'(state, { name, value }) {
      if (name === 'cores') state.cores = { ...state.cores, count: value };
      else if (name === 'gil') state.cores = { ...state.cores, gil: value };
    },
    'lab.act'(state, { action }) {
      // A shutdown that drains can be made one that cancels: threads.shutdown is told once.
      if (action === 'shut_down_now') state.pool = { ...state.pool, shutdown: 'now' };
    },
  }),
);

function resize(state, { t, kind, ...sizes }) {
  state.pool = { ...state.pool, ...sizes };
}

/** Puts a changed entry in the place of the old one. */
function change(entries, key, changes) {
  if (Object.hasOwn(entries, key)) entries[key] = { ...entries[key], ...changes };
}

function count(state, total) {
  state.totals[total] += 1;
}

/** @returns {boolean} was it in the queue */
function leaveQueue({ queue }, task) {
  const place = queue.indexOf(task);
  if (place >= 0) queue.splice(place, 1);
  return place >= 0;
}

function end({ tasks, recent }, t, task, ending, who = null, error = null) {
  delete tasks[task];
  recent.push({ t, task, end: ending, who, error });
  if (recent.length > KEPT) recent.shift();
}

/** @type {import('../labs/index.js').Rules} */
export const rules = { initial, apply, waiting, mark };
