/** The one sentence that says what the picture shows, for those who hear it: pure. */

import { duration } from '../../lib/format.js';
import { age } from '../stage/age.js';
import { ENDS, PHASES, plural, queueWords } from './words.js';

/**
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @param {number|null} time  model time; null: without the ages, which change although nothing happens
 * @param {{back?: number}} [view]  back: how far in the past, in model seconds; 0 when live
 * @returns {string} "4 workers: 2 computing, 2 idle. Task queue: 0 of 10. So far 12 done, 3 rejected."
 */
export function sentence(state, time, { back = 0 } = {}) {
  const { workers, queue, tasks, pool, producer, totals, cores } = state;
  const parts = [];
  if (back > 0) parts.push(time === null ? 'In the past.' : `${duration(back)} back.`);
  const all = Object.values(workers);
  const phases = Object.entries(PHASES)
    .map(([phase, word]) => [all.filter((it) => it.state === phase).length, word])
    .filter(([n]) => n > 0);
  const does = phases.map(([n, word]) => `${n} ${word}`).join(', ');
  parts.push(all.length === 0 ? 'No worker.' : `${plural(all.length, 'worker')}: ${does}.`);
  parts.push(`Task queue: ${queueWords(state)}${queue.length === pool.queue_capacity ? ', full' : ''}.`);
  const first = tasks[queue[0]];
  if (time !== null && first) parts.push(`Its head has waited for ${age(first.submitted, time)}.`);
  if (producer?.task != null) parts.push(`The producer runs task ${producer.task} itself.`);
  if (producer?.state === 'out_of_memory') parts.push('The producer holds back: memory is full.');
  if (cores.gil && all.some((it) => it.core)) parts.push('One holds the GIL.');
  if (pool.shutdown) parts.push(pool.ended ? 'The pool has ended.' : 'The pool is shut down.');
  const ends = ENDS.filter(([name]) => totals[name] > 0 && name !== 'aborted');
  if (ends.length > 0) parts.push(`So far ${ends.map(([name, word]) => `${totals[name]} ${word}`).join(', ')}.`);
  return parts.join(' ');
}
