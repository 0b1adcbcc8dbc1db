/** How long something has been so, in words. */

import { duration } from '../../lib/format.js';

/**
 * @param {number} since  model time
 * @param {number} time  model time
 */
export function age(since, time) {
  return time > since ? duration(time - since) : '0 ms';
}
