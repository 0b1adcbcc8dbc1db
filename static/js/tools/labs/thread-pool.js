/** What a recording of a thread pool may contain, and which figures follow from its state alone. */

import { entries, fields, flag, list, name, orNull, scalar, text, time, whole } from '../shape.js';

// Far more than any lab does, and little enough for a page to draw.
const MOST_WORKERS = 1000;
const MOST_TASKS = 200_000;
const count = whole(0, Number.MAX_SAFE_INTEGER);
const size = whole(0, MOST_WORKERS);
const id = count;

const sizes = {
  core_size: size,
  max_size: size,
  queue_capacity: orNull(count),
  rejection: text,
  growth: text,
  keep_alive: time,
};
const doing = { state: text, since: time, until: orNull(time), task: orNull(id) };
const task = { name: orNull(text), state: text, submitted: time, since: time, who: orNull(text) };
const TOTALS = ['submitted', 'finished', 'failed', 'rejected', 'aborted', 'discarded', 'cancelled', 'caller_ran'];

/** `worker-3`: its number is its place. @type {import('../shape.js').Check} */
const placed = (value) => {
  const wrong = Object.keys(value ?? {}).find((who) => !(Number(/-(\d+)$/.exec(who)?.[1]) <= MOST_WORKERS));
  return wrong === undefined ? entries(fields({ ...doing, core: flag }), MOST_WORKERS)(value) : badName(wrong);
};
const badName = (who) => ({ path: [who.slice(0, 20)], wanted: `a worker from worker-1 to worker-${MOST_WORKERS}` });

/** The state at a moment; as in reduce/thread-pool.js. */
export const state = fields({
  t: time,
  pool: fields({ ...sizes, shutdown: orNull(text), ended: flag }),
  producer: orNull(fields(doing)),
  workers: placed,
  queue: list(id, MOST_TASKS),
  tasks: entries(fields(task), MOST_TASKS),
  cores: fields({ count: whole(1, 1000), gil: flag }),
  totals: fields(Object.fromEntries(TOTALS.map((total) => [total, count]))),
  recent: list(fields({ t: time, task: id, end: text, who: orNull(text), error: orNull(text) }), 1000),
});

/** The fields of events, by name; those not named here may be any plain value. */
export const eventFields = {
  ...sizes,
  who: orNull(name),
  task: id,
  request: orNull(id),
  position: whole(1, MOST_TASKS),
  name: orNull(name),
  state: text,
  until: orNull(time),
  wait_time: time,
  run_time: time,
  error: orNull(text),
  policy: text,
  reason: orNull(text),
  cancel_futures: flag,
  action: name,
  args: entries(scalar, 50),
};

/** A state that grew beyond this on the way is not one that a lab was ever in. */
export function tooMuch({ workers, tasks, cores }) {
  const all = Object.keys(workers);
  if (all.length > MOST_WORKERS || Object.keys(tasks).length > MOST_TASKS || placed(workers)) return true;
  return !(cores.count >= 1 && cores.count <= 1000);
}

/**
 * The metrics that a state alone tells; the others would have to be made up.
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @returns {Record<string, number|null>}
 */
export function measured({ pool, workers, queue, totals }) {
  const all = Object.values(workers);
  const idle = all.filter((it) => it.state === 'idle').length;
  return {
    busy: all.length - idle,
    idle,
    threads: all.length,
    max_size: pool.max_size,
    queue: queue.length,
    queue_capacity: pool.queue_capacity,
    ...totals,
  };
}
