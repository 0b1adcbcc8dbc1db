/** What stands behind the scrubber: hills of events, and marks; worked out from a recording, pure. */

import { clusters, distinct } from './clusters.js';
import { barCount, bars, marks } from './density.js';

export { nearest } from './clusters.js';

/**
 * @param {import('../../core/recording.js').Recording} recording
 * @param {{width: number, height: number}} size
 * @param {(t: number) => number} xOf
 */
export function hillsOf(recording, size, xOf) {
  const drawn = clusters(distinct(recording.marks()), xOf);
  return { ...bars(recording.bins(barCount(size.width)), size), drawn, ...marks(drawn) };
}
