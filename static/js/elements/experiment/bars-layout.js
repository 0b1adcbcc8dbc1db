/** Where the bars of a result stand, in CSS pixels: pure arithmetic. */

import { upTo } from './scales.js';

const NARROW = 520;
const HEAD = 20;
const AXIS = 24;
const LETTER = 7.2; // px of a label

/**
 * @param {import('./result.js').Row[]} rows
 * @param {number} width
 */
export function barsLayout(rows, width) {
  const narrow = width < NARROW;
  const longest = Math.max(...rows.map(({ label }) => label.length));
  const left = narrow ? 0 : Math.min(230, 22 + longest * LETTER);
  const right = narrow ? 6 : 128; // median and p95 stand there
  const step = narrow ? 36 : 27;
  const room = Math.max(60, width - left - right);
  const most = Math.max(...rows.flatMap(({ runs, p95, extra }) => [...runs, p95, extra.expected ?? 0]));
  const { top, ticks } = upTo(most, narrow ? 4 : 6);
  const xOf = (value) => left + (value / top) * room;
  const bars = rows.map((row, i) => {
    const y = HEAD + i * step;
    const bar = { y: narrow ? y + 18 : y + 4, h: narrow ? 12 : step - 8 };
    const { start_up: start = null, expected = null } = row.extra;
    return {
      row,
      y,
      bar,
      x: left,
      end: xOf(row.median),
      start: start === null ? null : xOf(Math.min(start, row.median)),
      expected: expected === null ? null : xOf(expected),
      dots: row.runs.map((value, place) => ({ x: xOf(value), y: bar.y + dotAt(place, row.runs.length) * bar.h })),
    };
  });
  const bottom = HEAD + rows.length * step;
  return {
    narrow, width, left, right, step, bars, top, bottom,
    height: bottom + AXIS,
    ticks: ticks.map((value) => ({ value, x: xOf(value) })),
  };
}

/** Repetitions stand below one another, so that equal ones can be told apart: the share of the bar's height. */
function dotAt(place, count) {
  return (place + 0.5) / count;
}
