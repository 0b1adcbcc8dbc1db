/** What one can jump to in a recording: groups that learners ask for first, then every kind that occurs; pure. */

const FAILURES = new Set(['request.failed', 'request.refused', 'connection.connect_failed', 'waiter.refused',
  'session.refused', 'database.stopped']);
const GROUPS = {
  timeouts: ['timeouts', (kind) => kind === 'waiter.timed_out'],
  failures: ['failures', (kind) => FAILURES.has(kind)],
  mine: ['my own actions', (kind) => kind.startsWith('lab.')],
  closed: ['closed connections', (kind) => kind === 'connection.closed'],
};
/** These are a group by themselves. */
const GROUPED = new Set(['waiter.timed_out', 'connection.closed', 'lab.set', 'lab.act']);

/**
 * @param {Iterable<string>} kinds  those that occur
 * @returns {{value: string, label: string}[]}
 */
export function choices(kinds) {
  const all = [...kinds];
  const groups = Object.entries(GROUPS).filter(([, [, has]]) => all.some(has));
  const rest = all.filter((kind) => !GROUPED.has(kind)).sort();
  return [
    ...groups.map(([value, [label]]) => ({ value, label })),
    ...rest.map((kind) => ({ value: kind, label: kind.replaceAll(/[._]/g, ' ') })),
  ];
}

/**
 * @param {string} value  of a choice
 * @returns {(event: {kind: string}) => boolean}
 */
export function matcher(value) {
  const [, has] = GROUPS[value] ?? [null, (kind) => kind === value];
  return ({ kind }) => has(kind);
}
