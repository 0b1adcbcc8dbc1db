/**
 * Copying and comparing the states of a lab, which are plain JSON.
 *
 * A state is two levels deep as far as change goes: collections (connections, waiters, totals ...) that hold
 * entries. A reducer changes the collections in place, and never edits an entry: it puts a new one there. So
 * copying the collections is enough for a picture that stays as it is, and an entry that is still the same
 * object has not changed.
 */

/** What a view remembers beyond the engine's own state; the server knows nothing of it. */
export const VIEW_MEMORY = 'recent';

/**
 * A cheap picture of a living state, for readers: later events do not show in it.
 * @template {object} S
 * @param {S} state
 * @returns {S}
 */
export function picture(state) {
  const copy = {};
  for (const [name, value] of Object.entries(state)) copy[name] = copyOfCollection(value);
  return /** @type {S} */ (copy);
}

function copyOfCollection(value) {
  if (Array.isArray(value)) return value.slice();
  return value !== null && typeof value === 'object' ? { ...value } : value;
}

/**
 * A copy with nothing in common with the original, for keyframes.
 * @template S
 * @param {S} state
 * @returns {S}
 */
export function clone(state) {
  return structuredClone(state);
}

/**
 * Do two states say the same about the lab? When they were taken, and what a view remembers, does not count.
 * @param {object} a
 * @param {object} b
 */
export function alike(a, b) {
  return equal({ ...a, t: 0, [VIEW_MEMORY]: {} }, { ...b, t: 0, [VIEW_MEMORY]: {} });
}

function equal(a, b) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
}
