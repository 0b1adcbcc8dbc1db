/** The connection pool, as panels and tools know it. */

export * as compare from '../elements/pool/compare-words.js';
export * as theory from '../elements/pool/theory-words.js';
export { facts } from '../elements/pool/facts.js';
export { rules } from '../reduce/pool.js';
export { Tracks as Trace } from '../tools/labs/connection-pool-trace.js';
export * as recorded from '../tools/labs/connection-pool.js';
