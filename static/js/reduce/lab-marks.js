/** What the learner did, in a few words for the scrubber: the same in every lab. */

/**
 * @param {import('../core/decode.js').LabEvent} event
 * @returns {string|null} null if it was nobody's doing
 */
export function labMark({ kind, name, value, action }) {
  if (kind === 'lab.set') return `${words(name)} set to ${value ?? 'none'}`;
  return kind === 'lab.act' ? words(action) : null;
}

function words(name) {
  return name.replaceAll('_', ' ');
}
