/** A recording as a trace: true to the format, and the same story as the recording. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Tracks } from '../../static/js/tools/labs/connection-pool-trace.js';
import { traceOf } from '../../static/js/tools/trace.js';
import { run } from './support/pool-description.mjs';
import { poolJournal } from './support/pool-journal.mjs';
import { newRecording, recorded } from './support/recorded.mjs';
import { firstKeyframe, frame, framesOf } from './support/stream.mjs';
import { faultsOf } from './support/trace-format.mjs';

/** As it arrives in a file. */
const traced = (recording, Trace = Tracks) => JSON.parse(JSON.stringify(traceOf(recording, run(), Trace)));
const HAND_OFF = [
  [0, 'pool.opened', 0, 1, 0],
  [0, 'thread.state', 'T1', 'acquiring', 1, null],
  [0, 'connection.connecting', 1, 0, 'T1'],
  [0.1, 'connection.connected', 1, 0.1, 1],
  [0.1, 'connection.acquired', 1, 'T1', 0.1],
  [0.1, 'thread.state', 'T1', 'querying', 1, 0.3],
  [0.2, 'thread.state', 'T2', 'acquiring', 2, null],
  [0.2, 'waiter.enqueued', 'T2', 1],
  [0.3, 'connection.released', 1, 'T1', 0.2, 0],
  [0.3, 'thread.state', 'T1', 'thinking', null, 0.5],
  [0.3, 'connection.acquired', 1, 'T2', 0.1],
  [0.3, 'thread.state', 'T2', 'querying', 2, 0.4],
  [0.4, 'connection.released', 1, 'T2', 0.1, 0],
  [0.4, 'thread.state', 'T2', 'thinking', null, 0.6],
  [0.5, 'connection.closed', 1, 'broken'],
];

describe('the format', () => {
  for (const seed of [1, 2, 3]) {
    test(`is kept to, journal ${seed}`, () => {
      const trace = traced(recorded(framesOf(poolJournal({ seed, length: 6000 }))));
      assert.deepEqual(faultsOf(trace), []);
      const phases = new Set(trace.traceEvents.map(({ ph }) => ph));
      assert.deepEqual([...phases].sort(), ['C', 'M', 'X', 'b', 'e', 'f', 'i', 's']);
    });
  }

  test('is kept to across a gap, which is told', () => {
    const rows = poolJournal({ seed: 4, length: 900 });
    const made = newRecording();
    const [t1, t2] = [rows[399][0], rows[599][0]];
    made.keyframe(firstKeyframe(), 0);
    made.frame(frame(1, { from: 0, to: t1, events: rows.slice(0, 400) }), 50);
    made.frame(frame(2, { from: t1, to: t2, dropped: 200 }), 100);
    made.keyframe(firstKeyframe({ seq: 2, t: t2, state: recorded(framesOf(rows.slice(0, 600))).latest }), 100);
    made.frame(frame(3, { from: t2, to: rows.at(-1)[0], events: rows.slice(600) }), 150);
    const trace = traced(made);
    assert.deepEqual(faultsOf(trace), []);
    assert.ok(trace.traceEvents.some(({ name }) => name === '200 events missing from here on'));
    assert.equal(trace.otherData.events_missing, true);
  });

  test('is kept to by a lab that has no tracks of its own', () => {
    const trace = JSON.parse(JSON.stringify(traceOf(recorded(framesOf(HAND_OFF)), run())));
    assert.deepEqual(faultsOf(trace), []);
    assert.equal(trace.traceEvents.filter(({ ph }) => ph === 'i').length, HAND_OFF.length);
  });

  test('has faults that the check finds', () => {
    const good = traced(recorded(framesOf(HAND_OFF)));
    const faulty = (change) => {
      const trace = structuredClone(good);
      change(trace.traceEvents);
      return faultsOf(trace);
    };
    const first = (events, phase) => events.find(({ ph }) => ph === phase);
    assert.notDeepEqual(faulty((events) => events.splice(events.indexOf(first(events, 'e')), 1)), []);
    assert.notDeepEqual(faulty((events) => { first(events, 'X').dur = -1; }), []);
    assert.notDeepEqual(faulty((events) => { first(events, 'X').dur = 250_000; }), []);
    assert.notDeepEqual(faulty((events) => { first(events, 'f').ts = 299_998; }), []);
    assert.notDeepEqual(faulty((events) => { first(events, 'C').args.waiters = 'many'; }), []);
    assert.notDeepEqual(faulty((events) => events.reverse()), []);
    assert.notDeepEqual(faulty((events) => { first(events, 'M').args = {}; }), []);
    assert.notDeepEqual(faultsOf(good.traceEvents), []);
  });
});

describe('the story', () => {
  const { traceEvents: events, otherData } = traced(recorded(framesOf(HAND_OFF)));
  const nameOf = new Map(events.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => [tid, args.name]));

  test('has a track for every thread, with what it did', () => {
    const slices = events.filter(({ ph }) => ph === 'X').map(({ tid, name, ts, dur }) => [nameOf.get(tid), name, ts, dur]);
    assert.deepEqual(slices.filter(([who]) => who === 'T1'), [
      ['T1', 'acquiring', 0, 100_000], ['T1', 'querying', 100_000, 200_000], ['T1', 'thinking', 300_000, 250_000], // to where the last frame ends
    ]);
  });

  test('has the life of a connection as spans', () => {
    const spans = events.filter(({ cat }) => cat === 'connection').map(({ ph, name, ts }) => [ph, name, ts]);
    assert.deepEqual(spans, [
      ['b', 'connection 1', 0], ['b', 'connecting', 0],
      ['e', 'connecting', 100_000], ['b', 'idle', 100_000], ['e', 'idle', 100_000], ['b', 'active', 100_000],
      ['e', 'active', 300_000], ['b', 'idle', 300_000], ['e', 'idle', 300_000], ['b', 'active', 300_000],
      ['e', 'active', 400_000], ['b', 'idle', 400_000],
      ['e', 'idle', 500_000], ['e', 'connection 1', 500_000],
    ]);
  });

  test('has an arrow where a connection went from one thread to the next waiter', () => {
    const arrows = events.filter(({ cat }) => cat === 'flow').map(({ ph, tid, ts }) => [ph, nameOf.get(tid), ts]);
    assert.deepEqual(arrows, [['s', 'T1', 299_999], ['f', 'T2', 300_000]]);
  });

  test('has the curves of waiters and connections, and marks', () => {
    const waiting = events.filter(({ name }) => name === 'waiters').map(({ ts, args }) => [ts, args.waiters]);
    assert.deepEqual(waiting, [[0, 0], [200_000, 1], [300_000, 0]]);
    assert.ok(events.some(({ ph, name }) => ph === 'i' && name === 'connection 1 closed: broken'));
    assert.equal(otherData.threads, 'real threads, seeded order');
  });
});
