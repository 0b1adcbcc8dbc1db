/** Which moments of a pool of threads the scrubber points out, and how many tasks waited at each. */

import { labMark } from './lab-marks.js';

const LABELS = new Map(
  Object.entries({
    'task.finished': ({ task, error }) => (error ? `task ${task} failed` : null),
    'task.rejected': ({ task, policy }) => `task ${task} rejected${FATES[policy] ?? ''}`,
    'task.cancelled': ({ task }) => `task ${task} cancelled`,
    'threads.shutdown': ({ cancel_futures: now }) => (now ? 'shut down now' : 'shut down'),
    'threads.ended': () => 'the last worker has ended',
  }),
);

const FATES = {
  caller_runs: ': the producer runs it',
  discard: ' and discarded',
  discard_oldest: ': the oldest is pushed out',
};

/**
 * @param {import('../core/decode.js').LabEvent} event
 * @returns {string|null} a few words on the event, or null if it is nothing to point at
 */
export function mark(event) {
  return LABELS.get(event.kind)?.(event) ?? labMark(event);
}

/**
 * @param {import('./thread-pool.js').ThreadPoolState} state
 * @returns {number} how many tasks are in the queue
 */
export function waiting({ queue }) {
  return queue.length;
}
