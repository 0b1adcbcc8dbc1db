/** Which moments of a pool's story the scrubber points out, and how many were waiting at each. */

import { labMark } from './lab-marks.js';

const REASONS_TO_MARK = new Set(['broken', 'killed']);

const LABELS = new Map(
  Object.entries({
    'waiter.timed_out': ({ who }) => `${who} timed out waiting`,
    'request.failed': ({ request, error }) => `request ${request} failed: ${error}`,
    'connection.closed': ({ connection, reason }) =>
      REASONS_TO_MARK.has(reason) ? `connection ${connection} ${reason}` : null,
  }),
);

/**
 * @param {import('../core/decode.js').LabEvent} event
 * @returns {string|null} a few words on the event, or null if it is nothing to point at
 */
export function mark(event) {
  return LABELS.get(event.kind)?.(event) ?? labMark(event);
}

/**
 * @param {import('./pool.js').PoolState} state
 * @returns {number} how many callers wait for a connection
 */
export function waiting(state) {
  return state.waiters.length;
}
