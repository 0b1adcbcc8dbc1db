/** What the picture of a thread pool says and where it stands: places, layout, words, tables, timeline. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Recording } from '../../static/js/core/recording.js';
import { coresWords, takers } from '../../static/js/elements/thread-pool/cores.js';
import { describe as about } from '../../static/js/elements/thread-pool/detail.js';
import { facts } from '../../static/js/elements/thread-pool/facts.js';
import { TaskFlights } from '../../static/js/elements/thread-pool/flights.js';
import { WorkerHistory } from '../../static/js/elements/thread-pool/history.js';
import { queueAt, threadPoolLayout } from '../../static/js/elements/thread-pool/layout.js';
import { placesOf } from '../../static/js/elements/thread-pool/places.js';
import { sentence } from '../../static/js/elements/thread-pool/sentence.js';
import { rules } from '../../static/js/reduce/thread-pool.js';
import { decode, SCHEMA } from './support/schema.mjs';
import { firstKeyframe, framesCutAnywhere, framesOf } from './support/stream.mjs';
import { random } from './support/random.mjs';
import { threadPoolJournal } from './support/thread-pool-journal.mjs';

const worker = (state, changes) => ({
  state,
  since: 1,
  until: null,
  task: null,
  core: state === 'computing',
  ...changes,
});
const task = (changes) => ({ name: 'task', state: 'queued', submitted: 1, since: 1, who: null, ...changes });
const stateOf = (changes) => ({ ...rules.initial(), t: 2, ...changes });
const pool = (changes) => ({ ...rules.initial().pool, core_size: 2, max_size: 4, queue_capacity: 5, ...changes });

describe('the places of workers', () => {
  const who = (names, sizes) => {
    const workers = Object.fromEntries(names.map((n) => [`worker-${n}`, worker('idle')]));
    return placesOf(stateOf({ pool: pool(sizes), workers })).map((it) => it.who && Number(it.who.slice(7)));
  };

  test('are those of their numbers, and holes in the core are filled from beyond it', () => {
    assert.deepEqual(who([1, 2, 3]), [1, 2, 3, null]);
    assert.deepEqual(who([1, 3, 4]), [1, 4, 3, null]);
    assert.deepEqual(who([3]), [3, null, null, null]);
  });

  test('go on beyond the maximum for those that are left from before', () => {
    assert.deepEqual(who([1, 2, 6]), [1, 2, null, null, null, 6]);
  });
});

describe('the layout', () => {
  for (const width of [300, 332, 672, 990]) {
    test(`keeps everything inside ${width} px and in its order`, () => {
      for (const [inside, outside] of [
        [1, 0],
        [4, 4],
        [2, 14],
        [16, 0],
        [64, 64],
        [1, 255],
      ]) {
        for (const capacity of [null, 0, 5, 20, 500]) {
          const counts = { width, inside, outside, capacity, lanes: inside + outside, cores: 4, gil: true };
          const { cards, ring, queue, cores, lanes, height } = threadPoolLayout(counts);
          assert.equal(cards.length, inside + outside);
          for (const [i, { x, y, w, h }] of cards.entries()) {
            assert.ok(x >= 0 && x + w <= width && y + h <= lanes.top, 'a card');
            const within = y >= ring.y && y + h <= ring.y + ring.h;
            assert.equal(within, i < inside, 'inside the ropes');
          }
          assert.ok(queue.x + queue.w <= width + 0.5 && queue.y + queue.h < ring.y);
          assert.ok(cores.x + cores.w <= width && lanes.bottom <= height);
        }
      }
    });
  }

  test('gives each place of a bounded queue a card if that fits, the head at the workers’ side', () => {
    const box = { x: 0, y: 0, w: 540, h: 44 };
    const all = queueAt(box, 10);
    assert.deepEqual([all.cards, all.blocks, all.ages], [10, 0, true]);
    assert.ok(all.at(0).x > all.at(1).x && all.at(9).x >= 0);
    for (const capacity of [60, 500, null]) {
      const { cards, blocks, block, at } = queueAt(box, capacity);
      assert.ok(cards > 2 && blocks > 20);
      assert.ok(block(0).x + block(0).w <= at(cards - 1).x && block(blocks - 1).x > 40);
    }
  });
});

describe('words', () => {
  const workers = {
    'worker-1': worker('computing', { task: 1, until: 3 }),
    'worker-2': worker('wants_core', { task: 2, since: 1.5 }),
    'worker-3': worker('wants_core', { task: 3, since: 1.2 }),
  };
  const tasks = {
    1: task({ state: 'running', who: 'worker-1' }),
    4: task(),
    5: task({ name: 'poison', submitted: 1.5 }),
  };
  const state = stateOf({ pool: pool(), workers, tasks, queue: [4, 5], cores: { count: 1, gil: true } });

  test('say who has a core and who stands in line for it, the longest first', () => {
    assert.deepEqual(
      takers(state).wants_core.map(({ who }) => who),
      ['worker-3', 'worker-2'],
    );
    assert.equal(coresWords(state, takers(state)), '1 of 1 core busy, W1 holds the GIL, 2 want a core');
  });

  test('say in one sentence what the picture shows', () => {
    assert.equal(
      sentence(state, 2.5),
      '3 workers: 2 wants core, 1 computing. Task queue: 2 of 5. Its head has waited for 1.5 s. One holds the GIL.',
    );
    assert.equal(sentence(rules.initial(), null, { back: 1 }), 'In the past. No worker. Task queue: 0, no bound.');
    assert.equal(sentence(state, null), sentence({ ...state, t: 9 }, null));
  });

  test('say everything about one worker or one task, also when it is over', () => {
    const one = about({ kind: 'worker', id: 'worker-1' }, state, 2).rows;
    assert.ok(one.some(([, value]) => value === 'computing') && one.some(([, value]) => value === '#1'));
    const queued = about({ kind: 'task', id: '5' }, state, 2);
    assert.deepEqual(queued.rows.at(-1), ['In the queue', 'number 2 of 2']);
    assert.match(about({ kind: 'worker', id: 'worker-9' }, state, 2).none, /ended/);
    const over = { ...state, recent: [{ t: 1, task: 9, end: 'pushed_out', who: null, error: null }] };
    assert.match(about({ kind: 'task', id: '9' }, over, 2).none, /pushed out at 00:01/);
  });

  test('fill tables with as many cells in every row as there are columns', () => {
    const now = rules.initial();
    for (const [i, row] of threadPoolJournal({ seed: 5, pool: { rejection: 'caller_runs' } }).entries()) {
      rules.apply(now, decode(row));
      if (i % 25 > 0) continue;
      for (const { columns, rows, id } of facts({
        state: now,
        time: now.t,
        params: { arrival_rate: 30 },
        detail: null,
      }))
        for (const cells of rows) {
          assert.equal(cells.length, columns.length, id);
          assert.ok(
            cells.every((cell) => typeof cell === 'string'),
            id,
          );
        }
    }
  });
});

describe('the timeline', () => {
  const ROWS = threadPoolJournal({ seed: 3, pool: { rejection: 'caller_runs' }, rate: 50 });

  function recorded(frames) {
    const recording = new Recording({ ...rules, schema: SCHEMA });
    recording.keyframe(firstKeyframe({ state: rules.initial() }), 0);
    frames.forEach((frame, i) => recording.frame(frame, (i + 1) * 50));
    return recording;
  }

  test('of a worker has no gap and no overlap while it lives, and knows how long the queue was', () => {
    const history = new WorkerHistory();
    const recording = recorded(framesOf(ROWS));
    for (let t = 0.03; t < 4; t += 0.03) history.goTo(recording, t, 2);
    const worked = history.lanes.get('worker-1');
    assert.ok(worked.length > 5 && history.longest > 2);
    for (const [i, { from }] of worked.entries()) if (i > 0) assert.equal(from, worked[i - 1].to);
    const { queue } = recording.at(history.at);
    assert.equal(history.queue.at(-1)[1], queue.length);
  });

  test('is the same whether it was followed or jumped to', () => {
    const recording = recorded(framesOf(ROWS));
    const [followed, jumped] = [new WorkerHistory(), new WorkerHistory()];
    for (let t = 0.1; t <= 3.0001; t += 0.1) followed.goTo(recording, Number(t.toFixed(1)), 1);
    jumped.goTo(recording, 3, 1);
    const seen = ({ lanes }) =>
      [...lanes].sort().map(([who, lane]) => [who, lane.map(({ phase, task: on }) => [phase, on])]);
    assert.deepEqual(
      seen(jumped).map(([, lane]) => lane.at(-1)),
      seen(followed).map(([, lane]) => lane.at(-1)),
    );
    assert.equal(jumped.queue.at(-1)[1], followed.queue.at(-1)[1]);
  });

  test('loses nothing of a moment whose events come in two frames', () => {
    const history = new WorkerHistory();
    const recording = new Recording({ ...rules, schema: SCHEMA });
    recording.keyframe(firstKeyframe({ state: rules.initial() }), 0);
    for (const [i, frame] of framesCutAnywhere(ROWS, random(1)).entries()) {
      recording.frame(frame, (i + 1) * 50);
      history.goTo(recording, recording.to, 2);
    }
    history.goTo(recording, recording.to + 0.001, 2);
    assert.equal(history.queue.at(-1)[1], recording.latest.queue.length);
  });
});

test('a task flies from the queue, or right from the producer, to the worker that has started it', () => {
  const flights = new TaskFlights();
  const before = stateOf({ workers: { 'worker-1': worker('idle') }, tasks: { 7: task() }, queue: [7] });
  const workers = { 'worker-1': worker('waiting', { task: 7 }), 'worker-2': worker('starting', { task: 8 }) };
  flights.notice(before, stateOf({ workers }), 0);
  assert.deepEqual(
    flights.all.map(({ lane, server }) => [lane, server]),
    [
      ['queue', 'worker-1'],
      ['producer', 'worker-2'],
    ],
  );
});
