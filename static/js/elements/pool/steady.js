/** Keeps the picture of a pool from jumping about, slots outside its ropes included. */

import { Steady } from '../stage/steady.js';

export class SteadyPool extends Steady {
  outside = 0;

  /**
   * How many slots to draw outside the ropes: those of a pool made smaller do not vanish one by one.
   * @param {import('../../reduce/pool.js').PoolState} state
   */
  slotsOutside({ pool, connections, recent }) {
    const taken = Object.values(connections).map((it) => it.slot);
    const last = Math.max(-1, ...taken, ...Object.keys(recent).map(Number));
    const leftOver = taken.some((slot) => slot >= pool.max_size + pool.max_overflow);
    this.outside = leftOver ? Math.max(this.outside, last + 1 - pool.max_size) : pool.max_overflow;
    return this.outside;
  }
}
