/** A recording written to a file and read back: the same story; and files that are none, refused with the reason. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ReplaySession } from '../../static/js/core/replay-session.js';
import { labMore } from '../../static/js/labs/index.js';
import { LARGEST, readRecording, RecordingError, writeRecording } from '../../static/js/tools/jsonl.js';
import { DESCRIPTION, run } from './support/pool-description.mjs';
import { poolJournal } from './support/pool-journal.mjs';
import { random } from './support/random.mjs';
import { newRecording, recorded } from './support/recorded.mjs';
import { SCHEMA } from './support/schema.mjs';
import { firstKeyframe, frame, framesOf } from './support/stream.mjs';

const schemaOf = async () => SCHEMA;
const ROWS = poolJournal({ seed: 3, length: 5000 });
const RECORDING = recorded(framesOf(ROWS), { keyframeEvery: 1 });
const TEXT = writeRecording(RECORDING, run()).parts.join('');
const LINES = TEXT.trimEnd().split('\n');

/** A text in pieces of odd sizes, as a file comes. */
function* pieces(text, size = 1013) {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

const read = (text, options = {}) => readRecording(pieces(text), { schemaOf, ...options });
const replayed = async (text) => new ReplaySession(await read(text), DESCRIPTION, await labMore('connection-pool'));

function assertSameStates(a, b, moments = 200) {
  const dice = random(5);
  for (let i = 0; i <= moments; i += 1) {
    const t = i === 0 ? a.from : i === 1 ? a.to : a.from + dice.next() * (a.to - a.from);
    assert.deepEqual(b.at(t), a.at(t), `at ${t}`);
  }
}

describe('written and read back', () => {
  test('a recording has the same states, events, marks and ends', async () => {
    const again = (await replayed(TEXT)).recording;
    assert.deepEqual([again.from, again.to, again.count], [RECORDING.from, RECORDING.to, RECORDING.count]);
    assertSameStates(RECORDING, again);
    const all = (it) => it.eventsBetween(-Infinity, Infinity);
    assert.deepEqual(all(again), all(RECORDING));
    assert.deepEqual(again.marks(), RECORDING.marks());
    assert.deepEqual(again.bins(40), RECORDING.bins(40));
  });

  test('a file may be cut anywhere on its way, have Windows line ends, and lack the last line feed', async () => {
    for (const size of [1, 7, 100_000_000]) {
      const result = await readRecording(pieces(LINES.slice(0, 1).concat('{"end":true,"events":0}').join('\r\n'), size), { schemaOf });
      assert.equal(result.events, 0);
    }
    assert.equal((await readRecording(pieces(TEXT, 3), { schemaOf })).events, ROWS.length);
  });

  test('the file says what is missing, and so does the recording read from it', async () => {
    const made = newRecording();
    made.keyframe(firstKeyframe(), 0);
    const [first, second, third] = [ROWS.slice(0, 400), ROWS.slice(400, 600), ROWS.slice(600, 900)];
    const [t1, t2, t3] = [first, second, third].map((rows) => rows.at(-1)[0]);
    made.frame(frame(1, { from: 0, to: t1, events: first }), 50);
    made.frame(frame(2, { from: t1, to: t2, events: [], dropped: 200 }), 100);
    const state = recorded(framesOf(ROWS.slice(0, 600))).latest;
    made.keyframe(firstKeyframe({ seq: 2, t: t2, state: { ...state, recent: {} } }), 100);
    made.frame(frame(3, { from: t2, to: t3, events: third }), 150);
    made.frame(frame(5, { from: t3, to: t3 + 1 }), 200); // nobody knows how many events were in number 4
    made.keyframe(firstKeyframe({ seq: 5, t: t3 + 1, state: made.latest }), 250);
    made.frame(frame(6, { from: t3 + 1, to: t3 + 2 }), 300);

    const { parts, gaps } = writeRecording(made, run());
    assert.deepEqual(gaps, [{ from: t1, to: t2, dropped: 200 }, { from: t3, to: t3 + 1, dropped: null }]);
    assert.deepEqual(JSON.parse(parts[0]).gaps, gaps);
    const session = await replayed(parts.join(''));
    assert.deepEqual(session.recording.gaps(), gaps);
    assertSameStates(made, session.recording);
    assert.match(session.remarks[0], /a gap: 200 events between/);
    assert.match(session.remarks[1], /a gap: events between/);

    const said = [];
    session.addEventListener('notice', ({ detail }) => said.push(detail.message));
    for (let ms = 0; !session.pace.paused; ms += 200) session.tick(ms);
    assert.deepEqual(said, session.remarks, 'and it is said again when the gap is passed');
  });

  test('what would be too large loses its oldest part, and says so', async () => {
    const whole = writeRecording(RECORDING, run());
    const half = writeRecording(RECORDING, run(), { largest: whole.bytes / 2 });
    assert.deepEqual([whole.cut, half.cut], [false, true]);
    assert.ok(half.bytes <= whole.bytes / 2 && half.from > whole.from);
    const again = (await replayed(half.parts.join(''))).recording;
    assert.deepEqual([again.from, again.to], [half.from, RECORDING.to]);
    for (const t of [half.from, (half.from + RECORDING.to) / 2, RECORDING.to]) {
      assert.deepEqual(again.at(t), RECORDING.at(t));
    }
  });
});

describe('refused, with the reason', () => {
  const header = (changes) => JSON.stringify({ ...JSON.parse(LINES[0]), ...changes });
  const withHeader = (changes) => [header(changes), ...LINES.slice(1)].join('\n');
  const withLine = (i, line) => [...LINES.slice(0, i - 1), typeof line === 'string' ? line : JSON.stringify(line), ...LINES.slice(i)].join('\n');
  const start = (changes) => ({ start: { ...JSON.parse(LINES[0]).start, ...changes } });
  const last = LINES.length;

  const cases = {
    'an empty file': ['', /empty/],
    'a picture': ['\u0089PNG\r\n\u001a\n', /not JSON Lines/],
    'other JSON': ['{"hello": "world"}\n', /not a recording of Ringside/],
    'a list': ['[1, 2]\n', /not a recording of Ringside/],
    'another version': [withHeader({ ringside: 2 }), /has format 2; this Ringside reads format 1/],
    'a version that is no number': [withHeader({ ringside: '<b>1</b>' }), /an unknown format/],
    'an unknown lab': [withHeader({ lab: 'boxing' }), /“boxing”; this Ringside has no such lab/],
    'the name of every object': [withHeader({ lab: 'constructor' }), /no such lab/],
    'no start': [withHeader({ start: null }), /Line 1: header\.start should be an object/],
    'an end before the beginning': [withHeader({ from: 5, to: 1 }), /ends before it begins/],
    'a billion slots': [withHeader(start({ pool: { pooling: true, min_size: 0, max_size: 1e9, max_overflow: 0, closed: false } })), /header\.start\.pool\.max_size should be a whole number from 0 to 1000/],
    'a name that is none': [LINES[0].replace('"threads":{', '"threads":{"__proto__":{"state":"x","since":0,"until":null,"request":null}') + '\n', /__proto__/],
    'a broken line': [withLine(10, '[1, 2'), /Line 10: it is not JSON/],
    'an empty line': [withLine(10, ''), /Line 10: it is empty/],
    'a number': [withLine(10, '7'), /Line 10: it is neither/],
    'no time': [withLine(10, ['now', 'pool.closed']), /Line 10: it does not begin with a time/],
    'a time that goes back': [withLine(last - 1, [0.001, 'pool.closed']), new RegExp(`Line ${last - 1}: the time goes back`)],
    'an unknown kind': [withLine(10, [0.05, 'pool.exploded', 1]), /Line 10: there is no kind of event “pool.exploded”/],
    'a kind that every object has': [withLine(10, [0.05, 'constructor']), /there is no kind of event “constructor”/],
    'too few fields': [withLine(10, [0.05, 'connection.acquired', 1]), /Line 10: connection\.acquired has 3 fields .*but 1 are given/],
    'a field of the wrong kind': [withLine(10, [0.05, 'thread.state', { a: 1 }, 'x', 1, null]), /Line 10: thread\.state: who should be/],
    'a slot out of this world': [withLine(10, [0.05, 'connection.connecting', 1, 1e9, 'T1']), /Line 10: connection\.connecting: slot/],
    'no end': [LINES.slice(0, -1).join('\n'), /its end line is missing. The file was cut short/],
    'half a line at the end': [TEXT.slice(0, -10), new RegExp(`Line ${last}: it breaks off in the middle`)],
    'another number of events': [withLine(last, { end: true, events: 3 }), new RegExp(`Line ${last}: the end line speaks of 3 events, but there are`)],
    'something after the end': [`${TEXT}${LINES[1]}\n`, /nothing may follow its end line/],
    'a gap without a state': [withLine(10, { gap: { from: 1, to: 2, dropped: 1 } }), /Line 10: state should be an object/],
    'actions that are none': [withHeader({ actions: [['x']] }), /header\.actions\.0/],
  };
  for (const [name, [text, reason]] of Object.entries(cases)) {
    test(name, async () => {
      await assert.rejects(read(text), (error) => {
        assert.ok(error instanceof RecordingError, `${error.stack}`);
        assert.match(error.message, reason);
        return true;
      });
    });
  }

  test('events that have other fields here than in the file', async () => {
    const known = { ...SCHEMA, 'connection.released': ['connection', 'who'] };
    await assert.rejects(read(TEXT, { schemaOf: async () => known }), /another version of Ringside: in it, connection.released/);
  });

  test('a kind of event that is not known here, where it is used', async () => {
    const { 'waiter.enqueued': gone, ...known } = SCHEMA;
    await assert.rejects(read(TEXT, { schemaOf: async () => known }), /no kind of event “waiter.enqueued”/);
  });

  test('more than 20 MB: by its size before a byte is read, and while reading', async () => {
    const untouched = { [Symbol.iterator]: () => assert.fail('nothing may be read') };
    await assert.rejects(readRecording(untouched, { schemaOf, size: LARGEST + 1 }), /larger than 20 MB/);
    function* endless() {
      yield `${LINES[0]}\n`;
      for (;;) yield `${'[0.05,"pool.closed"]\n'.repeat(50_000)}`;
    }
    await assert.rejects(readRecording(endless(), { schemaOf }), /larger than 20 MB/);
  });

  test('threads without end', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => JSON.stringify([0, 'thread.state', `T${i}`, 'thinking', null, null]));
    await assert.rejects(read([LINES[0], ...many].join('\n')), /more has piled up by here than any lab can hold/);
  });
});
