/** The code panel's choices: which event, which place, which lines. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { kindsByGroup, lastMoment, linesHtml, mostTelling } from '../../static/js/panels/code-lines.js';
import { isRuledOut, markAt, mayBeFrom, placesOf } from '../../static/js/panels/code-places.js';

const mark = (kind, from, role = 'writes', when = {}, others = []) => ({
  kind, from, to: from, role, when, else: others,
});
const place = (name, first, marks) => ({ file: 'a.py', function: name, first, lines: ['<i>a</i>', '', 'c'], marks });
const CODE = {
  kinds: {
    acquired: ['lend', 'acquire', 'serve'],
    closed: ['drop', 'fit', 'settle'],
    enqueued: ['enqueue', 'wait'],
    leaked: ['report'],
  },
  places: {
    lend: place('lend', 1, [mark('acquired', 2)]),
    acquire: place('acquire', 10, [mark('acquired', 11, 'decides', { wait: [0] }, ['wait'])]),
    serve: place('serve', 20, [mark('acquired', 21, 'decides')]),
    drop: place('drop', 30, [mark('closed', 31)]),
    fit: place('fit', 40, [mark('closed', 41, 'decides', { reason: ['resized'] })]),
    settle: place('settle', 50, [
      mark('closed', 51, 'decides', { reason: ['old', 'resized'] }),
      mark('closed', 52, 'decides', { reason: ['overflow'] }),
    ]),
    enqueue: place('enqueue', 60, [mark('enqueued', 60), mark('leaked', 61)]),
    wait: place('wait', 70, [mark('enqueued', 72, 'waits')]),
    report: place('report', 80, [mark('leaked', 82)]),
  },
  changed: [],
};
const first = (event) => placesOf(CODE, event.kind, event)[0].id;

describe('the place of an event', () => {
  test('is where its values were decided', () => {
    assert.equal(first({ kind: 'acquired', wait: 0 }), 'acquire');
    assert.equal(first({ kind: 'acquired', wait: 0.2 }), 'serve');
    assert.equal(first({ kind: 'closed', reason: 'resized' }), 'fit');
    assert.equal(first({ kind: 'closed', reason: 'old' }), 'settle');
    assert.equal(first({ kind: 'closed', reason: 'unheard of' }), 'drop');
  });

  test('is where it was written if nobody else had a say, and where its thread waits if one does', () => {
    assert.equal(first({ kind: 'leaked' }), 'report');
    assert.equal(first({ kind: 'enqueued' }), 'wait');
  });

  test('has only the lines that can be meant', () => {
    const [{ marks }] = placesOf(CODE, 'closed', { kind: 'closed', reason: 'overflow' });
    assert.deepEqual(marks.map(({ from }) => from), [52]);
  });

  test('keeps the others to be looked at, and says which are out of the question', () => {
    const all = placesOf(CODE, 'closed', { kind: 'closed', reason: 'overflow' });
    assert.deepEqual(all.map(({ id }) => id), ['settle', 'drop', 'fit']);
    assert.deepEqual(all.map(isRuledOut), [false, false, true]);
    assert.deepEqual(placesOf(CODE, 'unknown'), []);
    assert.equal(placesOf(CODE, 'closed').length, 3);
  });
});

test('a line tells of the event in question first', () => {
  const both = place('both', 1, [mark('one', 2), mark('two', 2)]);
  assert.equal(markAt(both, 2, 'two').kind, 'two');
  assert.equal(markAt(both, 2).kind, 'one');
  assert.equal(markAt(both, 3), null);
  assert.ok(!mayBeFrom(mark('one', 2), { kind: 'two' }));
});

test('lines are numbered, the current ones marked, and those of events can be pressed', () => {
  const { enqueue } = CODE.places;
  const [current, other] = enqueue.marks;
  const html = linesHtml(enqueue, [current], other);
  assert.match(html, /^<button type="button" class="ln now event" data-l="60" data-mark="0" aria-exp.*"false"><i>a</);
  assert.match(html, /data-l="61" data-mark="1" aria-expanded="true"/);
  assert.match(html, /<span class="ln" data-l="62">c<\/span>$/);
});

describe('the event shown', () => {
  const events = (...rows) => rows.map(([t, kind]) => ({ t, kind }));
  const chunks = [
    { events: events([1, 'thread'], [2, 'thread'], [2, 'acquired'], [2, 'thread']) },
    { events: [] },
    { events: events([3, 'thread']) },
  ];

  test('is of the last moment up to the one shown', () => {
    assert.deepEqual(lastMoment(chunks, 2.5).map(({ kind }) => kind), ['thread', 'acquired', 'thread']);
    assert.deepEqual(lastMoment(chunks, Infinity), [{ t: 3, kind: 'thread' }]);
    assert.deepEqual(lastMoment(chunks, Infinity, 'acquired'), [{ t: 2, kind: 'acquired' }]);
    assert.deepEqual(lastMoment(chunks, 0.5), []);
  });

  test('is the rarest of its moment', () => {
    assert.equal(mostTelling(chunks, lastMoment(chunks, 2)).kind, 'acquired');
    assert.equal(mostTelling(chunks, []), null);
  });
});

test('kinds are listed by what they are about', () => {
  const groups = kindsByGroup(['pool.opened', 'waiter.enqueued', 'pool.closed']);
  assert.deepEqual({ ...groups }, { pool: ['pool.opened', 'pool.closed'], waiter: ['waiter.enqueued'] });
});
