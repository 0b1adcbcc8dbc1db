/**
 * Whether a value out of a foreign file is what it should be: small checks that are put together to large ones.
 *
 * A check gives null if all is well, and else where it went wrong and what was expected there. Fields nobody asked
 * for are left alone: they are never read.
 */

/**
 * @typedef {{path: string[], wanted: string}} Problem
 * @typedef {(value: any) => Problem|null} Check
 */

/**
 * @typedef {object} Recorded  what a recording of a lab may contain, and what its state alone tells
 * @property {Check} state  is it a state of this lab
 * @property {Record<string, Check>} eventFields  by the field's name; those not named may be any plain value
 * @property {(state: any) => boolean} tooMuch  has more piled up than any lab can hold
 * @property {(state: any) => Record<string, number|null>} measured  metrics
 */

const LONGEST_TEXT = 2000;

/** Half a million events are looked at: what is right costs nothing. @param {boolean} ok @param {string} wanted */
const unless = (ok, wanted) => (ok ? null : { path: [], wanted });

/** @type {Check} */
export const flag = (value) => unless(typeof value === 'boolean', 'true or false');

/** @type {Check} */
export const text = (value) => unless(typeof value === 'string' && value.length <= LONGEST_TEXT, 'a short text');

/** A name that becomes a key: not the one key that is none. @type {Check} */
export const name = (value) => text(value) ?? unless(value !== '__proto__', 'another name');

/** Model seconds, from the beginning on. @type {Check} */
export const time = (value) => unless(Number.isFinite(value) && value >= 0, 'a time in seconds');

/** @type {Check} */
export const scalar = (value) =>
  text(value) === null || typeof value === 'boolean' || Number.isFinite(value) || value === null
    ? null
    : { path: [], wanted: 'a number, a short text, true, false or null' };

/** @param {number} least @param {number} most @returns {Check} */
export const whole = (least, most) => {
  const wanted = `a whole number from ${least} to ${most}`;
  return (value) => unless(Number.isInteger(value) && value >= least && value <= most, wanted);
};

/** @param {Check} check @returns {Check} */
export const orNull = (check) => (value) => {
  const problem = value === null ? null : check(value);
  return problem && { ...problem, wanted: `${problem.wanted}, or null` };
};

/** @param {Record<string, Check>} checks  one for every field there must be @returns {Check} */
export const fields = (checks) => (value) => {
  if (!isObject(value)) return { path: [], wanted: 'an object' };
  for (const [key, check] of Object.entries(checks)) {
    const problem = Object.hasOwn(value, key) ? check(value[key]) : { path: [], wanted: 'a value' };
    if (problem) return { ...problem, path: [key, ...problem.path] };
  }
  return null;
};

/** Entries under any key. @param {Check} check @param {number} most @returns {Check} */
export const entries = (check, most) => (value) => {
  if (!isObject(value)) return { path: [], wanted: 'an object' };
  const keys = Object.keys(value);
  if (keys.length > most) return { path: [], wanted: `at most ${most} entries` };
  for (const key of keys) {
    const problem = name(key) ?? check(value[key]);
    if (problem) return { ...problem, path: [key, ...problem.path] };
  }
  return null;
};

/** @param {Check} check @param {number} most @returns {Check} */
export const list = (check, most) => (value) => {
  if (!Array.isArray(value)) return { path: [], wanted: 'a list' };
  if (value.length > most) return { path: [], wanted: `at most ${most} entries` };
  for (const [i, each] of value.entries()) {
    const problem = check(each);
    if (problem) return { ...problem, path: [String(i), ...problem.path] };
  }
  return null;
};

/**
 * A problem as the end of a sentence.
 * @param {Problem} problem
 * @param {string} whole  what the value is called
 */
export function inWords({ path, wanted }, whole) {
  return `${[whole, ...path].join('.')} should be ${wanted}`;
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
