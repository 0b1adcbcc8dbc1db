/** Whether the page moves: less motion is what the device asks for, more is what the learner may allow all the same. */

const KEY = 'ringside-motion';
const reduced = matchMedia('(prefers-reduced-motion: reduce)');
const listeners = new Set();
let anyway = remembered();

/** Does the device ask for less motion? */
export const isReduced = () => reduced.matches;

/** Are pictures to be stills that step, rather than moving? */
export const stills = () => reduced.matches && !anyway;

/** @param {boolean} on  motion although the device asks for less */
export function allowMotion(on) {
  anyway = on;
  try {
    sessionStorage.setItem(KEY, on ? 'anyway' : '');
  } catch {
    // not allowed to remember: then it holds for this page
  }
  told();
}

/** @param {() => void} listener @returns {() => void} stops it */
export function onMotionChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function remembered() {
  try {
    return sessionStorage.getItem(KEY) === 'anyway';
  } catch {
    return false;
  }
}

function told() {
  document.documentElement.dataset.motion = anyway ? 'anyway' : ''; // css/base.css stops animations unless it says so
  for (const listener of listeners) listener();
}

reduced.addEventListener('change', told);
if (anyway) told();
