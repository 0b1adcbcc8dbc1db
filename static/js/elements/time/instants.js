/** The instants at which something happened, one before or after another: pure. */

const FIRST_LOOK = 0.05; // model seconds; each further look reaches four times as far

/**
 * The nearest instant with an event strictly before (-1) or after (1) model time `t`, or null if none is kept.
 * @param {import('../../core/recording.js').Recording} recording
 * @param {number} t
 * @param {-1|1} direction
 */
export function neighbour(recording, t, direction) {
  for (let reach = FIRST_LOOK; ; reach *= 4) {
    const far = t + direction * reach;
    const found =
      direction < 0
        ? recording.eventsBetween(far, t).findLast((event) => event.t < t)
        : recording.eventsBetween(t, far)[0];
    if (found) return found.t;
    if (direction < 0 ? far < recording.from : far > recording.to) return null;
  }
}
