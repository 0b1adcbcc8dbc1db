/** The recording: any moment of the past, exactly; what is kept and what goes; what the scrubber shows. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { initial, rules } from '../../static/js/reduce/pool.js';
import { poolJournal } from './support/pool-journal.mjs';
import { random } from './support/random.mjs';
import { newRecording, recorded, upTo, WAITS } from './support/recorded.mjs';
import { replay } from './support/schema.mjs';
import { firstKeyframe, frame, framesCutAnywhere, framesOf } from './support/stream.mjs';

describe('any moment', () => {
  for (const [how, cut] of [['frames of 50 ms', framesOf], ['frames cut anywhere', framesCutAnywhere]]) {
    for (const seed of [1, 2, 3]) {
      test(`of a random journal is what a replay from the start gives (seed ${seed}, ${how})`, () => {
        const dice = random(seed * 101);
        const rows = poolJournal({ seed, length: 6000 });
        const recording = recorded(cut === framesOf ? cut(rows) : cut(rows, dice));
        const instants = Array.from({ length: 60 }, () => dice.pick(rows)[0]); // exactly at an event
        const between = Array.from({ length: 60 }, () => dice.next() * recording.to);
        for (const t of [...instants, ...between, 0, recording.to, recording.to + 9]) {
          assert.deepEqual(recording.at(t), replay(upTo(rows, t)), `t = ${t}`);
        }
      });
    }
  }

  test('includes every event of that very instant', () => {
    const [first, ...rest] = WAITS;
    const recording = recorded([frame(1, { to: 0.5, events: [first] }), frame(2, { from: 0.5, events: rest })]);
    assert.deepEqual(recording.at(0.5).waiters.map(({ who }) => who), ['T1', 'T2']);
    assert.deepEqual(recording.at(0.4999).waiters, []);
    assert.deepEqual(recording.at(0.7).waiters.map(({ who }) => who), ['T2']);
  });

  test('at the end is the newest state', () => {
    const rows = poolJournal({ seed: 5, length: 5000 });
    const recording = recorded(framesOf(rows));
    assert.deepEqual(recording.at(recording.to), recording.latest);
    assert.deepEqual(recording.latest, replay(rows));
  });

  test('before the oldest one kept is the oldest one kept', () => {
    assert.deepEqual(recorded([frame(1, { events: WAITS })]).at(-5), initial());
  });

  test('belongs to whoever asked: changing it changes nothing here', () => {
    const recording = recorded([frame(1, { events: WAITS })]);
    for (const t of [0.6, 1]) {
      recording.at(t).waiters.length = 0;
      assert.notEqual(recording.at(t).waiters.length, 0);
    }
  });

  test('can be asked for before anything is known', () => {
    const recording = newRecording();
    assert.deepEqual(recording.at(3), initial());
    assert.deepEqual(recording.at(-1), initial());
    assert.deepEqual([recording.from, recording.to], [0, 0]);
    assert.deepEqual([recording.marks(), recording.gaps(), recording.eventsBetween(0, 9)], [[], [], []]);
    assert.deepEqual(recording.bins(2), [{ count: 0, waiting: 0 }, { count: 0, waiting: 0 }]);
  });
});

describe('the newest state', () => {
  test('is the same object until something happens', () => {
    const recording = recorded([frame(1, { events: WAITS })]);
    const seen = recording.latest;
    recording.frame(frame(2), 100);
    assert.equal(recording.latest, seen);
    recording.frame(frame(3, { events: [[3, 'waiter.cancelled', 'T2', 2.5, 'pool_closed']] }), 150);
    assert.notEqual(recording.latest, seen);
    assert.deepEqual(seen.waiters, [{ who: 'T2', since: 0.5 }], 'and what was seen stays as it was');
  });
});

describe('what is old', () => {
  const rows = poolJournal({ seed: 8, length: 8000 }); // about 40 s
  const recording = recorded(framesOf(rows), { keepSeconds: 10, keyframeEvery: 1 });

  test('is dropped in whole chunks once it is older than is kept', () => {
    assert.ok(recording.to - recording.from >= 10, 'all that is promised is kept');
    assert.ok(recording.to - recording.from <= 12.1, 'and little more');
  });

  test('does not change the answers for what is kept', () => {
    const dice = random(80);
    for (let i = 0; i < 80; i += 1) {
      const t = recording.from + dice.next() * (recording.to - recording.from);
      assert.deepEqual(recording.at(t), replay(upTo(rows, t)));
    }
  });

  test('is gone from the events too', () => {
    const kept = recording.eventsBetween(-Infinity, Infinity);
    assert.ok(kept[0].t >= recording.from);
    assert.equal(kept.at(-1).t, rows.at(-1)[0]);
  });

  test('is counted in time recorded: a long pause forgets nothing', () => {
    const paused = recorded([frame(1, { events: WAITS })]);
    paused.frame(frame(2, { events: [[2, 'waiter.cancelled', 'T2', 1, 'pool_closed']] }), 3_600_000);
    assert.equal(paused.from, 0);
    assert.equal(paused.at(0.6).waiters.length, 2);
  });

  test('goes earlier if so much happens that it would not fit', () => {
    const small = recorded(framesOf(rows), { keyframeEvery: 1, keepEvents: 1000 });
    const kept = small.eventsBetween(-Infinity, Infinity).length;
    assert.ok(kept <= 1000 && kept > 500, String(kept));
  });
});

describe('a chunk', () => {
  test('never holds so many events that a seek would be slow, even from one frame', () => {
    let applied = 0;
    const { apply, ...rest } = rules;
    const counting = (state, event) => { applied += 1; apply(state, event); };
    const recording = newRecording({ ...rest, apply: counting });
    const rows = poolJournal({ seed: 4, length: 20_000 });
    recording.keyframe(firstKeyframe(), 0);
    recording.frame(frame(1, { to: rows.at(-1)[0], events: rows }), 50);
    for (const t of [0.3, 0.5, 0.9].map((part) => part * recording.to)) {
      applied = 0;
      assert.deepEqual(recording.at(t), replay(upTo(rows, t)));
      assert.ok(applied <= 2000, `${applied} events replayed`);
    }
  });
});

describe('for the scrubber', () => {
  test('slices count what happened and the most that waited', () => {
    const events = [
      [0.5, 'waiter.enqueued', 'T1', 1], [0.6, 'waiter.enqueued', 'T2', 2], [0.7, 'waiter.timed_out', 'T1', 0.2],
      [3.5, 'waiter.timed_out', 'T2', 3],
    ];
    const recording = recorded([frame(1, { events: events.slice(0, 3) }), frame(2, { to: 4, events: [events[3]] })]);
    assert.deepEqual(recording.bins(4), [
      { count: 3, waiting: 2 }, { count: 0, waiting: 1 }, { count: 0, waiting: 1 }, { count: 1, waiting: 1 },
    ]);
  });

  test('slices count every event once', () => {
    const rows = poolJournal({ seed: 6, length: 5000 });
    const recording = recorded(framesOf(rows));
    const counts = recording.bins(97).map(({ count }) => count);
    assert.equal(counts.reduce((a, b) => a + b), rows.length);
  });

  test('marks point at what a learner looks for', () => {
    const recording = recorded([frame(1, { events: [...WAITS, [0.8, 'lab.set', 'max_size', 2]] })]);
    assert.deepEqual(recording.marks(), [
      { t: 0.7, kind: 'waiter.timed_out', label: 'T1 timed out waiting', number: 3 },
      { t: 0.8, kind: 'lab.set', label: 'max size set to 2', number: 4 },
    ]);
  });

  test('stretches one after another give every event once', () => {
    const rows = poolJournal({ seed: 7, length: 4000 });
    const recording = recorded(framesOf(rows));
    const cuts = [-Infinity, 0, 0.001, ...[0.2, 0.5, 0.77].map((part) => part * recording.to), recording.to];
    const all = cuts.slice(1).flatMap((t, i) => recording.eventsBetween(cuts[i], t));
    assert.deepEqual(all.map(({ t, kind }) => [t, kind]), rows.map(([t, kind]) => [t, kind]));
  });
});
