/** Opens the run that a share link in the address speaks of. */

import { LabSession } from '../core/session.js';
import { labModule } from '../labs/index.js';
import { clock } from '../lib/format.js';
import { decodeShare } from './share.js';

/**
 * @param {string} lab  slug
 * @param {string} hash  of the address
 * @returns {Promise<{session: LabSession, params: object, notices: string[]}>} the session is open, or says why not
 */
export async function openShared(lab, hash) {
  const { rules } = await labModule(lab);
  let description;
  try {
    const answer = await fetch(`/api/labs/${encodeURIComponent(lab)}`);
    description = await answer.json();
  } catch {
    const session = new LabSession({ lab, rules });
    await session.connect().catch(() => {});
    return { session, params: {}, notices: ['The link could not be followed: the server did not answer.'] };
  }
  const { wish, notices: told } = decodeShare(hash, description);
  const refused = [];
  for (;;) {
    const { params, seed, actions, t } = wish;
    const run = t === null && actions.length === 0 ? {} : { actions, t: t ?? undefined };
    const session = new LabSession({ lab, rules, params, seed, ...run });
    const error = await session.connect().then(() => null, (reason) => reason);
    if (error === null || !giveUp(wish, error)) {
      const all = [...told, ...refused];
      const moment = error === null && t !== null ? [`Opened from a link at ${clock(t)}; press Play to go on.`] : [];
      const less = all.length > 0 ? [`The link was not followed in full. ${all.join(' ')}`] : [];
      return { session, params, notices: [...less, ...moment] };
    }
    // Each of its values was fine by itself; together they are not, and only the server knows.
    refused.push(`${error.message}.`);
    session.close();
  }
}

/** Leaves out of a wish what the server did not take; false if there is nothing to leave out. */
function giveUp(wish, { code, field }) {
  const isRun = ['actions', 't'].includes(field) || ['bad_arguments', 'not_repeatable', 'timeout'].includes(code);
  if (isRun && (wish.t !== null || wish.actions.length > 0)) {
    Object.assign(wish, { actions: [], t: null });
    return true;
  }
  if (!field || !Object.hasOwn(wish.params, field)) return false;
  delete wish.params[field];
  return true;
}
