/** What the first picture of an experiment does not need: the result, and the replay of what was recorded. */

export { bars } from './bars.js';
export { curves } from './curves.js';
export { aboutRow, aboutWorker } from './detail.js';
export { lanes } from './lanes.js';
export { chartLegend, lanesLegend } from './legend.js';
export { Story } from './story.js';
export { resultTable } from './result-table.js';
export { detailPanel } from '../stage/detail-panel.js';
