/** The lab `balancer`, as panels and tools know it. */

export * as compare from '../elements/balancer/compare-words.js';
export * as theory from '../elements/balancer/theory-words.js';
export { facts } from '../elements/balancer/facts.js';
export { rules } from '../reduce/balancer.js';
export { Tracks as Trace } from '../tools/labs/balancer-trace.js';
export * as recorded from '../tools/labs/balancer.js';
