/** How much happened, and how many were waiting, in each of n equal slices of a recording: the scrubber's hills. */

/**
 * @param {import('./chunk.js').Chunk[]} chunks
 * @param {number} from  model time where the first slice starts
 * @param {number} to  model time where the last one ends
 * @param {number} n
 * @returns {{count: number, waiting: number}[]} waiting: the most that waited at any moment of the slice
 */
export function binsOf(chunks, from, to, n) {
  const bins = Array.from({ length: n }, () => ({ count: 0, waiting: 0 }));
  const width = (to - from) / n;
  if (!(width > 0)) return bins;

  let here = 0; // the slice we are in
  let end = from + width; // where it ends
  let level = 0; // how many wait at this moment
  const goTo = (t) => {
    while (t >= end && here < n - 1) {
      here += 1;
      end = from + (here + 1) * width;
      bins[here].waiting = level; // those who wait go on waiting while nothing happens
    }
  };
  const setLevel = (waiting) => {
    level = waiting;
    if (waiting > bins[here].waiting) bins[here].waiting = waiting;
  };
  for (const chunk of chunks) {
    goTo(chunk.from);
    setLevel(chunk.waitingAtStart);
    for (let i = 0; i < chunk.events.length; i += 1) {
      goTo(chunk.events[i].t);
      setLevel(chunk.waiting[i]);
      bins[here].count += 1;
    }
  }
  goTo(to);
  return bins;
}
