/**
 * A recording event by event. Events are numbered from 1, from where the recording began; forgetting the oldest
 * changes no number. Number `chunks[0].first - 1` is the oldest state kept, with no event before it.
 */

/**
 * @typedef {readonly import('./chunk.js').Chunk[]} Chunks  oldest first
 * @typedef {import('./decode.js').LabEvent} LabEvent
 */

/** Of the newest event. @param {Chunks} chunks */
export function lastNumber(chunks) {
  const chunk = chunks.at(-1);
  return chunk ? chunk.first + chunk.events.length - 1 : 0;
}

/** Of the last event up to and including model time `t`. @param {Chunks} chunks @param {number} t */
export function numberAt(chunks, t) {
  const chunk = chunks.findLast((one) => one.from <= t) ?? chunks[0];
  return chunk ? chunk.first - 1 + chunk.countUpTo(t) : 0;
}

/** @param {Chunks} chunks @param {number} number @returns {LabEvent|null} null if it is not kept */
export function eventOf(chunks, number) {
  const chunk = chunkOf(chunks, number);
  return chunk?.events[number - chunk.first] ?? null;
}

/**
 * The state right after event `number`, other events of that very instant left out; the caller may keep it.
 * @param {Chunks} chunks
 * @param {number} number
 * @param {(state: any, event: LabEvent) => void} apply
 */
export function stateAfter(chunks, number, apply) {
  const chunk = chunkOf(chunks, number) ?? chunks[0];
  return chunk.replayed(number - chunk.first + 1, apply);
}

/**
 * The number of the nearest event after (1) or before (-1) event `number` for which `test` holds, or null.
 * @param {Chunks} chunks
 * @param {number} number
 * @param {-1|1} direction
 * @param {(event: LabEvent) => boolean} test
 */
export function findEvent(chunks, number, direction, test) {
  const order = direction > 0 ? chunks : chunks.toReversed();
  for (const { first, events } of order) {
    const start = direction > 0 ? Math.max(number + 1 - first, 0) : Math.min(number - 1 - first, events.length - 1);
    for (let i = start; i >= 0 && i < events.length; i += direction) {
      if (test(events[i])) return first + i;
    }
  }
  return null;
}

/** How often each kind occurs. @param {Chunks} chunks @returns {Map<string, number>} */
export function kindsOf(chunks) {
  const all = new Map();
  for (const { kinds } of chunks) {
    for (const [kind, count] of kinds) all.set(kind, (all.get(kind) ?? 0) + count);
  }
  return all;
}

function chunkOf(chunks, number) {
  return chunks.findLast((one) => one.first <= number) ?? null;
}
