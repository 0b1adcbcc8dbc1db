/** What the first picture does not need: what moves, the walk of a key, and the details of a server. */

export { detailPanel } from '../stage/detail-panel.js';
export { aboutServer } from './about.js';
export { passing, RingMotions, sweepPaths } from './motion.js';
export { walkAround, walkLine } from './walk.js';
