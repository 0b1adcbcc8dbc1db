/** A result as rows of text: the table below the chart, and the same for those who read the picture as tables; pure. */

import { duration, number } from '../../lib/format.js';
import { costsOf, figure, hasCurves, variantsOf } from './result.js';

/**
 * @param {import('./result.js').Result} result
 * @returns {{id: string, caption: string, columns: string[], rows: string[][]}[]}
 */
export function resultTables(result) {
  const main = hasCurves(result) ? sweep(result) : timings(result);
  const costs = costsOf(result);
  return costs.length === 0 ? [main] : [main, small(costs)];
}

function timings(result) {
  const rows = variantsOf(result).map(({ label, median, p95, unit, runs, extra }) => [
    label,
    String(runs.length),
    figure(median, unit),
    figure(p95, unit),
    times(extra.speedup),
    extra.expected == null ? '–' : duration(extra.expected, 3),
    extra.start_up == null ? '–' : duration(extra.start_up, 3),
    number(extra.cores_used, 2),
  ]);
  const columns = ['Way', 'n', 'Median', 'p95', 'Times as fast', 'By arithmetic', 'Start-up', 'Cores used'];
  return without({ id: 'measured', caption: 'Time for all tasks', columns, rows }, '–');
}

function sweep(result) {
  const rows = variantsOf(result).map(({ label, median, runs, extra }) => [
    label,
    String(runs.length),
    figure(median, '1/s'),
    extra.modelled == null ? '–' : figure(extra.modelled, '1/s'),
    duration(extra.latency_p50, 3),
    duration(extra.latency_p95, 3),
    number(extra.cores_used, 2),
    figure(extra.involuntary, '1/s'),
  ]);
  const columns = ['Threads', 'n', 'Tasks, median', 'By the formula', 'A task, p50', 'p95', 'Cores used', 'Core taken away'];
  return { id: 'measured', caption: 'Throughput and latency by number of threads', columns, rows };
}

function small(costs) {
  const rows = costs.map(({ label, median, p95, unit, runs, extra }) => [
    label, String(runs.length), figure(median, unit), figure(p95, unit), extra.count == null ? '–' : number(extra.count, 9),
  ]);
  return without({ id: 'costs', caption: 'What small things cost', columns: ['What', 'n', 'Median', 'p95', 'Each over'], rows }, '–');
}

/** A column in which nothing stands is left out. */
function without(table, nothing) {
  const kept = table.columns.map((_, i) => i < 1 || table.rows.some((row) => row[i] !== nothing));
  const cut = (cells) => cells.filter((_, i) => kept[i]);
  return { ...table, columns: cut(table.columns), rows: table.rows.map(cut) };
}

function times(ratio) {
  return ratio == null ? '–' : `${number(ratio, 3)} ×`;
}

/** Where and with what it was measured. @param {import('./result.js').Result} result @returns {[string, string][]} */
export function circumstances({ machine, started, took, n, recorded }) {
  const { cores, implementation, python, gil, switch_interval: interval, platform, cpu } = machine;
  return [
    ['Repetitions of each', `n = ${n}`],
    ['Cores', String(cores)],
    ['Python', `${implementation ?? ''} ${python}`.trim()],
    ['GIL', gil ? 'there is one' : 'none: a free-threaded interpreter'],
    ['Switch interval', duration(interval)],
    ['Platform', platform],
    ['Processor', cpu || 'not told'],
    ['Started', started],
    ['Took', duration(took, 3)],
    ['Recorded', recorded ? `${number(recorded.events, 9)} events in ${duration(recorded.seconds, 3)}` : '–'],
  ];
}
