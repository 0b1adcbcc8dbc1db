/** The lab `balancer`: what its pages need for the first picture. */

import '../elements/balancer-stage.js';

export { rules } from '../reduce/balancer.js';
export { sentence } from '../elements/balancer/sentence.js';

export const stage = 'balancer-stage';

export const groups = {
  traffic: 'Traffic',
  policy: 'Policies',
  servers: 'Servers',
  health: 'Health checks',
  retries: 'Retries',
  run: 'Run',
};

/** What the picture asks for itself, by a server's details. */
export const asked = ['set_speed', 'set_weight'];
