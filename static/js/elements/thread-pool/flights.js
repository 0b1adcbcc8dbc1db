/** Tasks on their way: from the queue, or right from the producer, to the worker that starts them. */

import { Flights } from '../balancer/flights.js';

const MOST = 5; // more at once show nothing but a swarm

export class TaskFlights extends Flights {
  /**
   * Compares two states, one picture apart: what was started in between flies.
   * @param {import('../../reduce/thread-pool.js').ThreadPoolState} before
   * @param {import('../../reduce/thread-pool.js').ThreadPoolState} after
   * @param {number} now  ms
   */
  notice(before, after, now) {
    for (const who in after.workers) {
      const { task } = after.workers[who];
      if (task === null || task === before.workers[who]?.task || this.all.length >= MOST) continue;
      const from = before.tasks[task]?.state === 'queued' ? 'queue' : 'producer';
      this.all.push({ lane: from, server: who, start: now });
    }
  }
}
