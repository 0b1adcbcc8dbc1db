/** How a figure comes to its session: what draws the lab is fetched, then the lab is opened, or a run of somebody's. */

import { LabSession } from '../../core/session.js';
import { labModule } from '../../labs/index.js';

/** @typedef {import('../ring-lab.js').RingLab} RingLab */

const SHARED = '#share='; // a link to somebody's run

/** Does the address name a run of somebody's? The fork beside it is not meant. @param {RingLab} figure */
export const namesRun = (figure) => !figure.corner && location.hash.startsWith(SHARED);

/** Rejects if what draws the lab cannot be had. @param {RingLab} figure */
export async function loadModule(figure) {
  const { lab } = figure;
  const module = await labModule(lab);
  if (lab !== figure.lab) return;
  if (module.stage) figure.stage = Object.assign(document.createElement(module.stage), { className: 'picture' });
  figure.module = module;
}

/** Gives the figure its session; nothing if what draws it could not be had. @param {RingLab} figure */
export async function openLab(figure) {
  const { loading } = figure;
  const there = await loading.then(() => true, () => false);
  if (!there || !figure.isConnected || loading !== figure.loading) return; // it may be another lab by now
  if (namesRun(figure)) {
    if (!(await openRun(figure))) return;
  } else {
    begin(figure);
  }
  figure.look(figure.seen);
  figure.connecting.catch(() => {}).finally(() => fetchRest(figure));
}

/**
 * The figure is of another lab from now on, as a round of a lesson may want it. An experiment is kept with what it has
 * measured, for a round that wants it again.
 * @param {RingLab} figure
 * @param {string} lab
 */
export function become(figure, lab) {
  const own = figure.home ?? figure.session;
  const kept = own?.status === 'open' && own.description?.experiment ? own : null;
  const { aside } = figure;
  const back = aside?.status === 'open' && aside.description?.slug === lab ? aside : null;
  for (const session of [figure.session, figure.home, figure.rival, aside]) {
    if (session !== kept && session !== back) session?.close();
  }
  kept?.setVisible(false);
  Object.assign(figure, { lab, module: null, stage: null, session: null, home: null, rival: null, opening: null });
  figure.aside = kept ?? back;
  figure.notices.clear();
  figure.load();
}

/** A session for the figure: the one kept aside, if it is of this lab. @param {RingLab} figure */
function begin(figure) {
  const { lab, params, seed, module, aside } = figure;
  if (aside?.status === 'open' && aside.description?.slug === lab) {
    Object.assign(figure, { session: aside, aside: null, connecting: aside.preset(params, seed) });
    return;
  }
  figure.session = new LabSession({ lab, rules: module.rules, params, seed: seed ?? null });
  figure.again();
}

/** @returns {Promise<boolean>} false: the figure is gone */
async function openRun(figure) {
  const { openShared } = await import('../../tools/shared.js');
  const { session, params, notices } = await openShared(figure.lab, location.hash);
  if (!figure.isConnected) {
    session.close();
    return false;
  }
  Object.assign(figure, { session, params });
  figure.connecting = Promise.resolve();
  for (const notice of notices) figure.notices.add(notice);
  return true;
}

/** What the first picture does not need. */
async function fetchRest(figure) {
  const rest = [import('../time/time-steps.js'), ...(figure.corner ? [] : [import('../lab-panels.js')])];
  await Promise.allSettled(rest);
  figure.screen.stale = true; // they have not been told yet what there is to see
}
