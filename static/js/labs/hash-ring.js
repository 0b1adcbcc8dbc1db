/** The hash ring, as a page shows it. */

import '../elements/hash-ring-stage.js';

export { sentence } from '../elements/hash-ring/sentence.js';
export { rules } from '../reduce/hash-ring.js';

export const stage = 'hash-ring-stage';

export const groups = { ring: 'The ring', keys: 'Keys', traffic: 'Requests', run: 'The run' };

/** What the picture asks for itself: a form below the ring, and a server's details. */
export const asked = ['add_server', 'set_weight', 'look_up'];
