/** A lab and its connection: opening, closing, losing and finding it again. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { initial } from '../../static/js/reduce/pool.js';
import { DEFAULTS, FakeServer, settled } from './support/fake-server.mjs';
import { newSession, openSession } from './support/open-session.mjs';
import { frame } from './support/stream.mjs';

const WAIT = [0.5, 'waiter.enqueued', 'T1', 1];

describe('opening a lab', () => {
  test('asks for it with its parameters and seed, and learns what it is', async () => {
    const { session, server, heard } = newSession({ params: { threads: 3 }, seed: 9 });
    assert.equal(session.status, 'connecting');
    await session.connect();
    const message = { lab: 'connection-pool', params: { threads: 3 }, seed: 9 };
    assert.deepEqual(server.asked, [{ name: 'open', message }]);
    assert.equal(session.status, 'open');
    assert.equal(session.description.slug, 'connection-pool');
    assert.deepEqual(session.params, { ...DEFAULTS, threads: 3 });
    assert.equal(session.seed, 9);
    assert.equal(session.pace.slow, 2);
    assert.ok(heard.includes('change'));
  });

  test('takes the keyframe whether it comes before or after the answer', async () => {
    const state = { ...initial(), waiters: [{ who: 'T1', since: 0 }] };
    for (const early of [true, false]) {
      const { session, server, heard } = newSession();
      const { open } = server.answers;
      server.answers.open = (message) => {
        const answer = open(message);
        if (early) server.sayKeyframe({ state });
        return answer;
      };
      await session.connect();
      if (!early) server.sayKeyframe({ state });
      assert.deepEqual(session.state, state);
      assert.equal(session.recordingNumber, 1);
      assert.ok(!heard.includes('rebuilt'));
    }
  });

  test('that fails says why', async () => {
    const { session, server } = newSession();
    server.answers.open = () => ({ ok: false, error: { code: 'unknown_lab', message: 'no lab "x"' } });
    await assert.rejects(session.connect(), { code: 'unknown_lab' });
    assert.equal(session.status, 'failed');
    assert.equal(session.error.message, 'no lab "x"');
  });

  test('goes on by itself when a server that was late is there', async () => {
    const { session, server } = newSession({ server: new FakeServer({ connected: false }) });
    await assert.rejects(session.connect(), { code: 'timeout' });
    assert.equal(session.status, 'failed');
    server.connect();
    await settled();
    assert.equal(session.status, 'open');
  });

  test('happens once however often it is asked for', async () => {
    const { session, server } = newSession();
    await Promise.all([session.connect(), session.connect()]);
    await session.connect();
    assert.deepEqual(server.names, ['open']);
  });

  test('has a state before it knows one', () => {
    assert.deepEqual(newSession().session.state, initial());
  });

  test('of a lab without rules here still works', async () => {
    const { session, server } = newSession({ lab: 'thread-pool', rules: undefined });
    await session.connect();
    server.sayKeyframe({ state: { t: 0, nodes: [] } });
    server.say('frame', frame(1, { events: [[1, 'vnode.added', 3]] }));
    assert.deepEqual(session.state, { t: 1, nodes: [] });
  });
});

describe('closing a lab', () => {
  test('tells the server and listens no more', async () => {
    const { session, server } = await openSession();
    session.close();
    assert.deepEqual(server.asked.at(-1), { name: 'close', message: { id: 'lab-1' } });
    assert.equal(session.status, 'closed');
    server.hangUp();
    server.connect();
    await settled();
    assert.equal(session.status, 'closed');
    await assert.rejects(session.play(), { code: 'not_open' });
  });

  test('while it is being opened closes what comes', async () => {
    const { session, server } = newSession();
    const connecting = session.connect();
    session.close();
    await connecting;
    await settled();
    assert.deepEqual(server.names, ['open', 'close']);
    assert.equal(session.status, 'closed');
  });

  test('by the server keeps what was recorded, and it can be opened again', async () => {
    const { session, server } = await openSession();
    server.say('frame', frame(1, { events: [WAIT] }));
    server.say('closed', { id: 'lab-1', reason: 'failed', message: 'ZeroDivisionError' });
    assert.equal(session.status, 'closed');
    assert.deepEqual(session.error, { code: 'failed', message: 'ZeroDivisionError' });
    assert.equal(session.recording.at(0.5).waiters.length, 1);
    await session.connect();
    assert.equal(session.status, 'open');
    assert.deepEqual(server.asked.at(-1).message.params, DEFAULTS);
  });
});

describe('a lost connection', () => {
  test('resumes the same lab after the last frame heard, and keeps the recording', async () => {
    const { session, server, heard } = await openSession();
    server.say('frame', frame(1, { events: [WAIT] }));
    server.hangUp();
    assert.equal(session.status, 'lost');
    server.connect();
    await settled();
    assert.equal(session.status, 'open');
    assert.deepEqual(server.asked.at(-1), { name: 'resume', message: { id: 'lab-1', token: 'token-1', seq: 1 } });
    server.say('frame', frame(2, { events: [[1.5, 'waiter.timed_out', 'T1', 1]] }));
    assert.equal(session.recording.at(0.5).waiters.length, 1);
    assert.equal(session.state.waiters.length, 0);
    assert.deepEqual(session.recording.gaps(), []);
    assert.ok(!heard.includes('rebuilt'));
  });

  test('during which too much happened leaves a gap', async () => {
    const { session, server } = await openSession();
    server.say('frame', frame(1, { events: [WAIT] }));
    server.hangUp();
    server.connect();
    await settled();
    server.sayKeyframe({ seq: 9, t: 20, state: { ...initial(), t: 20 } });
    assert.deepEqual(session.recording.gaps(), [{ from: 1, to: 20, dropped: null }]);
    assert.equal(session.recording.at(0.5).waiters.length, 1);
  });

  test('that lasted too long opens the lab afresh as it was set, and says so', async () => {
    const { session, server, heard } = await openSession();
    server.say('frame', frame(1, { events: [WAIT] }));
    await session.set('max_size', 2);
    server.answers.resume = () => ({ ok: false, error: { code: 'unknown_id', message: 'no such lab' } });
    server.hangUp();
    server.connect();
    await settled();
    const params = { ...DEFAULTS, max_size: 2 };
    assert.deepEqual(server.asked.at(-1).message, { lab: 'connection-pool', params, seed: 7 });
    server.sayKeyframe();
    assert.equal(session.status, 'open');
    assert.ok(heard.includes('The lab had been closed, started afresh.'));
    assert.ok(heard.includes('rebuilt'));
    server.say('frame', { ...frame(1, { events: [WAIT] }), id: 'lab-2' });
    assert.equal(session.state.waiters.length, 1);
  });

  test('that is lost again while resuming is tried again', async () => {
    const { session, server } = await openSession();
    const { resume } = server.answers;
    server.answers.resume = undefined;
    server.hangUp();
    server.connect();
    await settled();
    server.hangUp();
    await settled();
    assert.equal(session.status, 'lost');
    server.answers.resume = resume;
    server.connect();
    await settled();
    assert.equal(session.status, 'open');
  });

  test('is told again whether the lab is seen', async () => {
    const { session, server } = await openSession();
    session.setVisible(false);
    session.setVisible(false);
    server.hangUp();
    server.connect();
    await settled();
    const told = server.asked.filter(({ name }) => name === 'visible').map(({ message }) => message.on);
    assert.deepEqual(told, [false, false], 'once, and once again');
  });
});
