/** The lab `thread-pool`, as panels and tools know it. */

export * as compare from '../elements/thread-pool/compare-words.js';
export * as theory from '../elements/thread-pool/theory-words.js';
export { facts } from '../elements/thread-pool/facts.js';
export { rules } from '../reduce/thread-pool.js';
export { Tracks as Trace } from '../tools/labs/thread-pool-trace.js';
export * as recorded from '../tools/labs/thread-pool.js';
