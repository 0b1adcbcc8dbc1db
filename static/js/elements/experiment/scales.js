/** Axes of the charts: how far they go, where their ticks stand, and labels that do not overlap; pure. */

import { ticks } from '../../tasks/plot.js';

/** A round number at or above `most`, and round ticks up to it. @param {number} most @param {number} [count] */
export function upTo(most, count = 5) {
  const steps = ticks([0, most > 0 ? most : 1], count);
  const step = steps[1] ?? 1;
  const top = steps.at(-1) >= most * 0.999 ? steps.at(-1) : Number((steps.at(-1) + step).toPrecision(12));
  return { top, ticks: top > steps.at(-1) ? [...steps, top] : steps };
}

/**
 * Doubling takes the same way everywhere; a single value stands in the middle.
 * @param {number[]} values  above 0
 * @param {number} width  px
 */
export function byDoubling(values, width) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log2);
  return (x) => (high > low ? ((Math.log2(x) - low) / (high - low)) * width : width / 2);
}

/**
 * Those of `at` that keep `apart` px from one another: the ends first, then from left to right.
 * @template {{x: number}} T
 * @param {T[]} at  in order of x
 * @param {number} apart
 * @returns {T[]}
 */
export function readable(at, apart) {
  const last = at.at(-1);
  const kept = [];
  for (const each of at) {
    const isLast = each === last;
    if (isLast) while (kept.length > 0 && each.x - kept.at(-1).x < apart) kept.pop();
    if (isLast || kept.length === 0 || each.x - kept.at(-1).x >= apart) kept.push(each);
  }
  return kept;
}

/**
 * Puts labels that stand in each other's way onto lines of their own.
 * @template {{x: number, width: number}} T  x: of their middle
 * @param {T[]} labels
 * @param {number} width  they are kept within it
 * @returns {(T & {left: number, line: number})[]}
 */
export function stacked(labels, width) {
  const ends = []; // of each line
  return labels
    .toSorted((a, b) => a.x - b.x)
    .map((label) => {
      const left = Math.min(Math.max(0, label.x - label.width / 2), Math.max(0, width - label.width));
      let line = ends.findIndex((end) => left >= end + 6);
      if (line < 0) line = ends.length;
      ends[line] = left + label.width;
      return { ...label, left, line };
    });
}
