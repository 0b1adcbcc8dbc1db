/** The table of labs whose recordings can be read, checked and turned into a trace. */

import * as pool from './connection-pool.js';

/**
 * @typedef {object} LabRules
 * @property {import('../shape.js').Check} state  is it a state of this lab
 * @property {Record<string, import('../shape.js').Check>} eventFields  by the field's name
 * @property {(state: any) => boolean} tooMuch
 * @property {(state: any) => Record<string, number|null>} measured
 */

/** @type {Record<string, LabRules>} */
const LABS = { 'connection-pool': pool };

/**
 * @param {unknown} slug
 * @returns {LabRules|null} null for a lab that nobody here knows
 */
export function rulesOf(slug) {
  return typeof slug === 'string' && Object.hasOwn(LABS, slug) ? LABS[slug] : null;
}
