/**
 * A run as a link: `#share=` and base64url of `{v, params, seed, actions, t}`. The part after `#` is not sent to a server.
 *
 * A link may come from anywhere, so nothing in it is believed: what the lab does not take falls back to the default,
 * and is told.
 */

/** In the address, before the run. */
export const MARK = '#share=';
export const VERSION = 1;
/** Characters of a link that is still read; some hundred actions. */
const LONGEST = 60_000;
const MOST_ACTIONS = 1000;
/** What an experiment carries though nobody can set it: nothing is missing without it. */
const UNSAID = new Set(['thread_order', 'seed']);
/** Model seconds: the server has to live through all of it before it can answer. */
const FURTHEST = 900;

/**
 * @typedef {import('./jsonl.js').Action} Action
 * @typedef {object} Wish  what to ask the server to open
 * @property {Record<string, any>} params
 * @property {number|null} seed
 * @property {Action[]} actions
 * @property {number|null} t  model time at which it stands still; null: from the beginning, running
 */

/**
 * @param {import('./jsonl.js').Run} run
 * @param {number} t  model time of the moment meant
 * @returns {{hash: string, exact: boolean, why: string}} exact: the link leads to this very run; if not, only to its
 *   settings, and `why` says why
 */
export function encodeShare({ params, seed, actions, description }, t) {
  const { properties } = description.params;
  const changed = Object.entries(params).filter(
    ([name, value]) => name !== 'seed' && Object.hasOwn(properties, name) && properties[name].default !== value,
  );
  const why = params.thread_order === 'os'
    ? 'what the operating system decided cannot be repeated'
    : t > FURTHEST || actions.length > MOST_ACTIONS ? 'this one has gone on for too long' : '';
  const exact = why === '';
  const run = exact ? { actions: actions.filter(([at]) => at <= t), t } : {};
  const text = JSON.stringify({ v: VERSION, params: Object.fromEntries(changed), seed, ...run });
  return { hash: MARK + toBase64Url(text), exact, why };
}

/**
 * @param {string} hash  of the address, from `#` on
 * @param {any} description  of the lab it is to open
 * @returns {{wish: Wish, notices: string[]}}
 */
export function decodeShare(hash, description) {
  const nothing = { params: {}, seed: null, actions: [], t: null };
  const whole = (why) => ({ wish: nothing, notices: [`The link could not be followed: ${why} The lab has its defaults.`] });
  if (hash.length > LONGEST) return whole('it is too long.');
  let shared;
  try {
    shared = JSON.parse(fromBase64Url(hash.slice(MARK.length)));
  } catch {
    return whole('it is damaged.');
  }
  if (!isObject(shared)) return whole('it is damaged.');
  if (shared.v !== VERSION) return whole('it was made by another version of Ringside.');

  const { params, notices } = settle(shared.params ?? {}, description);
  const seed = seedOf(shared.seed, description, notices);
  const run = runOf(shared, description, notices);
  return { wish: { params, seed, ...run }, notices };
}

/**
 * Those of the values that the lab takes, and a sentence for every other one.
 * @param {any} values
 * @param {any} description
 * @returns {{params: Record<string, any>, notices: string[]}}
 */
export function settle(values, description) {
  if (!isObject(values)) return { params: {}, notices: ['The parameters could not be read: they have their defaults.'] };
  const { properties } = description.params;
  const params = {};
  const notices = [];
  for (const [name, value] of Object.entries(values)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : null;
    if (!property && description.experiment && UNSAID.has(name)) continue;
    if (!property) notices.push(`There is no parameter “${shown(name)}”: it is ignored.`);
    else if (takes(property, value)) params[name] = value;
    else notices.push(`${property.title}: ${shown(value)} is not ${allowed(property)}: the default is used.`);
  }
  return { params, notices };
}

function seedOf(seed, description, notices) {
  if (seed === null || seed === undefined) return null;
  const property = description.params.properties.seed;
  if (!property || takes(property, seed)) return Number.isSafeInteger(seed) ? seed : null;
  notices.push(`Seed: ${shown(seed)} is not ${allowed(property)}: the default is used.`);
  return null;
}

/** The actions and the moment; without the moment, or with what cannot be repeated, the run starts from the beginning. */
function runOf({ actions = [], t = null }, description, notices) {
  if (t === null && actions.length === 0) return { actions: [], t: null };
  if (t > FURTHEST) {
    notices.push(`The moment is later than ${FURTHEST} s, the latest a link can lead to: the run starts from the beginning.`);
    return { actions: [], t: null };
  }
  const isMoment = Number.isFinite(t) && t >= 0;
  if (!isMoment) notices.push('The moment could not be read: the run starts from the beginning.');
  if (!Array.isArray(actions) || actions.length > MOST_ACTIONS) {
    notices.push('What was done in the run could not be read: it is left out.');
    return { actions: [], t: isMoment ? t : null };
  }
  let last = 0;
  const good = actions.filter((action) => {
    const why = wrongWith(action, last, isMoment ? t : FURTHEST, description);
    if (why) notices.push(`Left out: ${why}.`);
    else last = action[0];
    return !why;
  });
  return { actions: good, t: isMoment ? t : null };
}

/** @returns {string|null} what is the matter with an action, in words */
function wrongWith(action, earliest, latest, description) {
  if (!Array.isArray(action) || action.length !== 4) return 'something that cannot be read';
  const [t, what, name, given] = action;
  if (!Number.isFinite(t) || t < earliest || t > latest) return `“${shown(name)}” at a time that cannot be`;
  if (what === 'set') {
    const { properties } = description.params;
    const property = Object.hasOwn(properties, name) ? properties[name] : null;
    if (!property) return `a change of “${shown(name)}”, which is no parameter here`;
    return takes(property, given) ? null : `${property.title} set to ${shown(given)}, which is not ${allowed(property)}`;
  }
  const known = what === 'act' && description.actions.find((each) => each.name === name);
  if (!known) return `“${shown(name)}”, which is no action here`;
  const properties = known.args.properties ?? {};
  const fits = ([key, value]) => Object.hasOwn(properties, key) && takes(properties[key], value);
  return isObject(given) && Object.entries(given).every(fits) ? null : `“${known.label}” with arguments it does not take`;
}

/** Is the value one that a parameter declared like this may have? */
function takes({ type, enum: choices, minimum = -Infinity, maximum = Infinity }, value) {
  const types = [type].flat();
  if (value === null) return types.includes('null');
  if (typeof value === 'number') {
    const isKind = types.includes('number') || (types.includes('integer') && Number.isInteger(value));
    return isKind && Number.isFinite(value) && value >= minimum && value <= maximum;
  }
  return types.includes(typeof value) && (!choices || choices.includes(value));
}

/** What a parameter may be, as the end of a sentence. */
function allowed({ type, enum: choices, minimum, maximum }) {
  if (choices) return `one of ${choices.join(', ')}`;
  const types = [type].flat();
  const words = { integer: 'a whole number', number: 'a number', boolean: 'true or false', string: 'a text' };
  const bounds = minimum !== undefined && maximum !== undefined ? ` from ${minimum} to ${maximum}` : '';
  return words[types[0]] + bounds;
}

/** A foreign value, short enough to be shown. */
function shown(value) {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** @param {string} text */
function toBase64Url(text) {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @param {string} code  throws if it is damaged */
function fromBase64Url(code) {
  const bytes = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (each) => each.charCodeAt(0)));
}
