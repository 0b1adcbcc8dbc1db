/** What the events of each lab mean, by slug. */

const FILES = { 'connection-pool': 'pool', balancer: 'balancer', 'hash-ring': 'hash-ring', 'thread-pool': 'thread-pool' };
for (const experiment of ['executors', 'thread-sizing']) FILES[experiment] = 'experiment';

/** @param {string} lab  slug */
export async function rulesOf(lab) {
  const { rules } = await import(`../../../static/js/reduce/${FILES[lab]}.js`);
  return rules;
}
