/** Marks on the timeline: near ones are drawn as one with a count, and listed as one run in words; pure. */

import { duration } from '../../lib/format.js';

/** @typedef {import('../../core/chunk.js').Mark} Mark */

/** Of the tasks that are finished, only those that failed have a mark. */
const FAILURE = /failed|refused|denied|crashed|dropped|ejected|panic|closed|stopped|task.finished/;

/** What kind of mark an event gets: a shape of its own. @param {string} kind */
export function markKind(kind) {
  if (kind.endsWith('.timed_out')) return 'timeout';
  if (kind.startsWith('lab.')) return 'learner';
  return FAILURE.test(kind) ? 'failure' : 'change';
}

/**
 * A request that failed because its wait timed out is one thing, not two.
 * @param {Mark[]} marks
 * @returns {Mark[]}
 */
export function distinct(marks) {
  const timeouts = new Set(marks.filter(({ kind }) => kind === 'waiter.timed_out').map(({ t }) => t));
  return marks.filter(({ t, kind }) => kind !== 'request.failed' || !timeouts.has(t));
}

/**
 * What to draw: marks of one shape that would touch are one, with a count.
 * @param {Mark[]} marks  in order of time
 * @param {(t: number) => number} xOf
 * @param {number} [apart]  px between two that are drawn
 * @returns {{shape: string, x: number, count: number, number: number}[]} number: of the first event
 */
export function clusters(marks, xOf, apart = 26) {
  const all = [];
  const last = {};
  for (const { t, kind, number } of marks) {
    const shape = markKind(kind);
    const x = Math.round(xOf(t));
    const near = last[shape];
    if (near && x - near.x < apart) near.count += 1;
    else all.push((last[shape] = { shape, x, count: 1, number }));
  }
  return all;
}

const PLURAL = { timeout: 'timeouts', failure: 'failures', learner: 'actions of yours', change: 'changes' };

/**
 * What to list: marks of one shape that follow one another within `gap` model seconds are one line.
 * @param {Mark[]} marks  in order of time
 * @param {{gap?: number, most?: number}} [options]  most: the newest lines that are kept
 * @returns {{shape: string, when: string, what: string, number: number}[]}
 */
export function runs(marks, { gap = 0.5, most = 200 } = {}) {
  const all = [];
  for (const mark of marks) {
    const shape = markKind(mark.kind);
    const run = all.at(-1);
    const goesOn = run?.shape === shape && shape !== 'learner' && mark.t - run.to <= gap;
    if (goesOn) Object.assign(run, { to: mark.t, count: run.count + 1 });
    else all.push({ shape, from: mark.t, to: mark.t, count: 1, label: mark.label, number: mark.number });
  }
  return all.slice(-most).map(({ shape, from, to, count, label, number }) => ({
    shape,
    number,
    when: count > 1 && moment(to) !== moment(from) ? `${moment(from)} to ${moment(to)}` : moment(from),
    what: count > 1 ? `${count} ${PLURAL[shape]}` : label,
  }));
}

/** The nearest of `drawn` to a place on the timeline, if one is near. @param {{x: number}[]} drawn @param {number} x */
export function nearest(drawn, x, within = 12) {
  const found = drawn.toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
  return found && Math.abs(found.x - x) <= within ? found : null;
}

const moment = (t) => duration(t, 4);
