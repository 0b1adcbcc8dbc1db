/** Everything that is known of one row of the result, or of one worker of the recording: pure, but for the buttons. */

import { duration, number } from '../../lib/format.js';
import { figure } from './result.js';
import { spent } from './story.js';

const NAMES = {
  expected: ['By arithmetic (modelled)', 's'],
  modelled: ['By the formula (modelled)', '1/s'],
  threads: ['Threads made', ''],
  processes: ['Processes', ''],
  speedup: ['Times as fast', ''],
  start_up: ['Until the last process breathes', 's'],
  first_breath: ['Until the first process breathes', 's'],
  cores_used: ['Cores used', ''],
  latency_p50: ['A task, p50', 's'],
  latency_p95: ['A task, p95', 's'],
  compute_p50: ['Its computing, p50', 's'],
  involuntary: ['Core taken away', '1/s'],
  voluntary: ['Core given up', '1/s'],
  tasks: ['Tasks timed', ''],
  count: ['Counted over', ''],
};

/** What else was measured, in words. @param {Record<string, any>} extra @returns {[string, string][]} */
export function extras(extra) {
  return Object.entries(extra)
    .filter(([, value]) => value !== null && !Array.isArray(value))
    .map(([name, value]) => {
      const [word, unit] = NAMES[name] ?? [name.replaceAll('_', ' '), ''];
      return [word, typeof value !== 'number' ? String(value) : unit ? figure(value, unit) : number(value, 2)];
    });
}

/** @param {import('./result.js').Row|null} row @returns {import('../stage/detail-panel.js').About} */
export function aboutRow(row) {
  if (!row) return { title: 'Not in this result', rows: [], none: 'Other settings have another result.' };
  const { label, median, p95, runs, unit, extra } = row;
  return {
    title: label,
    rows: [
      ['Median', figure(median, unit)],
      ['p95', figure(p95, unit)],
      [`All ${runs.length}`, runs.map((value) => figure(value, unit)).join(', ')],
      ...extras(extra),
    ],
  };
}

/** @param {import('./story.js').Lane|undefined} lane @param {string} who @param {number} now */
export function aboutWorker(lane, who, now) {
  const title = lane ? `${who}, a ${lane.kind}` : who;
  if (!lane) return { title, rows: [], none: 'There is no such worker at this moment.' };
  const end = lane.to === null ? now : Math.min(now, lane.to);
  const times = spent(lane, end);
  const all = Math.max(end - lane.from, 1e-9);
  const tasks = [...new Set(lane.segments.flatMap(({ task }) => (task === null ? [] : [task])))];
  return {
    title,
    rows: [
      ['There since', duration(lane.from, 4)],
      ...Object.entries(times)
        .filter(([, seconds]) => seconds > 0)
        .map(([state, seconds]) => [state, `${duration(seconds, 3)}, ${number((100 * seconds) / all, 2)} %`]),
      ['Tasks', tasks.length === 0 ? 'none yet' : `${tasks.length}: ${tasks.slice(-8).join(', ')}`],
    ],
  };
}
