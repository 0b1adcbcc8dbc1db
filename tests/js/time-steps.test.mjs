/** Event by event: the numbers, the state after each, jumps, and the marks on the timeline. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventOf, findEvent, kindsOf, lastNumber, numberAt } from '../../static/js/core/steps.js';
import { clusters, distinct, nearest, runs } from '../../static/js/elements/time/clusters.js';
import { choices, matcher } from '../../static/js/elements/time/jumps.js';
import { openSession } from './support/open-session.mjs';
import { poolJournal } from './support/pool-journal.mjs';
import { random } from './support/random.mjs';
import { recorded, WAITS } from './support/recorded.mjs';
import { replay } from './support/schema.mjs';
import { frame, framesCutAnywhere, framesOf } from './support/stream.mjs';

describe('a recording event by event', () => {
  const rows = poolJournal({ seed: 3, length: 7000 }); // more than one chunk
  const recording = recorded(framesCutAnywhere(rows, random(11)));

  test('has the state after any single event, others of its instant left out', () => {
    const dice = random(5);
    for (const n of [0, 1, rows.length, ...Array.from({ length: 40 }, () => dice.below(rows.length))]) {
      assert.deepEqual(recording.after(n), replay(rows.slice(0, n)), `event ${n}`);
    }
  });

  test('numbers its events from 1', () => {
    assert.equal(recording.count, rows.length);
    assert.equal(lastNumber(recording.chunks), rows.length);
    for (const n of [1, 1999, 2000, 2001, 4000, rows.length]) {
      const event = eventOf(recording.chunks, n);
      assert.deepEqual([event.t, event.kind], rows[n - 1].slice(0, 2));
    }
    assert.equal(eventOf(recording.chunks, 0), null);
    assert.equal(eventOf(recording.chunks, rows.length + 1), null);
  });

  test('says how many events there had been at a moment', () => {
    const dice = random(8);
    for (let i = 0; i < 60; i += 1) {
      const t = i % 2 ? dice.pick(rows)[0] : dice.next() * recording.to;
      assert.equal(numberAt(recording.chunks, t), rows.filter((row) => row[0] <= t).length);
    }
  });

  test('keeps the numbers when the oldest are forgotten', () => {
    const short = recorded(framesOf(rows), { keepEvents: 3000 });
    assert.ok(short.chunks[0].first > 1);
    assert.equal(short.count, rows.length);
    assert.deepEqual(short.after(rows.length - 5), replay(rows.slice(0, -5)));
    assert.deepEqual(short.after(1), short.chunks[0].start, 'the oldest moment kept');
  });

  test('finds the next and the one before, of any kind', () => {
    const dice = random(21);
    const kinds = [...kindsOf(recording.chunks).keys()];
    for (let i = 0; i < 60; i += 1) {
      const kind = dice.pick(kinds);
      const n = dice.below(rows.length);
      const is = (event) => event.kind === kind;
      const next = rows.findIndex((row, at) => at >= n && row[1] === kind);
      const before = rows.slice(0, Math.max(0, n - 1)).findLastIndex((row) => row[1] === kind);
      assert.equal(findEvent(recording.chunks, n, 1, is), next < 0 ? null : next + 1);
      assert.equal(findEvent(recording.chunks, n, -1, is), before < 0 ? null : before + 1);
    }
  });
});

describe('a session event by event', () => {
  test('goes back and on by one, also within an instant', async () => {
    const { session, server } = await openSession();
    server.say('frame', frame(1, { to: 1, events: WAITS }));
    const waiting = () => session.state.waiters.map(({ who }) => who);
    assert.equal(session.eventNumber, 3);
    session.seekEvent(2);
    assert.deepEqual([session.live, session.viewTime, waiting()], [false, 0.5, ['T1', 'T2']]);
    session.seekEvent(1);
    assert.deepEqual([session.viewTime, session.eventNumber, waiting()], [0.5, 1, ['T1']]);
    session.seekEvent(0);
    assert.deepEqual([session.eventNumber, waiting()], [0, []]);
    session.seekEvent(-3);
    assert.equal(session.eventNumber, 0);
    session.seek(0.6);
    assert.equal(session.eventNumber, 2, 'a moment has all events up to then');
    session.seekEvent(99);
    assert.equal(session.eventNumber, 3);
  });

  test('shows what another one shows', async () => {
    const { session, server, clock } = await openSession();
    server.say('frame', frame(1, { to: 1, events: WAITS }));
    let at = 0.55;
    session.follow(() => at);
    session.tick(clock.ms);
    assert.deepEqual([session.live, session.viewTime, session.state.waiters.length], [false, 0.55, 2]);
    const shown = session.state;
    at = 0.6;
    session.tick(clock.ms);
    assert.equal(session.state, shown, 'no event between');
    at = 5;
    session.tick(clock.ms);
    assert.deepEqual([session.viewTime, session.state.waiters.length], [1, 1]);
    session.goLive();
    session.tick(clock.ms);
    assert.equal(session.live, true);
  });
});

describe('what one can jump to', () => {
  const kinds = ['thread.state', 'lab.set', 'connection.closed', 'waiter.timed_out', 'request.failed', 'lab.act'];

  test('begins with what learners look for, as far as it occurs', () => {
    assert.deepEqual(choices(kinds).map(({ label }) => label),
      ['timeouts', 'failures', 'my own actions', 'closed connections', 'request failed', 'thread state']);
    assert.deepEqual(choices(['thread.state']), [{ value: 'thread.state', label: 'thread state' }]);
    assert.deepEqual(choices([]), []);
  });

  test('are a group or a kind', () => {
    const of = (value) => kinds.filter((kind) => matcher(value)({ kind }));
    assert.deepEqual(of('mine'), ['lab.set', 'lab.act']);
    assert.deepEqual(of('failures'), ['request.failed']);
    assert.deepEqual(of('thread.state'), ['thread.state']);
    const lost = (reason) => matcher('failures')({ kind: 'request.dropped', reason });
    assert.deepEqual([lost('crashed'), lost('error'), lost('abandoned')], [true, true, false]);
    assert.equal(matcher('timeouts')({ kind: 'request.timed_out' }), true);
  });
});

describe('marks', () => {
  const mark = (t, kind, number) => ({ t, kind, label: `${kind} ${number}`, number });
  const many = [
    mark(1, 'waiter.timed_out', 1),
    mark(1, 'request.failed', 2),
    mark(1.1, 'waiter.timed_out', 3),
    mark(1.2, 'lab.set', 4),
    mark(9, 'request.failed', 5),
  ];

  test('of one timeout are one', () => {
    assert.deepEqual(distinct(many).map(({ number }) => number), [1, 3, 4, 5]);
  });

  test('that would touch are one with a count', () => {
    const drawn = clusters(distinct(many), (t) => t * 100);
    assert.deepEqual(drawn.map(({ shape, x, count }) => [shape, x, count]),
      [['timeout', 100, 2], ['learner', 120, 1], ['failure', 900, 1]]);
    assert.equal(nearest(drawn, 895).number, 5);
    assert.equal(nearest(drawn, 500), null);
    assert.equal(nearest([], 5), null);
  });

  test('never get denser than they can be told apart', () => {
    const dense = Array.from({ length: 5000 }, (_, i) => mark(i / 100, 'waiter.timed_out', i + 1));
    const drawn = clusters(dense, (t) => t * 10);
    assert.ok(drawn.length <= 500 / 26 + 1);
    assert.equal(drawn.reduce((sum, { count }) => sum + count, 0), 5000);
  });

  test('are listed as runs, with their times in words', () => {
    assert.deepEqual(runs(distinct(many)), [
      { shape: 'timeout', number: 1, when: '1 s to 1.1 s', what: '2 timeouts' },
      { shape: 'learner', number: 4, when: '1.2 s', what: 'lab.set 4' },
      { shape: 'failure', number: 5, when: '9 s', what: 'request.failed 5' },
    ]);
    assert.equal(runs(many, { most: 1 }).length, 1);
  });
});
