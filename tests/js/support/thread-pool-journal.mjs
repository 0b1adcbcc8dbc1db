/** Possible stories of a pool of threads: rows `[t, kind, ...fields]`, made by a small simulation of its own. */

import { random } from './random.mjs';

/**
 * @param {object} options
 * @param {number} options.seed
 * @param {number} [options.seconds]  how long tasks arrive
 * @param {number} [options.rate]  a second
 * @param {{core?: number, max?: number, room?: number|null, growth?: string, rejection?: string}} [options.pool]
 * @param {number} [options.cores]
 * @param {boolean} [options.shutdown]  does it end with a shutdown
 * @returns {any[][]}
 */
export function threadPoolJournal({ seed, seconds = 4, rate = 30, pool = {}, cores = 2, shutdown = false }) {
  const { core = 2, max = 4, room = 5, growth = 'java', rejection = 'abort' } = pool;
  const dice = random(seed);
  const rows = [];
  const todo = []; // [t, what]
  const [workers, queue, wanting] = [new Map(), [], []]; // who -> task or null
  let [t, tasks, computing, producing] = [0, 0, 0, true];
  const say = (kind, ...fields) => rows.push([t, kind, ...fields]);
  const at = (when, what) => {
    let place = todo.length;
    while (place > 0 && todo[place - 1][0] > when) place -= 1;
    todo.splice(place, 0, [when, what]);
  };
  const soon = (mean) => t - Math.log(1 - dice.next()) * mean;

  function submit() {
    if (!producing) return;
    const task = (tasks += 1);
    const idle = [...workers.keys()].find((who) => workers.get(who) === null);
    const waits = queue.length < (growth === 'cpython' ? Infinity : (room ?? Infinity));
    const grows = growth === 'cpython' ? !idle : workers.size < core || (!idle && !waits);
    say('task.submitted', task, 'task', 'producer');
    if (grows && workers.size < max) start(hire(), task);
    else if (idle) start(idle, task);
    else if (waits) enqueue(task);
    else reject(task);
  }

  function reject(task) {
    say('task.rejected', task, rejection);
    if (rejection === 'discard') say('task.discarded', task);
    if (rejection === 'discard_oldest') {
      say('task.discarded', room === 0 ? task : queue.shift());
      if (room !== 0) enqueue(task);
    }
    if (rejection === 'caller_runs') {
      producing = false;
      start('producer', task);
    }
  }

  function enqueue(task) {
    queue.push(task);
    say('task.queued', task, queue.length);
  }

  function hire() {
    let number = 1;
    while (workers.has(`worker-${number}`)) number += 1;
    const who = `worker-${number}`;
    workers.set(who, null);
    say('worker.started', who, growth === 'cpython' ? 'none_idle' : 'core');
    return who;
  }

  function start(who, task) {
    if (who !== 'producer') workers.set(who, task);
    say('task.started', task, who, 0);
    const until = soon(0.1);
    say('thread.state', who, 'waiting', task, until);
    at(until, () => compute(who, task));
  }

  function compute(who, task) {
    if (computing >= cores) {
      say('thread.state', who, 'wants_core', task, null);
      wanting.push([who, task]);
      return;
    }
    computing += 1;
    const until = soon(0.05);
    say('thread.state', who, 'computing', task, until);
    at(until, () => finish(who, task));
  }

  function finish(who, task) {
    computing -= 1;
    if (wanting.length > 0) compute(...wanting.shift());
    say('task.finished', task, who, 0.1, dice.below(10) === 0 ? 'TaskFailed' : null);
    if (who === 'producer') {
      producing = true;
      say('thread.state', who, 'producing', null, null);
      return;
    }
    workers.set(who, null);
    if (queue.length > 0) start(who, queue.shift());
    else if (workers.size > core && dice.below(3) === 0) {
      workers.delete(who);
      say('worker.ended', who, 'keep_alive');
    } else say('worker.idle', who, null);
  }

  say('threads.opened', core, max, growth === 'cpython' ? null : room, rejection, growth, 10);
  say('thread.state', 'producer', 'producing', null, null);
  for (let when = 0; when < seconds; when += 1 / rate) at(when, submit);
  at(seconds / 2, () => {
    say('lab.act', 'cancel_queued', {});
    if (queue.length > 0) say('task.cancelled', queue.pop(), 'caller');
  });
  if (shutdown) {
    at(seconds, () => {
      say('threads.shutdown', true);
      while (queue.length > 0) say('task.cancelled', queue.shift(), 'shutdown');
      say('thread.state', 'producer', 'stopped', null, null);
    });
  }
  while (todo.length > 0) {
    const [when, what] = todo.shift();
    t = when;
    what();
  }
  return rows;
}
