/** How the lanes of a race differ, in words a learner would use: pure. */

import { duration, number } from '../../lib/format.js';
import { policyInText, policyWord } from './words.js';

const NO_DIFFERENCE = 0.03;

/**
 * The other lanes against the first, the greatest difference first.
 * @param {{policy: string, p95?: number|null}[]} lanes
 * @returns {string} "Least connections answers 19 of 20 within 1.2 s, 41 % of round robin's 2.9 s."; '' without figures
 */
export function difference([first, ...others]) {
  if (!(first?.p95 > 0)) return '';
  const told = others
    .filter(({ p95 }) => p95 != null)
    .map((lane, i) => ({ lane, number: i + 2, ratio: lane.p95 / first.p95 }))
    .sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
  return told.map((it) => sentence(it, first)).join(' ');
}

function sentence({ lane, number: place, ratio }, first) {
  const twice = lane.policy === first.policy;
  const who = twice ? `Balancer ${place}` : policyWord(lane.policy);
  const whose = twice ? "balancer 1's" : `${policyInText(first.policy)}'s`;
  const within = `${who} answers 19 of 20 within ${duration(lane.p95)}`;
  const against = `${whose} ${duration(first.p95)}`;
  if (Math.abs(ratio - 1) <= NO_DIFFERENCE) return `${within}, as ${whose}.`.replace(/, as (.*)'s\.$/, ', as $1 does.');
  return `${within}, ${ratio >= 2 ? `${number(ratio, 2)} times` : `${number(ratio * 100, 2)} % of`} ${against}.`;
}
