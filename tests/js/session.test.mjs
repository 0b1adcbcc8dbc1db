/** A lab as a page sees it: what is shown of it, what the learner does, and what the learner is told. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { initial } from '../../static/js/reduce/pool.js';
import { DEFAULTS, settled } from './support/fake-server.mjs';
import { openSession } from './support/open-session.mjs';
import { frame } from './support/stream.mjs';

const PACE = { paused: false, hidden: false, slow: 2, slipped: 0 };
const WAIT = [0.5, 'waiter.enqueued', 'T1', 1];

describe('missing events', () => {
  test('the server dropped are noticed', async () => {
    const { session, server, heard } = await openSession();
    server.say('frame', frame(1, { to: 9, dropped: 40 }));
    server.sayKeyframe({ seq: 1, t: 9 });
    assert.deepEqual(heard, ['40 events were dropped: this browser could not keep up.']);
    assert.deepEqual(server.names, ['open'], 'its keyframe comes unasked');
    assert.equal(session.recording.gaps().length, 1);
  });

  test('that show in the sequence make it ask for a keyframe, once', async () => {
    const { server } = await openSession();
    server.say('frame', frame(3));
    server.say('frame', frame(4));
    assert.deepEqual(server.names, ['open', 'keyframe']);
    server.sayKeyframe({ seq: 4, t: 4 });
    server.say('frame', frame(5));
    server.say('frame', frame(8));
    assert.deepEqual(server.names, ['open', 'keyframe', 'keyframe']);
  });

  test('are asked for again if the keyframe was lost with the connection', async () => {
    const { server } = await openSession();
    server.say('frame', frame(3));
    await settled();
    server.hangUp();
    server.connect();
    await settled();
    server.say('frame', frame(4));
    assert.deepEqual(server.names, ['open', 'keyframe', 'resume', 'keyframe']);
  });
});

describe('what is shown', () => {
  test('is newest state, the same object until events come', async () => {
    const { session, server, clock } = await openSession();
    const before = session.state;
    clock.ms += 16;
    session.tick(clock.ms);
    assert.equal(session.state, before);
    server.say('frame', frame(1, { events: [WAIT] }));
    assert.equal(session.tick(clock.ms), true);
    assert.notEqual(session.state, before);
    assert.equal(session.state.waiters.length, 1);
  });

  test('stays where it was sought while the lab goes on', async () => {
    const { session, server, clock } = await openSession();
    server.say('frame', frame(1, { events: [WAIT] }));
    session.seek(0.4);
    const shown = session.state;
    assert.deepEqual([session.live, session.viewTime, shown.waiters.length], [false, 0.4, 0]);
    session.tick(clock.ms);
    server.say('frame', frame(2, { events: [[1.2, 'waiter.enqueued', 'T2', 2]] }));
    assert.equal(session.tick(clock.ms + 50), false, 'nothing new to draw');
    assert.equal(session.state, shown);
    session.goLive();
    assert.equal(session.tick(clock.ms + 66), true);
    assert.deepEqual([session.live, session.state.waiters.length], [true, 2]);
  });

  test('is live again, and the metrics gone, when the lab is rebuilt', async () => {
    const { session, server, heard } = await openSession();
    server.say('frame', frame(1, { events: [WAIT] }));
    server.say('metrics', { id: 'lab-1', t: 1, values: { waiters: 1 }, pace: PACE });
    session.seek(0.4);
    server.sayKeyframe({ seq: 1, recording: 2 });
    assert.ok(heard.includes('rebuilt'));
    assert.deepEqual([session.live, session.viewTime, session.recordingNumber], [true, 0, 2]);
    assert.deepEqual(session.metrics.values, {});
    assert.deepEqual(session.state, initial());
  });

  test('has the metrics of its moment', async () => {
    const { session, server, clock } = await openSession();
    for (const t of [0.5, 1, 1.5]) {
      server.say('metrics', { id: 'lab-1', t, values: { waiters: t * 10 }, pace: PACE });
    }
    server.say('frame', frame(1, { to: 1.5 }));
    assert.equal(session.tick(clock.ms), true);
    assert.deepEqual(session.metrics.values, { waiters: 15 });
    session.seek(1.2);
    assert.deepEqual(session.metrics.values, { waiters: 10 });
    assert.deepEqual(session.metrics.history('waiters'), [[0.5, 5], [1, 10]]);
    assert.equal(session.metrics.history('waiters'), session.metrics.history('waiters'));
  });

  test('has metrics for as long as it has states', async () => {
    const { session, server, clock } = await openSession();
    for (let i = 1; i <= 400; i += 1) {
      clock.ms += 1000;
      server.say('frame', frame(i, { events: [[i, 'request.arrived', i]] }));
      server.say('metrics', { id: 'lab-1', t: i, values: { waiters: i }, pace: PACE });
    }
    assert.ok(session.recording.from >= 90 && session.recording.from <= 100, String(session.recording.from));
    assert.equal(session.metrics.history('waiters')[0][0], session.recording.from);
  });

  test('comes at so many events a second of real time', async () => {
    const { session, server, clock } = await openSession();
    for (let i = 1; i <= 40; i += 1) {
      clock.ms += 50;
      const event = [i, 'request.arrived', i];
      server.say('frame', frame(i, { events: [event, event] }));
    }
    assert.equal(session.eventsPerSecond, 40);
    clock.ms += 5000;
    assert.equal(session.eventsPerSecond, 0);
  });
});

describe('what the learner does', () => {
  test('is asked of the server by the lab\'s id', async () => {
    const { session, server } = await openSession();
    server.asked.length = 0;
    await session.set('max_size', 2);
    await session.act('kill_connection');
    await session.act('slow_query', { seconds: 2 });
    await session.pause();
    assert.deepEqual(await session.step(), { ok: true, t: 1.5 });
    await session.play();
    await session.speed(5);
    await session.keyframe();
    assert.deepEqual(server.asked, [
      { name: 'set', message: { id: 'lab-1', name: 'max_size', value: 2 } },
      { name: 'act', message: { id: 'lab-1', action: 'kill_connection', args: {} } },
      { name: 'act', message: { id: 'lab-1', action: 'slow_query', args: { seconds: 2 } } },
      { name: 'pause', message: { id: 'lab-1' } },
      { name: 'step', message: { id: 'lab-1' } },
      { name: 'play', message: { id: 'lab-1' } },
      { name: 'speed', message: { id: 'lab-1', slow: 5 } },
      { name: 'keyframe', message: { id: 'lab-1' } },
    ]);
  });

  test('shows in the parameters and the pace once the server agreed', async () => {
    const { session } = await openSession();
    await session.set('max_size', 2);
    assert.equal(session.params.max_size, 2);
    await session.pause();
    assert.equal(session.pace.paused, true);
    await session.play();
    assert.equal(session.pace.paused, false);
    await session.speed(5);
    assert.deepEqual([session.pace.slow, session.params.slow], [5, 5]);
    await session.set('slow', 8);
    assert.equal(session.pace.slow, 8);
  });

  test('changes nothing if the server refuses it', async () => {
    const { session, server } = await openSession();
    server.answers.set = () => ({ ok: false, error: { code: 'out_of_range', message: '1 to 50', field: 'max_size' } });
    await assert.rejects(session.set('max_size', 999), { code: 'out_of_range', field: 'max_size' });
    assert.equal(session.params.max_size, 10);
  });

  test('may be a preset: every parameter at once', async () => {
    const { session } = await openSession();
    await session.set('max_size', 2);
    await session.preset({ threads: 4 }, 11);
    assert.deepEqual(session.params, { ...DEFAULTS, threads: 4 });
    assert.equal(session.seed, 11);
  });
});

describe('the server\'s pace', () => {
  test('is announced when it changes', async () => {
    const { session, server, heard } = await openSession();
    server.say('metrics', { id: 'lab-1', t: 1, values: {}, pace: PACE });
    assert.deepEqual(heard, []);
    server.say('metrics', { id: 'lab-1', t: 1, values: {}, pace: { ...PACE, hidden: true } });
    assert.deepEqual(heard, ['change']);
    assert.equal(session.pace.hidden, true);
  });

  test('that slipped is a notice, once', async () => {
    const { server, heard } = await openSession();
    for (let i = 0; i < 3; i += 1) {
      server.say('metrics', { id: 'lab-1', t: 1 + i, values: {}, pace: { ...PACE, slipped: 1.24 } });
    }
    assert.deepEqual(heard, ['The server stalled for 1.2 s; the lab\'s clock waited.']);
  });
});
