/** The hash ring, as panels and tools know it. */

export * as compare from '../elements/hash-ring/compare-words.js';
export { facts } from '../elements/hash-ring/facts.js';
export { rules } from '../reduce/hash-ring.js';
export { Trace } from '../tools/labs/hash-ring-trace.js';
export * as recorded from '../tools/labs/hash-ring.js';

export const theory = { samples: 'keys' };
