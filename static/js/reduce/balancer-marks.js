/** Which moments of a balancer's story the scrubber points out, and how many requests waited at each. */

import { labMark } from './lab-marks.js';

const LABELS = new Map(
  Object.entries({
    'request.failed': ({ request }) => `request ${request} failed`,
    'request.refused': ({ request }) => `request ${request} refused`,
    'request.timed_out': ({ request }) => `request ${request} timed out`,
    // All balancers of a race have the same machines: what happens to one is told once.
    'server.stopped': ({ balancer, server }) => (balancer === '1' ? `${server} stopped` : null),
    'server.crashed': ({ balancer, server }) => (balancer === '1' ? `${server} crashed` : null),
    'server.restarted': ({ balancer, server }) => (balancer === '1' ? `${server} restarted` : null),
    'server.draining': ({ balancer, server }) => (balancer === '1' ? `${server} drains` : null),
    'server.removed': ({ balancer, server }) => (balancer === '1' ? `${server} removed` : null),
    'server.ejected': ({ balancer, server }) => `${server} ejected${by(balancer)}`,
    'server.restored': ({ balancer, server }) => `${server} restored${by(balancer)}`,
    'balancer.panic': ({ balancer, on }) => `panic ${on ? 'begins' : 'ends'}${by(balancer)}`,
  }),
);

/**
 * @param {import('../core/decode.js').LabEvent} event
 * @returns {string|null} a few words on the event, or null if it is nothing to point at
 */
export function mark(event) {
  return LABELS.get(event.kind)?.(event) ?? labMark(event);
}

/**
 * @param {import('./balancer.js').BalancerState} state
 * @returns {number} how many requests wait for a worker, in all lanes
 */
export function waiting(state) {
  let n = 0;
  for (const { servers } of Object.values(state.balancers))
    for (const { queue } of Object.values(servers)) n += queue.length;
  return n;
}

function by(balancer) {
  return balancer === '1' ? '' : ` by balancer ${balancer}`;
}
