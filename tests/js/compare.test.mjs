/** A and its fork B: how they come to be, since when they differ, and by what, in words. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { compared, inWords, sentence } from '../../static/js/elements/compare/difference.js';
import { Linked } from '../../static/js/elements/compare/linked.js';
import * as WORDS from '../../static/js/elements/pool/compare-words.js';
import { Parting } from '../../static/js/elements/compare/parting.js';
import { partingWords } from '../../static/js/elements/compare/parting-words.js';
import { settled } from './support/fake-server.mjs';
import { openSession } from './support/open-session.mjs';
import { poolJournal } from './support/pool-journal.mjs';
import { newRecording, recorded } from './support/recorded.mjs';
import { SCHEMA } from './support/schema.mjs';
import { firstKeyframe, frame, framesOf } from './support/stream.mjs';

const METRICS = [
  { name: 'wait_p95', label: 'Wait, p95', unit: 's' },
  { name: 'served_rate', label: 'Served', unit: '1/s' },
  { name: 'timeouts', label: 'Timeouts', unit: '' },
  { name: 'oddity', label: 'Oddity', unit: '' },
];
const FORK = {
  ok: true, id: 'fork-1', token: 'x', schema: SCHEMA, params: { max_size: 10, slow: 2 }, seed: 7,
  slow: 2, recording: 1, seq: 0,
  lab: { slug: 'connection-pool', params: { properties: {} }, metrics: [] }, forked: { from: 'lab-1', t: 0.5 },
};

describe('the difference in words', () => {
  test('is a share, a number, or that there is none', () => {
    const [wait, served, timeouts] = METRICS;
    assert.equal(inWords(wait, 0.194, 0.12, WORDS), '38 % less');
    assert.equal(inWords(wait, 0.1, 0.15, WORDS), '50 % longer');
    assert.equal(inWords(wait, 0.1, 0.31, WORDS), '3.1 times as long');
    assert.equal(inWords(wait, 0.001, 0.3, WORDS), '299 ms longer', 'next to nothing is no measure');
    assert.equal(inWords(wait, 0, 0.02, WORDS), '20 ms longer');
    assert.equal(inWords(wait, 0.02, 0, WORDS), '100 % less');
    assert.equal(inWords(served, 25, 28, WORDS), '12 % more');
    assert.equal(inWords(timeouts, 2, 5, WORDS), '3 more');
    assert.equal(inWords(timeouts, 5, 5, WORDS), null);
    assert.equal(inWords(wait, 0.1, 0.1001, WORDS), null);
    assert.equal(inWords(wait, null, null, WORDS), null);
    assert.equal(inWords(wait, null, 0.1, WORDS), 'measured in B only');
    assert.equal(inWords(wait, 0.1, null, WORDS), 'measured in A only');
  });

  test('is told with the most telling first', () => {
    const a = { wait_p95: 0.194, served_rate: 25, timeouts: 2, oddity: 1.5 };
    const b = { wait_p95: 0.12, served_rate: 25, timeouts: 0, oddity: 2.5 };
    assert.equal(sentence(METRICS, a, b, WORDS),
      'B waits 38 % less: p95 120 ms against 194 ms. B has 2 fewer timeouts: 0 against 2.');
    assert.equal(sentence(METRICS, a, { ...a, oddity: 2 }, WORDS), 'Oddity in B: 33 % more (2 against 1.5).');
    assert.equal(sentence(METRICS, a, { ...a, timeouts: 3 }, WORDS), 'B has 1 more timeout: 3 against 2.');
    assert.equal(sentence(METRICS, a, a, WORDS), 'No figure differs.');
    assert.equal(sentence(METRICS, {}, {}, WORDS), 'No figure differs.');
  });

  test('stands in a table with both figures', () => {
    const [wait, , timeouts] = compared(METRICS, { wait_p95: 0.194, timeouts: 1 }, { wait_p95: 0.12, timeouts: 1 }, WORDS);
    assert.deepEqual(wait,
      { name: 'wait_p95', label: 'Wait, p95', a: '194 ms', b: '120 ms', words: '38 % less', differs: true });
    assert.deepEqual([timeouts.words, timeouts.differs], ['the same', false]);
  });
});

describe('two runs', () => {
  const rows = poolJournal({ seed: 4, length: 3000 });
  const cut = 1200;
  const t = rows[cut][0];

  function forked(changed = rows) {
    const before = rows.filter((row) => row[0] <= t).length;
    const b = newRecording();
    b.keyframe(firstKeyframe({ t, state: recorded(framesOf(rows)).at(t) }), 0);
    framesOf(changed.slice(before), { from: t }).forEach((one, i) => b.frame(one, i * 50));
    return b;
  }

  test('are the same as long as their events are', () => {
    const parting = new Parting(recorded(framesOf(rows)), forked(), t);
    assert.equal(parting.look(), true);
    assert.ok(parting.sameUntil > t);
    assert.equal(partingWords(parting), '');
  });

  test('part at the first event that differs', () => {
    const at = cut + 900;
    const other = [...rows.slice(0, at), [rows[at][0], 'lab.set', 'max_size', 4], ...rows.slice(at)];
    const parting = new Parting(recorded(framesOf(rows)), forked(other), t);
    assert.equal(parting.look(), false);
    assert.equal(parting.found.t, rows[at][0]);
    assert.match(partingWords(parting), /^The same up to .+, then in B: you set max size to 4\.$/);
  });

  test('are not judged where events are missing', () => {
    const b = forked();
    const parting = new Parting(recorded(framesOf(rows)), b, t);
    b.keyframe(firstKeyframe({ seq: 999_999, t: b.to + 1 }), 99_999);
    assert.equal(parting.look(), false);
    assert.match(partingWords(parting), /missing/);
  });
});

describe('a fork', () => {
  async function pair() {
    const opened = await openSession();
    const { session, server } = opened;
    server.answers.fork = () => FORK;
    server.say('frame', frame(1, { to: 2, events: [[0.4, 'lab.set', 'max_size', 2], [0.6, 'lab.act', 'leak', {}]] }));
    const fork = await session.fork(0.5);
    server.say('keyframe', firstKeyframe({ id: 'fork-1', t: 0.5 }));
    return { ...opened, fork };
  }

  test('is asked of the server, on the same connection, and is a session of its own', async () => {
    const { session, server, fork } = await pair();
    assert.deepEqual(server.asked.at(-1), { name: 'fork', message: { id: 'lab-1', t: 0.5 } });
    assert.deepEqual([fork.status, fork.recording.from, session.recording.to], ['open', 0.5, 2]);
    await fork.set('max_size', 4);
    assert.deepEqual(server.asked.at(-1).message, { id: 'fork-1', name: 'max_size', value: 4 });
    fork.close();
    assert.equal(session.status, 'open');
  });

  test('is refused in words', async () => {
    const { session, server } = await openSession();
    server.answers.fork = () => ({ ok: false, error: { code: 'not_repeatable', message: 'choose the seeded order' } });
    await assert.rejects(session.fork(), { code: 'not_repeatable', message: 'choose the seeded order' });
  });

  test('stands still if the lab does', async () => {
    const { session, server } = await openSession();
    server.answers.fork = () => FORK;
    await session.pause();
    assert.equal((await session.fork()).pace.paused, true);
  });

  test('what was done so far is known', async () => {
    const { session, server } = await pair();
    assert.deepEqual(session.actionsTaken, [[0.4, 'set', 'max_size', 2], [0.6, 'act', 'leak', {}]]);
    const told = { actions: [[0.1, 'act', 'leak', {}]], start_params: { threads: 3 } };
    server.say('keyframe', firstKeyframe({ seq: 1, t: 2, ...told }));
    assert.deepEqual([session.actionsTaken, session.startParams], [[[0.1, 'act', 'leak', {}]], { threads: 3 }]);
  });

  test('shares its clock with the lab, both ways, until it has its own', async () => {
    const { session, server, fork } = await pair();
    const linked = new Linked(session, fork);
    server.asked.length = 0;
    await fork.pause();
    await settled();
    await session.speed(8);
    await settled();
    assert.deepEqual([session.pace.paused, fork.pace.slow], [true, 8]);
    assert.deepEqual(server.names, ['pause', 'pause', 'speed', 'speed']);
    linked.set(false);
    await fork.play();
    await settled();
    assert.equal(session.pace.paused, true);
    linked.stop();
  });

  test('that is behind is joined by the lab at its moment', async () => {
    const { session, fork, clock } = await pair();
    const linked = new Linked(session, fork);
    for (const one of [fork, session]) one.tick(clock.ms);
    linked.frame();
    session.tick(clock.ms);
    assert.deepEqual([session.live, session.viewTime], [false, fork.viewTime]);
    linked.set(false);
    assert.equal(session.live, true);
  });
});
