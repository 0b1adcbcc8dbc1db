/** What one can jump to in a recording: groups that learners ask for first, then every kind that occurs; pure. */

const FAILURES = new Set(['request.failed', 'request.refused', 'connection.connect_failed', 'waiter.refused',
  'session.refused', 'database.stopped', 'server.crashed', 'task.rejected']);
/** An attempt that came to nothing; that a server went on with what nobody waited for is no failure of its own. */
const isLost = ({ kind, reason }) => kind === 'request.dropped' && reason !== 'abandoned';

const isFailed = ({ kind, error }) => kind === 'task.finished' && Boolean(error);

/** @type {Record<string, [string, (event: {kind: string, reason?: string, error?: string|null}) => boolean]>} */
const GROUPS = {
  timeouts: ['timeouts', ({ kind }) => kind.endsWith('.timed_out')],
  failures: ['failures', (event) => FAILURES.has(event.kind) || isLost(event) || isFailed(event)],
  mine: ['my own actions', ({ kind }) => kind.startsWith('lab.')],
  closed: ['closed connections', ({ kind }) => kind === 'connection.closed'],
  health: ['ejected and restored servers', ({ kind }) => ['server.ejected', 'server.restored'].includes(kind)],
};
/** These are a group by themselves. */
const GROUPED = new Set(['waiter.timed_out', 'request.timed_out', 'connection.closed', 'lab.set', 'lab.act']);

/**
 * @param {Iterable<string>} kinds  those that occur
 * @returns {{value: string, label: string}[]}
 */
export function choices(kinds) {
  const all = [...kinds];
  const groups = Object.entries(GROUPS).filter(([, [, has]]) => all.some((kind) => has({ kind })));
  const rest = all.filter((kind) => !GROUPED.has(kind)).sort();
  return [
    ...groups.map(([value, [label]]) => ({ value, label })),
    ...rest.map((kind) => ({ value: kind, label: kind.replaceAll(/[._]/g, ' ') })),
  ];
}

/**
 * @param {string} value  of a choice
 * @returns {(event: {kind: string, reason?: string}) => boolean}
 */
export function matcher(value) {
  return Object.hasOwn(GROUPS, value) ? GROUPS[value][1] : ({ kind }) => kind === value;
}
