/** The words for workers, their phases and the ends of tasks: pure. */

import { PRODUCER } from '../../reduce/thread-pool.js';

export const PHASES = {
  starting: 'starting',
  waiting: 'waiting',
  wants_gil: 'wants GIL',
  wants_core: 'wants core',
  computing: 'computing',
  idle: 'idle',
};

/** The total that counts each end of a task, and its words. @type {[string, string][]} */
export const ENDS = [
  ['finished', 'done'],
  ['failed', 'failed'],
  ['rejected', 'rejected'],
  ['aborted', 'aborted'],
  ['caller_ran', 'producer ran'],
  ['discarded', 'discarded'],
  ['cancelled', 'cancelled'],
];
/** What becomes of a task that was rejected: part of that total. */
export const FATES = new Set(['aborted', 'caller_ran', 'discarded']);

export const POLICIES = {
  abort: 'the producer is told',
  caller_runs: 'the producer runs it',
  discard: 'it is discarded',
  discard_oldest: 'the oldest is pushed out',
};

/** @param {string} who @returns {number} 3 of "worker-3"; 0 of a thread that is no worker */
export function numberOf(who) {
  return Number(/\d+$/.exec(who)?.[0] ?? 0);
}

/** @param {string} who @returns {string} "W3" */
export function short(who) {
  return who === PRODUCER ? 'prod.' : `W${numberOf(who)}`;
}

/** @param {number} n @param {string} one */
export function plural(n, one) {
  return `${n} ${one}${n === 1 ? '' : 's'}`;
}

/** "3 of 10", or "3, no bound". @param {import('../../reduce/thread-pool.js').ThreadPoolState} state */
export function queueWords({ queue, pool: { queue_capacity: room } }) {
  return room === null ? `${queue.length}, no bound` : `${queue.length} of ${room}`;
}

/** What the producer does now. @param {import('../../reduce/thread-pool.js').ThreadPoolState} state */
export function producerWords({ producer, pool }) {
  if (!producer) return pool.shutdown ? 'stopped' : '';
  if (producer.task !== null) return `runs #${producer.task}`;
  return producer.state === 'out_of_memory' ? 'out of memory' : 'produces';
}

/**
 * The name a worker is read out by.
 * @param {string} who
 * @param {import('../../reduce/thread-pool.js').Worker} worker
 * @param {boolean} inside  is it one of the core
 */
export function workerName(who, { state, task }, inside) {
  const on = task === null ? '' : `, task ${task}`;
  return `worker ${numberOf(who)}${inside ? '' : ', beyond the core'}, ${PHASES[state] ?? state}${on}`;
}
