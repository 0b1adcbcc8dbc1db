/** What a run will do, from the parameters, before it has been done: pure. */

import { duration, number } from '../../lib/format.js';

/** @typedef {{intro: string, ways: string[], rest: string}} Plan */

const DOCUMENT = { sleep: { tasks: 20, sizes: '1, 5, 10, 20, 40' }, compute: { tasks: 8, sizes: '1, 2, 4' } };
const COMPUTES = {
  python: 'pure Python, which needs the GIL to compute',
  native: 'a hash over a large buffer, which lets go of the GIL',
  processes: 'pure Python in processes, each with a GIL of its own',
  cpu: 'pure Python that never waits',
};

/** @type {Record<string, (params: any) => Plan>} */
const PLANS = {
  executors({ work, tasks, sizes, sleep, scale, numbers, processes, repeats }) {
    const { [work]: usual } = DOCUMENT;
    const threads = `by a pool of ${listed(sizes.trim() || usual.sizes)} threads`;
    const times = repeats === 1 ? 'once' : repeats === 2 ? 'twice' : `${repeats} times`;
    const many = tasks ?? usual.tasks;
    return work === 'sleep'
      ? {
          intro: `${many} tasks wait ${duration(sleep * scale)} each (time.sleep), ${times} in each of these ways:`,
          ways: ['one after another', threads, 'by a new thread for every task'],
          rest: 'And what it costs to make a thread, and to hand a task over.',
        }
      : {
          intro: `${many} tasks each sum ${number(numbers, 9)} squares in pure Python, ${times} in each of these ways:`,
          ways: [
            'one after another',
            threads,
            `by ${processes} ${processes === 1 ? 'process' : 'processes'}: started for it, and there already`,
          ],
          rest: 'And what it costs to hand a task to a thread, and to a process.',
        };
  },
  'thread-sizing'({ work, sizes, wait_time: wait, compute_time: compute, window, repeats }) {
    const of = work === 'compare' ? ['python', 'native', 'processes'] : [work];
    const most = work === 'cpu' ? 32 : 128;
    const range = sizes.trim() ? listed(sizes.trim()) : `1 to ${most}`;
    const answers = sizes.trim() || work === 'cpu' ? '' : ', the formula’s answers among them';
    const task = work === 'cpu' ? `compute ${duration(compute)}` : `wait ${duration(wait)} and compute ${duration(compute)}`;
    return {
      intro: `Tasks that ${task} are done by pools of ${range} threads${answers}. What computes:`,
      ways: of.map((name) => COMPUTES[name]),
      rest: `At every size, tasks are counted over ${repeats === 1 ? 'a window' : `${repeats} windows`} of `
        + `${duration(window)}, and each task is timed.`,
    };
  },
};

/** @param {string} slug @param {Record<string, any>} params @returns {Plan|null} */
export function planOf(slug, params) {
  return Object.hasOwn(PLANS, slug) ? PLANS[slug](params) : null;
}

/** "1, 5, 10" as people say it: "1, 5 and 10". @param {string} numbers */
export function listed(numbers) {
  const all = numbers.split(/[\s,;]+/).filter(Boolean);
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}
