/** A recording that is played in the page: as a session, but nothing in it can be changed. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ReplaySession } from '../../static/js/core/replay-session.js';
import { LabSession } from '../../static/js/core/session.js';
import { labMore } from '../../static/js/labs/index.js';
import { readRecording, runOf, writeRecording } from '../../static/js/tools/jsonl.js';
import { DESCRIPTION, run } from './support/pool-description.mjs';
import { poolJournal } from './support/pool-journal.mjs';
import { recorded } from './support/recorded.mjs';
import { SCHEMA } from './support/schema.mjs';
import { framesOf } from './support/stream.mjs';

const ROWS = poolJournal({ seed: 6, length: 3000 });
const RECORDING = recorded(framesOf(ROWS));

async function replay(changes) {
  const { parts } = writeRecording(RECORDING, run(changes));
  const recorded = await readRecording(parts, { schemaOf: async () => SCHEMA });
  return new ReplaySession(recorded, DESCRIPTION, await labMore('connection-pool'));
}

describe('a replay', () => {
  test('has all that a lab\'s session has', async () => {
    const session = await replay();
    const chain = [LabSession.prototype, Object.getPrototypeOf(LabSession.prototype)]; // what it does, what it shows
    const names = chain.flatMap((it) => Object.getOwnPropertyNames(it)).filter((name) => name !== 'constructor');
    const inside = ['advance', 'announce']; // for the classes that inherit them, not for a page
    const missing = names.filter((name) => !(name in session) && !inside.includes(name));
    assert.deepEqual(missing, []);
  });

  test('plays by its own clock, at its own speed, and stops at the end', async () => {
    const session = await replay();
    await session.speed(2);
    session.tick(0);
    assert.equal(session.viewTime, 0);
    session.tick(100);
    assert.ok(Math.abs(session.viewTime - 0.05) < 1e-9);
    for (let ms = 200; !session.pace.paused; ms += 100) {
      session.tick(ms);
      assert.deepEqual(session.state, RECORDING.at(session.viewTime));
    }
    assert.equal(session.viewTime, RECORDING.to);
    await session.play();
    assert.deepEqual([session.viewTime, session.pace.paused], [0, false]);
  });

  test('stands still when paused, hidden, or sought in', async () => {
    const session = await replay();
    session.tick(0);
    session.setVisible(false);
    session.tick(100);
    assert.equal(session.viewTime, 0);
    session.setVisible(true);
    await session.pause();
    session.seek(3);
    session.tick(200);
    const shown = session.state;
    assert.equal(session.tick(300), false);
    assert.equal(session.state, shown, 'the same object: nothing to draw');
    assert.deepEqual([session.viewTime, session.live], [3, false]);
    session.seek(1e9);
    assert.equal(session.viewTime, RECORDING.to);
  });

  test('steps from instant to instant, and event by event', async () => {
    const session = await replay();
    const { t } = await session.step();
    assert.equal(t, ROWS.find(([at]) => at > 0)[0]);
    session.seekEvent(5);
    assert.deepEqual([session.eventNumber, session.pace.paused], [5, true]);
    assert.deepEqual(session.state, RECORDING.after(5));
  });

  test('goes on from where it was sought while it plays', async () => {
    const session = await replay();
    await session.speed(1);
    session.tick(0);
    session.seek(4);
    session.tick(100);
    assert.ok(Math.abs(session.viewTime - 4.1) < 1e-9);
  });

  test('cannot be changed', async () => {
    const session = await replay();
    for (const ask of ['set', 'act', 'preset', 'fork', 'watch']) {
      await assert.rejects(session[ask]('max_size', 2), { code: 'replay', message: /This is a recording/ });
    }
  });

  test('has the parameters of its moment, and those of the file only as far as the lab takes them', async () => {
    const session = await replay({ params: { max_size: 99, threads: 5 }, actions: [[2, 'set', 'max_size', 3]] });
    assert.deepEqual([session.params.max_size, session.params.threads], [10, 5]);
    session.seek(2);
    assert.equal(session.params.max_size, 3);
    assert.match(session.remarks.join(), /Max size: 99 is not/);
  });

  test('has the figures that follow from the state, and no others', async () => {
    const session = await replay();
    session.seek(5);
    const { values, history } = session.metrics;
    const { waiters, connections, totals } = session.state;
    assert.equal(values.waiters, waiters.length);
    assert.equal(values.active, Object.values(connections).filter(({ state }) => state === 'active').length);
    assert.deepEqual([values.timeouts, values.served], [totals.timed_out, totals.served]);
    assert.equal(values.wait_p95, undefined);
    assert.deepEqual(history('wait_p95'), []);
    const curve = history('waiters');
    assert.ok(curve.length > 100 && curve.at(-1)[0] <= 5);
    for (const [t, y] of curve.filter((_, i) => i % 20 === 0)) assert.equal(y, RECORDING.at(t).waiters.length, `at ${t}`);
  });

  test('can be written again, and shared', async () => {
    const session = await replay({ actions: [[2, 'set', 'max_size', 3]] });
    const again = writeRecording(session.recording, runOf(session));
    assert.equal(again.events, ROWS.length);
    assert.deepEqual(runOf(session).actions, [[2, 'set', 'max_size', 3]]);
  });
});
