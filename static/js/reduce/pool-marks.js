/** Which moments of a pool's story the scrubber points out, and how many were waiting at each. */

const REASONS_TO_MARK = new Set(['broken', 'killed']);

const LABELS = new Map(
  Object.entries({
    'waiter.timed_out': ({ who }) => `${who} timed out waiting`,
    'request.failed': ({ request, error }) => `request ${request} failed: ${error}`,
    'connection.closed': ({ connection, reason }) =>
      REASONS_TO_MARK.has(reason) ? `connection ${connection} ${reason}` : null,
    'lab.set': ({ name, value }) => `${words(name)} set to ${value ?? 'none'}`,
    'lab.act': ({ action }) => words(action),
  }),
);

/**
 * @param {import('../core/decode.js').LabEvent} event
 * @returns {string|null} a few words on the event, or null if it is nothing to point at
 */
export function mark(event) {
  return LABELS.get(event.kind)?.(event) ?? null;
}

/**
 * @param {import('./pool.js').PoolState} state
 * @returns {number} how many callers wait for a connection
 */
export function waiting(state) {
  return state.waiters.length;
}

function words(name) {
  return name.replaceAll('_', ' ');
}
