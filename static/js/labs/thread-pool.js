/** The lab `thread-pool`: what its pages need for the first picture. */

import '../elements/thread-pool-stage.js';

export { rules } from '../reduce/thread-pool.js';
export { sentence } from '../elements/thread-pool/sentence.js';

export const stage = 'thread-pool-stage';

export const groups = { traffic: 'Tasks', pool: 'Pool', machine: 'Machine', run: 'The run' };
