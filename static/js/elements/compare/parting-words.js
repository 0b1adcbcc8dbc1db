/** Since when, and by what, two runs are no longer the same: in words; pure. */

import { duration } from '../../lib/format.js';
import { eventWords } from '../../panels/event-words.js';

/** @param {import('./parting.js').Parting} parting  @returns {string} */
export function partingWords({ found, unknown }) {
  if (unknown) return 'Events are missing, so nobody can say up to when A and B were the same.';
  if (!found) return '';
  const { t, where, did } = found;
  const when = `The same up to ${duration(t, 4)}`;
  return did ? `${when}, then in ${where}: ${lower(eventWords(did))}.` : `${when}.`;
}

const lower = (words) => words[0].toLowerCase() + words.slice(1);
