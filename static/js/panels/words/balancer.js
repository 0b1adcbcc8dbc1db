/** What happens to balancers and the servers behind them, in words: pure. */

import { number } from '../../lib/format.js';
import { by, count, lane, plain } from './common.js';

const who = (balancer) => (balancer == null || balancer === '1' ? 'The balancer' : `Balancer ${balancer}`);

/** @type {Record<string, (event: any) => string>} */
export const WORDS = {
  'balancer.policy': ({ balancer, policy }) => `${who(balancer)} decides by ${plain(policy)} from now on`,
  'balancer.panic': ({ balancer, on, healthy }) =>
    on
      ? `${who(balancer)} panics: with ${count(healthy, 'healthy server')} left it sends to all of them`
      : `${who(balancer)} no longer panics: ${count(healthy, 'server')} ${healthy === 1 ? 'is' : 'are'} healthy`,
  'server.added': (it) => `Server ${it.server} is there${lane(it.balancer)}: ${equipment(it)}`,
  'server.changed': (it) => `Server ${it.server} is changed${lane(it.balancer)}: ${equipment(it)}`,
  'server.weighted': ({ balancer, server, weight }) =>
    `Server ${server} counts with weight ${number(weight, 3)} for now${lane(balancer)}`,
  'server.draining': ({ balancer, server }) => `Server ${server} drains: it gets no new requests${lane(balancer)}`,
  'server.removed': ({ balancer, server, reason }) =>
    `Server ${server} is taken away${reason === 'drained' ? ', drained' : ''}${lane(balancer)}`,
  'server.ejected': ({ balancer, server, reason, until }) =>
    `${who(balancer)} ejects ${server}: ${reason === 'checks' ? 'its checks failed' : 'too many requests in a row failed'}${by(until)}`,
  'server.restored': ({ balancer, server, reason }) =>
    `${who(balancer)} sends to ${server} again: ${reason === 'checks' ? 'its checks succeed' : 'its time is over'}`,
  'server.checked': ({ balancer, server, ok, streak }) =>
    `Server ${server} ${ok ? 'answers' : 'does not answer'} its check, ${count(streak, 'time')} in a row${lane(balancer)}`,
  'server.stopped': ({ balancer, server }) => `Server ${server} stops: it accepts nothing more${lane(balancer)}`,
  'server.crashed': ({ balancer, server }) => `Server ${server} crashes${lane(balancer)}`,
  'server.restarted': ({ balancer, server }) => `Server ${server} is up again${lane(balancer)}`,
};

function equipment({ weight, workers, queue_capacity: room, speed, failure_rate: failing }) {
  const fails = failing > 0 ? `, fails ${number(100 * failing, 2)} % of its requests` : '';
  const line = `a line of at most ${number(room)}`;
  return `weight ${number(weight, 3)}, ${count(workers, 'worker')}, ${line}, speed ${number(speed, 3)}${fails}`;
}
