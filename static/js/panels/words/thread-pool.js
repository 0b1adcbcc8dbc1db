/** What happens to a pool of threads, its workers and its tasks, in words: pure. */

import { duration } from '../../lib/format.js';
import { after, by, count, plain } from './common.js';

/** @type {Record<string, (event: any) => string>} */
export const WORDS = {
  'threads.opened': (it) => `The pool of threads opens: ${shape(it)}`,
  'threads.resized': (it) => `The pool of threads is set anew: ${shape(it)}`,
  'threads.shutdown': ({ cancel_futures: cancel }) =>
    `The pool is shut down: it takes no more tasks${cancel ? ', and those that wait are cancelled' : ''}`,
  'threads.ended': () => 'The last worker has ended',
  'task.submitted': ({ task, who }) => `Task ${task} is submitted${who ? ` by ${who}` : ''}`,
  'task.queued': ({ task, position }) => `Task ${task} stands in the queue, number ${position}`,
  'task.started': ({ task, who, wait_time: wait }) =>
    `${who ?? 'Somebody'} starts task ${task}${wait > 0 ? `, which waited for ${duration(wait)}` : ' at once'}`,
  'task.finished': ({ task, who, run_time: took, error }) =>
    `Task ${task}${who ? ` of ${who}` : ''} ${error ? `fails${after(took)}: ${error}` : `is done${after(took)}`}`,
  'task.rejected': ({ task, policy }) => `Task ${task} is rejected: there is no room (${plain(policy)})`,
  'task.discarded': ({ task }) => `Task ${task} is thrown away`,
  'task.cancelled': ({ task, reason }) => `Task ${task} is cancelled${reason ? `: ${plain(reason)}` : ''}`,
  'worker.started': ({ who, reason }) => `Worker ${who} is started${reason ? `: ${plain(reason)}` : ''}`,
  'worker.idle': ({ who, until }) => `Worker ${who} has nothing to do${by(until)}`,
  'worker.ended': ({ who, reason }) => `Worker ${who} ends${reason ? `: ${plain(reason)}` : ''}`,
};

function shape({ core_size: core, max_size: most, queue_capacity: room, rejection }) {
  const queue = room == null ? 'a queue without end' : `a queue for ${count(room, 'task')}`;
  return `${core} to ${count(most, 'worker')}, ${queue}, and then ${plain(rejection)}`;
}
