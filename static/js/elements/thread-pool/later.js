/** What the first picture does not need: the timeline, and the details of a worker or a task. */

export { detail } from './detail.js';
export { WorkerHistory } from './history.js';
export { lanesPart, spanOf } from './lanes.js';
