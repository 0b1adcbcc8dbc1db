/**
 * The table of labs: what a page needs to show each of them, loaded when it is needed.
 *
 * `labs/<slug>.js` is in the first load of its own pages (the server preloads it) and of no others; what only panels
 * and tools need is in `labs/<slug>-more.js`, which draws nothing.
 */

import { ensureStyles } from '../lib/styles.js';

/**
 * @typedef {object} Rules  what a lab's events mean
 * @property {() => any} initial  the state before anything is known
 * @property {(state: any, event: import('../core/decode.js').LabEvent) => void} apply  in place
 * @property {(state: any) => number} waiting  how many wait, for the scrubber
 * @property {(event: import('../core/decode.js').LabEvent) => string|null} mark  label of an event worth marking
 *
 * @typedef {object} LabModule
 * @property {Rules} rules
 * @property {string|null} stage  the element that draws it
 * @property {(state: any, time: number|null, view: {back: number}) => string} sentence  what the picture shows
 * @property {Record<string, string>} [groups]  headings of its groups of parameters, in order
 * @property {string[]} [asked]  actions for which the picture has buttons of its own
 *
 * @typedef {object} LabMore
 * @property {Rules} rules  the same
 * @property {import('../tools/shape.js').Recorded} [recorded]  what a recording of it may contain
 * @property {new (out: import('../tools/trace-writer.js').TraceWriter) => import('../tools/trace.js').Teller} [Trace]
 * @property {(view: View) => import('../panels/table-panel.js').Table[]} [facts]  the picture as tables
 * @property {import('../elements/compare/difference.js').Words} [compare]  words for the metrics of two runs
 * @property {import('../panels/theory-panel.js').Words} [theory]
 *
 * @typedef {object} View  what to draw; a new object for every picture
 * @property {any} state  read only; the same object until something happens
 * @property {number} time  model time
 * @property {number} slow  real seconds in one model second
 * @property {boolean} live
 * @property {boolean} running
 * @property {Record<string, any>} params
 * @property {import('../core/recording.js').Recording} recording
 * @property {number} now  ms, of the animation frame
 * @property {any} detail  what the server measured beyond the metrics, as of the moment shown; null: nothing
 * @property {boolean} asks  may the learner change anything now
 * @property {number} number  of the last event shown, see core/steps.js
 * @property {any} progress  of an experiment's run, as last told by the server; null: not told
 */

/** @type {Record<string, [() => Promise<LabModule>, () => Promise<LabMore>]>} */
const LABS = {
  'connection-pool': [() => import('./connection-pool.js'), () => import('./connection-pool-more.js')],
  balancer: [() => import('./balancer.js'), () => import('./balancer-more.js')],
  'hash-ring': [() => import('./hash-ring.js'), () => import('./hash-ring-more.js')],
  executors: [() => import('./executors.js'), () => import('./executors-more.js')],
  'thread-sizing': [() => import('./thread-sizing.js'), () => import('./thread-sizing-more.js')],
  'thread-pool': [() => import('./thread-pool.js'), () => import('./thread-pool-more.js')],
};

/** Rules for a lab nobody has written rules for: it is recorded all the same, and only shows no state. @type {Rules} */
export const NO_RULES = {
  initial: () => ({ t: 0 }),
  apply: (state, { t }) => Object.assign(state, { t }),
  waiting: () => 0,
  mark: () => null,
};

/** @type {LabModule} */
const NOBODYS = { rules: NO_RULES, stage: null, sentence: () => '' };

/**
 * What draws a lab. For one that is not in the table: what records it all the same; the server's own answer says what
 * is wrong with the name.
 * @param {string} slug
 * @returns {Promise<LabModule>} rejects if it cannot be loaded
 */
export async function labModule(slug) {
  if (!Object.hasOwn(LABS, slug)) return NOBODYS;
  ensureStyles(new URL(`../../css/${slug}.css`, import.meta.url));
  return LABS[slug][0]();
}

/**
 * What panels and tools know of a lab.
 * @param {unknown} slug
 * @returns {Promise<LabMore|null>} null for a lab that nobody here knows; rejects if it cannot be loaded
 */
export async function labMore(slug) {
  return typeof slug === 'string' && Object.hasOwn(LABS, slug) ? LABS[slug][1]() : null;
}
