/** The last so many events of a recording that somebody wants to see, found from its end: pure. */

/**
 * @typedef {import('../core/chunk.js').Chunk} Chunk
 * @typedef {import('../core/decode.js').LabEvent} LabEvent
 * @typedef {{chunk: Chunk, index: number}} Place  before the event `index` of `chunk`
 */

/** Where a list of the events up to and including model time `until` ends. @returns {Place|null} */
export function endOf(chunks, until = Infinity) {
  const chunk = chunks.findLast(({ events }) => events.length > 0 && events[0].t <= until);
  if (!chunk) return null;
  let index = chunk.events.length;
  while (chunk.events[index - 1].t > until) index -= 1;
  return { chunk, index };
}

/**
 * @param {readonly Chunk[]} chunks  oldest first
 * @param {Place|null} end
 * @param {(event: LabEvent) => boolean} wanted
 * @param {number} most
 * @returns {{events: LabEvent[], more: boolean}} oldest first; more: is there at least one before them
 */
export function eventsBefore(chunks, end, wanted, most) {
  const found = [];
  for (let at = end ? chunks.indexOf(end.chunk) : -1; at >= 0; at -= 1) {
    const { events } = chunks[at];
    for (let i = (chunks[at] === end.chunk ? end.index : events.length) - 1; i >= 0; i -= 1) {
      if (!wanted(events[i])) continue;
      if (found.length === most) return { events: found.reverse(), more: true };
      found.push(events[i]);
    }
  }
  return { events: found.reverse(), more: false };
}

/**
 * How many events have come since, up to model time `until`; no more than `most` are counted.
 * @param {readonly Chunk[]} chunks
 * @param {Place|null} end  null: all of them
 * @param {(event: LabEvent) => boolean} wanted
 * @param {{until?: number, most: number}} limits
 */
export function countAfter(chunks, end, wanted, { until = Infinity, most }) {
  let count = 0;
  for (let at = Math.max(0, chunks.indexOf(end?.chunk)); at < chunks.length; at += 1) {
    const { events } = chunks[at];
    for (let i = chunks[at] === end?.chunk ? end.index : 0; i < events.length; i += 1) {
      if (events[i].t > until || count === most) return count;
      if (wanted(events[i])) count += 1;
    }
  }
  return count;
}
