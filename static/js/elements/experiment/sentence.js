/** The one sentence that says how an experiment stands and what its recording shows, for those who hear it: pure. */

import { duration } from '../../lib/format.js';
import { count } from './result.js';

const TENTHS = 10; // a step more is no news; a tenth more is

/**
 * @param {import('../../reduce/experiment.js').ExperimentState} state
 * @param {number|null} time  null: without what changes although nothing happens
 * @param {{back?: number}} [view]  back: how far in the past, in model seconds; 0 when live
 */
export function sentence(state, time, { back = 0 } = {}) {
  const parts = [];
  if (back > 0) parts.push(time === null ? 'In the past.' : `${duration(back)} back.`);
  parts.push(runWords(state, time === null));
  const { variant, result, finished } = state;
  if (variant) parts.push(replayWords(state, time === null));
  else if (result && finished.length > 0) parts.push(`${finished.at(-1).label} took ${duration(finished.at(-1).took, 3)}.`);
  return parts.filter(Boolean).join(' ');
}

function runWords({ experiment, result }, rough) {
  const { phase, place, done, total, note, error, estimate } = experiment;
  switch (phase) {
    case 'queued':
      return place > 0 ? `In the queue: ${count(place, 'run')} first.` : 'The run starts.';
    case 'running':
      if (!total) return 'The run starts.';
      if (rough) return `Measuring, ${Math.floor((done / total) * TENTHS) * TENTHS} % done.`;
      return `Measuring, step ${Math.min(done + 1, total)} of ${total}${note ? `: ${note}` : ''}.`;
    case 'failed':
      return `The run failed. ${error ?? ''}`.trim();
    case 'cancelled':
      return 'The run was cancelled.';
    default:
      if (result) return ['Measured.', result.sentences[0]].filter(Boolean).join(' ');
      return `Not measured yet${estimate ? `: a run takes about ${duration(estimate)}` : ''}.`;
  }
}

function replayWords({ variant, workers, queue, totals }, rough) {
  const states = Object.values(workers).map(({ state }) => state);
  const has = (name) => states.filter((it) => it === name).length;
  if (rough) return `Replayed: ${variant.label}.`;
  const doing = ['waiting', 'computing', 'starting', 'idle'].filter(has).map((name) => `${has(name)} ${name}`);
  const who = states.length === 0 ? 'no worker yet' : `${count(states.length, 'worker')}: ${doing.join(', ')}`;
  return `Replayed: ${variant.label}. ${who}; ${count(queue.length, 'task')} queued, ${totals.finished} done.`;
}
