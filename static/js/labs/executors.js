/** The experiment `executors`: what its pages need for the first picture. */

import '../elements/experiment-stage.js';

export { rules } from '../reduce/experiment.js';
export { sentence } from '../elements/experiment/sentence.js';

export const stage = 'experiment-stage';

export const groups = { tasks: 'Tasks', pools: 'Pools', run: 'The replay' };

/** Actions for which the picture has buttons of its own. */
export const asked = ['run', 'cancel', 'show'];
