/** The experiment `thread-sizing`, as panels and tools know it. */

export { facts } from '../elements/experiment/facts.js';
export { rules } from '../reduce/experiment.js';
export * as theory from '../elements/experiment/theory-words.js';
export { Lanes as Trace } from '../tools/labs/experiment-trace.js';
export * as recorded from '../tools/labs/experiment.js';
