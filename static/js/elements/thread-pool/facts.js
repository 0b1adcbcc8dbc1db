/** The same facts as the picture of a thread pool shows, as tables: pure. */

import { clock, duration, NOTHING, rate } from '../../lib/format.js';
import { age } from '../stage/age.js';
import { coresWords, takers } from './cores.js';
import { placesOf } from './places.js';
import { ENDS, numberOf, PHASES, POLICIES, producerWords, queueWords } from './words.js';

const MOST_TASKS = 60;
const LAST = 12; // results

/**
 * @param {import('../../labs/index.js').View} view
 * @returns {import('../../panels/table-panel.js').Table[]}
 */
export function facts({ state, time, params, detail }) {
  return [
    pool(state, params),
    workers(state, time, detail?.workers),
    queue(state, time),
    results(state, time),
    totals(state),
  ];
}

function pool(state, { arrival_rate: speed }) {
  const { pool: it, producer } = state;
  const growth = it.growth === 'java' ? 'core, queue, then up to max' : 'a worker whenever none is idle';
  const full = it.growth === 'java' ? `${it.rejection.replaceAll('_', ' ')}: ${POLICIES[it.rejection]}` : 'never full';
  const rows = [
    ['Producer', [producerWords(state), rate(speed)].filter(Boolean).join(', ')],
    ['Producer since', producer ? clock(producer.since) : NOTHING],
    ['Core size', String(it.core_size)],
    ['Max size', String(it.max_size)],
    ['Task queue', queueWords(state)],
    ['Growth', growth],
    ['When it is full', full],
    ['Keep alive', duration(it.keep_alive)],
    ['Cores', coresWords(state, takers(state))],
    ['GIL', state.cores.gil ? 'on: one thread computes at a time' : 'off'],
    [
      'Shut down',
      it.ended ? 'yes, and ended' : it.shutdown === 'now' ? 'yes, the queue cancelled' : it.shutdown ? 'yes' : 'no',
    ],
  ];
  return { id: 'pool', caption: 'Producer and pool', columns: ['What', 'How'], rows };
}

function workers(state, time, measured) {
  const rows = placesOf(state)
    .filter(({ who }) => who !== null)
    .map(({ who, inside }) => {
      const { state: phase, since, until, task, core } = state.workers[who];
      const of = measured?.[who];
      return [
        `Worker ${numberOf(who)}`,
        inside ? 'core' : 'beyond the core',
        PHASES[phase] ?? phase,
        task === null ? NOTHING : `#${task}${named(state.tasks[task])}`,
        clock(since),
        age(since, time),
        until === null ? NOTHING : clock(until),
        core ? 'yes' : 'no',
        share(of?.utilisation),
      ];
    });
  const columns = ['Worker', 'Place', 'Phase', 'Task', 'Since', 'For', 'Until', 'Core', 'Busy'];
  return { id: 'workers', caption: 'Workers', columns, rows, none: 'No thread has been started, or all have ended.' };
}

function queue({ queue: all, tasks }, time) {
  const rows = all.slice(0, MOST_TASKS).map((id, i) => {
    const task = tasks[id];
    return [`#${id}`, String(i + 1), task?.name ?? NOTHING, clock(task?.submitted), age(task?.submitted ?? time, time)];
  });
  const more = all.length > rows.length ? `, the first ${rows.length} of ${all.length}` : '';
  const columns = ['Task', 'Place', 'Name', 'Submitted', 'Waits for'];
  return { id: 'queue', caption: `Task queue${more}`, columns, rows, none: 'No task waits.' };
}

function results({ recent }, time) {
  const rows = recent
    .filter(({ t }) => t <= time)
    .slice(-LAST)
    .reverse()
    .map(({ t, task, end, who, error }) => [
      `#${task}`,
      end.replaceAll('_', ' '),
      who ?? NOTHING,
      error ?? NOTHING,
      clock(t),
    ]);
  const columns = ['Task', 'End', 'By', 'Error', 'At'];
  return { id: 'results', caption: 'What ended last', columns, rows, none: 'No task has ended yet.' };
}

function totals({ totals: all, tasks }) {
  const rows = ENDS.map(([name, word]) => [word, String(all[name])]);
  const open = Object.keys(tasks).length;
  return {
    id: 'totals',
    caption: 'Since the run began',
    columns: ['Tasks', 'How many'],
    rows: [['submitted', String(all.submitted)], ...rows, ['in the pool now', String(open)]],
  };
}

function named(task) {
  return task?.name && task.name !== 'task' ? `, ${task.name}` : '';
}

function share(x) {
  return x == null ? NOTHING : `${Math.round(100 * x)} %`;
}
