/** The table of labs: which rules turn its events into its state. */

import * as pool from './pool.js';
import * as poolMarks from './pool-marks.js';

/**
 * @typedef {object} Reducer
 * @property {() => any} initial  the state before anything is known
 * @property {(state: any, event: import('../core/decode.js').LabEvent) => void} apply  in place
 * @property {(state: any) => number} waiting  how many wait, for the scrubber
 * @property {(event: import('../core/decode.js').LabEvent) => string|null} mark  label of an event worth marking
 */

/** @type {Record<string, Reducer>} */
export const reducers = {
  'connection-pool': { ...pool, ...poolMarks },
};

/**
 * The rules of a lab. One nobody has written rules for is recorded all the same: it only shows no state, and
 * the server's own answer says what is wrong with the name.
 * @param {string} lab
 * @returns {Reducer}
 */
export function reducerOf(lab) {
  if (Object.hasOwn(reducers, lab)) return reducers[lab];
  return {
    initial: () => ({ t: 0 }),
    apply: (state, event) => {
      state.t = event.t;
    },
    waiting: () => 0,
    mark: () => null,
  };
}
