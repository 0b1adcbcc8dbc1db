/** What the theory panel calls things where the lab is a pool. */

export const samples = 'loans';
export const curve = 'wait by pool size, same traffic';
export const spoken = 'Modelled mean wait by pool size, for the same traffic.';

/** Why there is nothing to compare. @param {import('../../labs/index.js').View} view */
export function none({ state }) {
  return state.pool.pooling ? null : 'Without a pool there is no queue to make a model of.';
}
