/** The panel under the picture that says everything about one worker or one task. */

import { html } from 'lit';
import { clock, duration, NOTHING } from '../../lib/format.js';
import { age } from '../stage/age.js';
import { detailPanel } from '../stage/detail-panel.js';
import { numberOf, PHASES } from './words.js';

/** Where in the code each phase is spent; see app/labs/thread_pool/floor.py and app/engine/workers/worker.py. */
const LINES = {
  starting: 'Floor.work',
  waiting: 'Floor._pass, "waiting"',
  wants_gil: 'Floor._take, the GIL',
  wants_core: 'Floor._take, the cores',
  computing: 'Floor._pass, "computing"',
  idle: 'worker.idle, waiter.wait',
};

/**
 * What is known of the chosen thing: pure.
 * @param {{kind: string, id: string}} chosen
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @param {number} time
 * @param {any} [measured]  of all workers, by name
 * @returns {import('../stage/detail-panel.js').About}
 */
export function describe({ kind, id }, state, time, measured) {
  return kind === 'worker' ? aboutWorker(id, state, time, measured?.[id]) : aboutTask(id, state, time);
}

function aboutWorker(who, { workers, tasks, recent }, time, measured) {
  const title = `Worker ${numberOf(who)}`;
  const it = workers[who];
  if (!it) return { title, rows: [], none: 'This thread has ended.' };
  const task = tasks[it.task];
  const rows = [
    ['Thread', who],
    ['State', PHASES[it.state] ?? it.state],
    ['Since', since(it.since, time)],
    ['Task', it.task === null ? 'none' : named(it.task, task)],
  ];
  if (task) rows.push(['On it since', since(task.since, time)]);
  if (it.state === 'idle')
    rows.push(['Ends', it.until === null ? 'never: it is kept' : `at ${clock(it.until)}, if nothing comes`]);
  else
    rows.push([
      PHASES[it.state] === 'waiting' ? 'Waits until' : 'Until',
      it.until === null ? 'nobody can know' : clock(it.until),
    ]);
  rows.push(['Has a core', it.core ? 'yes' : 'no'], ['Code', LINES[it.state] ?? NOTHING]);
  const last = recent.findLast((end) => end.who === who);
  if (last) rows.push(['Last task', `#${last.task}, ${last.error ?? 'done'}`]);
  if (measured) rows.push(['Busy', percent(measured.utilisation)]);
  return { title, rows };
}

function aboutTask(id, { tasks, queue, workers, recent, producer }, time) {
  const title = `Task ${id}`;
  const it = tasks[id];
  if (!it) {
    const end = recent.findLast(({ task }) => String(task) === id);
    return { title, rows: [], none: end ? `Over: ${end.end.replaceAll('_', ' ')} at ${clock(end.t)}.` : 'Over.' };
  }
  const place = queue.indexOf(Number(id));
  const rows = [
    ['Name', it.name ?? NOTHING],
    ['State', it.state],
    ['Submitted', since(it.submitted, time)],
  ];
  if (place >= 0) rows.push(['In the queue', `number ${place + 1} of ${queue.length}`]);
  if (it.who !== null) {
    const doer = workers[it.who] ?? producer;
    rows.push(['Run by', it.who], ['Waited for', duration(it.since - it.submitted)]);
    rows.push(['Phase', PHASES[doer?.state] ?? doer?.state ?? NOTHING]);
  }
  return { title, rows };
}

function named(id, task) {
  return `#${id}${task?.name && task.name !== 'task' ? `, ${task.name}` : ''}`;
}

function since(then, now) {
  return `${clock(then)} (${age(then, now)})`;
}

function percent(share) {
  return share == null ? NOTHING : `${Math.round(100 * share)} %`;
}

/** @param {import('../thread-pool-stage.js').ThreadPoolStage} stage */
export function detail(stage) {
  const { chosen, view, ages } = stage;
  const { state, live, time, detail: measured, asks } = view;
  const about = describe(chosen, state, live ? ages.time : time, measured?.workers);
  const queued = chosen.kind === 'task' && state.tasks[chosen.id]?.state === 'queued';
  const more = html`<div class="does">
    <button
      type="button"
      class="ghost"
      ?disabled=${asks === false}
      @click=${() => stage.ask('cancel_queued', { task: Number(chosen.id) })}
    >
      Cancel it
    </button>
  </div>`;
  return detailPanel({ ...about, more: queued ? more : undefined }, () => stage.choose(null));
}
