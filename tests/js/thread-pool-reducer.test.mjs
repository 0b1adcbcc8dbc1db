/** The rules of a pool of threads, event by event and over whole stories. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from '../../static/js/core/state.js';
import { rules } from '../../static/js/reduce/thread-pool.js';
import { decode } from './support/schema.mjs';
import { threadPoolJournal } from './support/thread-pool-journal.mjs';

const { initial, apply, mark, waiting } = rules;
const OPENED = [0, 'threads.opened', 1, 2, 3, 'abort', 'java', 10];
const HIRED = [
  OPENED,
  [1, 'task.submitted', 1, 'task', 'producer'],
  [1, 'worker.started', 'worker-1', 'core'],
  [1, 'task.started', 1, 'worker-1', 0],
];
const QUEUED = [...HIRED, [2, 'task.submitted', 2, 'long', 'producer'], [2, 'task.queued', 2, 1]];

function replay(rows) {
  const state = initial();
  for (const row of rows) apply(state, decode(row));
  return state;
}

describe('a task', () => {
  test('waits at the end of the queue, or where a lost worker has put it back', () => {
    const { queue, tasks } = replay([
      ...QUEUED,
      [3, 'task.submitted', 3, 'task', 'producer'],
      [3, 'task.queued', 3, 2],
    ]);
    assert.deepEqual(queue, [2, 3]);
    assert.deepEqual(tasks[2], { name: 'long', state: 'queued', submitted: 2, since: 2, who: null });

    const back = replay([...QUEUED, [3, 'worker.ended', 'worker-1', 'no_thread'], [3, 'task.queued', 1, 1]]);
    assert.deepEqual(back.queue, [1, 2]);
    assert.equal(back.tasks[1].who, null);
  });

  test('leaves the queue with the worker that starts it, and the pool when it is finished', () => {
    const rows = [...QUEUED, [4, 'task.finished', 1, 'worker-1', 3, null], [4, 'task.started', 2, 'worker-1', 2]];
    const { queue, tasks, workers, totals, recent } = replay(rows);
    assert.deepEqual([queue, Object.keys(tasks), totals.finished], [[], ['2'], 1]);
    assert.deepEqual(workers['worker-1'], { state: 'starting', since: 4, until: null, task: 2, core: false });
    assert.deepEqual(recent, [{ t: 4, task: 1, end: 'finished', who: 'worker-1', error: null }]);
  });

  test('that fails is counted as failed, not as finished', () => {
    const { totals } = replay([...HIRED, [4, 'task.finished', 1, 'worker-1', 3, 'TaskFailed']]);
    assert.deepEqual([totals.finished, totals.failed], [0, 1]);
  });

  test('without room is gone, or runs in the producer, or has pushed out another', () => {
    const refused = (...rest) => replay([...QUEUED, [5, 'task.submitted', 3, 'task', 'producer'], ...rest]);
    const gone = refused([5, 'task.rejected', 3, 'abort']);
    assert.deepEqual([gone.tasks[3], gone.totals.aborted, gone.recent[0].end], [undefined, 1, 'aborted']);

    const own = refused(
      [5, 'task.rejected', 3, 'caller_runs'],
      [5, 'task.started', 3, 'producer', 0],
      [5, 'thread.state', 'producer', 'waiting', 3, 5.2],
    );
    assert.deepEqual(own.producer, { state: 'waiting', since: 5, until: 5.2, task: 3 });
    assert.deepEqual([own.tasks[3].who, own.totals.caller_ran, Object.keys(own.workers).length], ['producer', 1, 1]);

    const pushed = refused(
      [5, 'task.rejected', 3, 'discard_oldest'],
      [5, 'task.discarded', 2],
      [5, 'task.queued', 3, 1],
    );
    assert.deepEqual([pushed.queue, pushed.recent[0].task, pushed.recent[0].end], [[3], 2, 'pushed_out']);
    assert.equal(refused([5, 'task.rejected', 3, 'discard'], [5, 'task.discarded', 3]).recent[0].end, 'discarded');
  });
});

describe('a worker', () => {
  test('goes through its phases, and has a core only while it computes', () => {
    const at = (...states) => replay([...HIRED, ...states]).workers['worker-1'];
    assert.equal(at([1.2, 'thread.state', 'worker-1', 'wants_core', 1, null]).core, false);
    const computing = at([1.4, 'thread.state', 'worker-1', 'computing', 1, 1.5]);
    assert.deepEqual(computing, { state: 'computing', since: 1.4, until: 1.5, task: 1, core: true });
  });

  test('that is idle already stays idle since then when it is told until when', () => {
    const rows = [
      [3, 'task.finished', 1, 'worker-1', 2, null],
      [3, 'worker.idle', 'worker-1', null],
    ];
    const { since, until } = replay([...HIRED, ...rows, [4, 'worker.idle', 'worker-1', 14]]).workers['worker-1'];
    assert.deepEqual([since, until], [3, 14]);
  });
});

describe('whole stories', () => {
  const POOLS = [{}, { growth: 'cpython' }, { rejection: 'caller_runs' }, { rejection: 'discard' }];
  POOLS.push({ rejection: 'discard_oldest' }, { rejection: 'discard_oldest', room: 0 }, { room: null });

  for (const [seed, pool] of POOLS.entries()) {
    test(`keep count of every task and the order of the queue: ${JSON.stringify(pool)}`, () => {
      const state = initial();
      const started = [];
      let most = 0;
      for (const row of threadPoolJournal({ seed, pool, rate: 60, shutdown: seed % 2 === 0 })) {
        const event = decode(row);
        const head = state.queue[0];
        if (event.kind === 'task.started' && state.queue.includes(event.task)) started.push([event.task, head]);
        apply(state, event);
        const { submitted, finished, failed, aborted, discarded, cancelled } = state.totals;
        const open = Object.keys(state.tasks).length;
        assert.equal(submitted, finished + failed + aborted + discarded + cancelled + open);
        assert.ok(new Set(state.queue).size === state.queue.length && state.queue.every((id) => state.tasks[id]));
        most = Math.max(most, Object.keys(state.workers).length);
      }
      assert.ok(
        (pool.room === 0 || started.length > 5) && started.every(([task, head]) => task === head),
        'first come, first served',
      );
      // In Java's order only a queue that gets full lets a pool grow beyond its core.
      assert.equal(most, pool.room === null ? 2 : 4);
      assert.deepEqual(state.queue, []);
    });
  }

  test('never change a picture that was handed out', () => {
    const state = initial();
    const kept = [];
    for (const row of threadPoolJournal({ seed: 9, pool: { rejection: 'caller_runs' } })) {
      apply(state, decode(row));
      if (kept.length < 60) kept.push([picture(state), JSON.stringify(state)]);
    }
    for (const [shot, text] of kept) assert.equal(JSON.stringify(shot), text);
  });
});

describe('the scrubber', () => {
  test('points out rejections, failures and what the learner did', () => {
    assert.match(mark(decode([1, 'task.rejected', 7, 'caller_runs'])), /task 7 rejected: the producer runs it/);
    assert.equal(mark(decode([1, 'task.finished', 7, 'worker-1', 1, 'TaskFailed'])), 'task 7 failed');
    assert.equal(mark(decode([1, 'task.finished', 7, 'worker-1', 1, null])), null);
    assert.equal(mark(decode([1, 'lab.act', 'poison', {}])), 'poison');
    assert.equal(waiting(replay(QUEUED)), 1);
  });
});
