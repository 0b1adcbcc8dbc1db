/** The connection pool, as a page shows it. */

import '../elements/pool-stage.js';

export { sentence } from '../elements/pool/sentence.js';
export { rules } from '../reduce/pool.js';

export const stage = 'pool-stage';

export const groups = {
  application: 'Application',
  pool: 'Pool',
  health: 'Health of connections',
  connection: 'Opening a connection',
  database: 'Database',
  run: 'The run',
};
