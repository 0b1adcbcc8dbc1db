/** The same facts as the picture of an experiment shows, as tables: pure. */

import { duration, number } from '../../lib/format.js';
import { figure } from './result.js';
import { circumstances, resultTables } from './tables.js';

const NONE = 'Nothing has been measured with these settings yet.';

/**
 * @param {import('../../labs/index.js').View} view
 * @returns {import('../../panels/table-panel.js').Table[]}
 */
export function facts({ state, time }) {
  const { result } = state;
  const measured = result
    ? [...resultTables(result), ...marks(result), says(result), where(result)]
    : [{ id: 'measured', caption: 'Measured', columns: ['Way'], rows: [], none: NONE }];
  return [run(state), ...measured, replayed(state), workers(state, time)];
}

function run({ experiment: { phase, place, done, total, note, error, estimate } }) {
  const rows = [
    ['Phase', phase],
    ['Runs before it', String(place)],
    ['Steps done', total ? `${done} of ${total}` : '–'],
    ['Being measured', note || '–'],
    ['Error', error ?? 'none'],
    ['A run takes about', estimate === null ? '–' : duration(estimate)],
  ];
  return { id: 'run', caption: 'The run', columns: ['What', 'Value'], rows };
}

function marks({ marks: all }) {
  if (all.length === 0) return [];
  const rows = all.map(({ name, label, x, y, series }) => [
    series ? `${label} (${series})` : label, number(x, 3), y === null ? '–' : figure(y, '1/s'), name,
  ]);
  return [{ id: 'marks', caption: 'Marks in the chart', columns: ['Mark', 'Threads', 'Throughput', 'Name'], rows }];
}

function says({ sentences }) {
  const rows = sentences.map((text, i) => [String(i + 1), text]);
  return { id: 'sentences', caption: 'In words', columns: ['Number', 'Sentence'], rows, none: 'Nothing is said of it.' };
}

function where(result) {
  return { id: 'machine', caption: 'Measured on', columns: ['What', 'Value'], rows: circumstances(result) };
}

function replayed({ variant, finished, queue, totals }) {
  const rows = finished.map(({ label, took }) => [label, 'replayed', duration(took, 3)]);
  if (variant) rows.push([variant.label, `under way: ${queue.length} queued, ${totals.finished} done`, '–']);
  return { id: 'replayed', caption: 'The recording', columns: ['Way', 'How far', 'Took'], rows, none: 'Nothing has been replayed yet.' };
}

function workers({ workers: all }, time) {
  const rows = Object.entries(all).map(([who, { kind, state, task, since }]) => [
    who, kind, state, task === null || task === undefined ? '–' : String(task), duration(Math.max(0, time - since), 3),
  ]);
  return { id: 'workers', caption: 'Workers', columns: ['Worker', 'Kind', 'State', 'Task', 'For'], rows, none: 'No worker at this moment.' };
}
