/** The words for policies and for the state a server is in: pure. */

const POLICIES = {
  ip_hash: 'IP hash',
  consistent_hash: 'Consistent hashing',
  power_of_two: 'Power of two choices',
  peak_ewma: 'Peak EWMA',
  bounded_load: 'Bounded loads',
};

/** @param {string} slug @returns {string} "Smooth weighted round robin" */
export function policyWord(slug) {
  const words = POLICIES[slug] ?? slug.replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

/** The same within a sentence. @param {string} slug */
export function policyInText(slug) {
  const words = policyWord(slug);
  return /^[A-Z]{2}/.test(words) ? words : words[0].toLowerCase() + words.slice(1);
}

/** The names of the lanes. @param {import('../../reduce/balancer.js').BalancerState} state */
export function lanesOf({ balancers }) {
  return Object.keys(balancers).sort((a, b) => a - b);
}

/**
 * How a server is, in one word that picks its looks, and in words.
 * @param {import('../../reduce/balancer.js').Server} server
 * @returns {{look: 'up'|'slow'|'ejected'|'draining'|'crashed', word: string}}
 */
export function howIs({ up, stopped, health, effective, weight }) {
  if (!up) return { look: 'crashed', word: health === 'ejected' ? 'crashed, ejected' : 'crashed' };
  if (stopped) return { look: 'draining', word: health === 'ejected' ? 'stopped, ejected' : 'stopped' };
  if (health !== 'healthy') return { look: health, word: health };
  if (effective < weight) return { look: 'slow', word: 'slow start' };
  return { look: 'up', word: 'up' };
}

/**
 * The name a server is read out by.
 * @param {string} name
 * @param {import('../../reduce/balancer.js').Server} server
 * @param {number} busy  workers with a request
 */
export function serverName(name, server, busy) {
  const { queue, workers, weight, effective } = server;
  const weights = effective < weight ? `weight ${rounded(effective)} of ${weight}` : `weight ${weight}`;
  const work = `${busy} of ${workers} workers busy`;
  return `server ${name}, ${howIs(server).word}, ${queue.length} in the queue, ${work}, ${weights}`;
}

/** @param {number} x  "0.25", "3", "3.1" */
export function rounded(x) {
  return String(Number(x.toPrecision(2)));
}

/** @param {number} share @returns {string} "33 %" */
export function percent(share) {
  const hundred = share * 100;
  return `${hundred > 0 && hundred < 9.5 ? hundred.toFixed(1) : Math.round(hundred)} %`;
}

/** @param {number} n @param {string} one @param {string} [many] */
export function plural(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
