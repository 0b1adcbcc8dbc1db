/** The panels of a sweep over numbers of threads, in CSS pixels: pure arithmetic. */

import { byDoubling, readable, stacked, upTo } from './scales.js';

const NARROW = 560;
const GAP = 26;
const PLOT = { left: 50, right: 14, bottom: 34, title: 24, line: 15 };
const HEIGHT = { beside: 150, stacked: 126, three: 96 }; // px of a plot, without its words
const LETTER = 6.3; // px of a label
const APART = 24; // px between two ticks

/** What is drawn of each row. @type {Record<string, Panel>} */
const PANELS = {
  throughput: { name: 'throughput', title: 'Tasks done a second', unit: '1/s', curves: [['median', (row) => row.median]], dots: true, model: true },
  latency: {
    name: 'latency', title: 'Time of a task, p95 and p50', unit: 's',
    curves: [['p95', (row) => row.extra.latency_p95], ['p50', (row) => row.extra.latency_p50]],
  },
  cores: { name: 'cores', title: 'Cores used', unit: '', curves: [['median', (row) => row.extra.cores_used]] },
  switches: { name: 'switches', title: 'Core taken away, a second', unit: '1/s', curves: [['median', (row) => row.extra.involuntary]] },
};

/**
 * @typedef {object} Panel
 * @property {string} name
 * @property {string} title
 * @property {string} unit
 * @property {[string, (row: import('./result.js').Row) => number|null|undefined][]} curves
 * @property {boolean} [dots]  is every repetition a dot
 * @property {boolean} [model]  is the formula's throughput drawn
 */

/** Of work that never waits, what the switching costs is told; of other work, what a task has to wait. @param {import('./result.js').Row[]} rows */
export function panelsOf(rows) {
  const names = rows.every(({ series }) => series === 'cpu') ? ['throughput', 'switches', 'cores'] : ['throughput', 'latency'];
  return names.map((name) => PANELS[name]);
}

/** The series, in the order of their first row. @param {import('./result.js').Row[]} rows */
export function seriesOf(rows) {
  return [...new Set(rows.map(({ series }) => series))];
}

/**
 * @param {object} it
 * @param {import('./result.js').Row[]} it.rows
 * @param {import('./result.js').Mark[]} it.marks
 * @param {import('./result.js').Row[][]} [it.before]  measured with other settings
 * @param {number} it.width
 */
export function curvesLayout({ rows, marks, before = [], width }) {
  const panels = panelsOf(rows);
  const narrow = width < NARROW;
  const across = narrow ? 1 : panels.length;
  const each = (width - (across - 1) * GAP) / across;
  const inner = each - PLOT.left - PLOT.right;
  const answers = marks.filter(({ series, x }) => series === null && x > 0);
  const sizes = [...new Set([...rows, ...before.flat()].map(({ x }) => x))].sort((a, b) => a - b);
  const shown = answers.filter(({ x }) => x <= sizes.at(-1) * 2 && x >= sizes[0] / 2);
  const xOf = byDoubling([...sizes, ...shown.map(({ x }) => x)], inner);
  const flags = stacked(
    shown.map((mark) => ({ ...mark, at: xOf(mark.x), x: xOf(mark.x), words: flagWords(mark), width: flagWords(mark).length * LETTER + 6 })),
    inner,
  );
  const lines = flags.reduce((most, { line }) => Math.max(most, line + 1), 0);
  const plot = !narrow ? HEIGHT.beside : panels.length > 2 ? HEIGHT.three : HEIGHT.stacked;
  // The answers are named once: below one another, the panels share them.
  const tops = panels.map((_, i) => PLOT.title + (narrow && i > 0 ? 0 : lines * PLOT.line));
  const heights = tops.map((top) => top + plot + PLOT.bottom);
  const above = (i) => heights.slice(0, i).reduce((sum, each) => sum + each, 0);
  const ticks = readable(sizes.map((size) => ({ size, x: xOf(size) })), APART);
  return {
    narrow,
    height: narrow ? above(panels.length) : heights[0],
    flags, lines, ticks, inner, line: PLOT.line, plot,
    panels: panels.map((panel, i) => ({
      ...panel,
      x: narrow ? PLOT.left : i * (each + GAP) + PLOT.left,
      y: narrow ? above(i) : 0,
      top: tops[i],
      ...drawn(panel, rows, before, xOf, plot),
    })),
  };
}

/** One panel's curves, dots and ticks. */
function drawn(panel, rows, before, xOf, plot) {
  const values = [...rows, ...before.flat()].flatMap((row) => [...panel.curves.map(([, of]) => of(row)), ...(panel.dots ? row.runs : [])]);
  const { top, ticks } = upTo(Math.max(0, ...values.filter(Number.isFinite)), plot > 100 ? 5 : 4);
  const yOf = (value) => plot * (1 - value / top);
  const of = (series) => rows.filter((row) => row.series === series).sort((a, b) => a.x - b.x);
  const points = (own, valueOf) => own
    .filter((row) => Number.isFinite(valueOf(row)))
    .map((row) => ({ row, x: xOf(row.x), y: yOf(valueOf(row)) }));
  const curves = seriesOf(rows).flatMap((series) =>
    panel.curves.map(([name, valueOf]) => ({ series, name, points: points(of(series), valueOf) })));
  const [[, valueOf]] = panel.curves;
  const ghosts = before.flatMap((own) => seriesOf(own).map((series) => ({
    series, points: points(own.filter((row) => row.series === series).sort((a, b) => a.x - b.x), valueOf),
  })));
  const dots = panel.dots ? rows.flatMap((row) => row.runs.map((value) => ({ x: xOf(row.x), y: yOf(value), series: row.series }))) : [];
  const models = panel.model
    ? seriesOf(rows).map((series) => below(points(of(series), (row) => row.extra.modelled))).filter((own) => own.length > 1)
    : [];
  return { most: top, yTicks: ticks.map((value) => ({ value, y: yOf(value) })), curves, ghosts, dots, models };
}

/**
 * The part of a line that is inside the picture: a formula may promise more than fits.
 * @param {{x: number, y: number}[]} points
 */
export function below(points) {
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    const crosses = before && before.y < 0 !== point.y < 0;
    const share = crosses ? before.y / (before.y - point.y) : 0;
    const edge = crosses ? [{ x: before.x + share * (point.x - before.x), y: 0 }] : [];
    return point.y < 0 ? edge : [...edge, { x: point.x, y: point.y }];
  });
}

/** "42: formula, 2 cores". @param {import('./result.js').Mark} mark */
export function flagWords({ x, label }) {
  return `${Math.round(x)}: ${label.replace(/^formula,\s*/, '').replace('one core: the GIL', '1 core (GIL)')}`;
}

/** @param {{x: number, y: number}[]} points */
export function pathOf(points) {
  return points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
