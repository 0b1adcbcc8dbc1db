/** The page's connection: requests and their answers, and whom a message is for. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { LiveConnection } from '../../static/js/core/live.js';
import { FakeServer, settled } from './support/fake-server.mjs';

async function connected(server = new FakeServer()) {
  const connection = new LiveConnection({ io: server.io });
  await connection.ready();
  return { server, connection };
}

function listener() {
  const heard = [];
  return { heard, opened: () => heard.push('opened'), message: (kind, message) => heard.push([kind, message.seq]) };
}

describe('a connection', () => {
  test('is one websocket to /live, however often it is asked for', async () => {
    let made = 0;
    const server = new FakeServer();
    const connection = new LiveConnection({ io: (...args) => { made += 1; return server.io(...args); } });
    await Promise.all([connection.ready(), connection.ready()]);
    await connection.ready();
    assert.equal(made, 1);
    assert.equal(server.namespace, '/live');
    assert.deepEqual(server.options.transports, ['websocket']);
  });

  test('is ready when the server comes', async () => {
    const server = new FakeServer({ connected: false });
    const connection = new LiveConnection({ io: server.io });
    const ready = connection.ready();
    await settled();
    server.connect();
    await ready;
  });

  test('says so if the server does not come', async () => {
    const server = new FakeServer({ connected: false });
    const connection = new LiveConnection({ io: server.io, timeoutMs: 5 });
    await assert.rejects(connection.ready(), { code: 'timeout' });
  });

  test('tells when it is lost and there again', async () => {
    const { server, connection } = await connected();
    const told = [];
    for (const name of ['up', 'down']) connection.addEventListener(name, () => told.push(name));
    server.hangUp();
    server.connect();
    assert.deepEqual(told, ['down', 'up']);
  });
});

describe('a request', () => {
  test('gives the server\'s answer', async () => {
    const { connection } = await connected();
    const answer = await connection.request('set', { id: 'lab-1', name: 'max_size', value: 2 });
    assert.deepEqual(answer, { ok: true, value: 2, applied: 'live', recording: 1 });
  });

  test('that is refused rejects with the code, the field and what is allowed', async () => {
    const { server, connection } = await connected();
    const error = { code: 'out_of_range', message: 'max_size: 1 to 50', field: 'max_size', allowed: { minimum: 1 } };
    server.answers.set = () => ({ ok: false, error });
    await assert.rejects(connection.request('set', {}), { name: 'RequestError', ...error });
  });

  test('without an answer rejects in the end', async () => {
    const { server, connection } = await connected();
    server.answers.step = undefined;
    const request = connection.request('step', {});
    server.timeOut();
    await assert.rejects(request, { code: 'timeout', message: 'no answer to step' });
  });

  test('rejects when the connection is lost, before or while it waits', async () => {
    const { server, connection } = await connected();
    server.answers.step = undefined;
    const request = connection.request('step', {});
    server.hangUp();
    await assert.rejects(request, { code: 'disconnected' });
    await assert.rejects(connection.request('play', {}), { code: 'disconnected' });
    assert.deepEqual(server.names, ['step'], 'and is not kept for later');
  });
});

describe('messages', () => {
  test('go to the lab they are of', async () => {
    const { server, connection } = await connected();
    const [first, second] = [listener(), listener()];
    await connection.open({ lab: 'connection-pool' }, first);
    await connection.open({ lab: 'connection-pool' }, second);
    server.say('frame', { id: 'lab-2', seq: 1 });
    server.say('frame', { id: 'lab-1', seq: 8 });
    server.say('frame', { id: 'lab-3', seq: 3 });
    server.say('hello');
    assert.deepEqual(first.heard, ['opened', ['frame', 8]]);
    assert.deepEqual(second.heard, ['opened', ['frame', 1]]);
  });

  test('that overtake the answer to `open` wait for it, in order', async () => {
    const { server, connection } = await connected();
    const one = listener();
    const open = connection.open({ lab: 'connection-pool' }, one);
    server.say('keyframe', { id: 'lab-1', seq: 0 });
    server.say('frame', { id: 'lab-1', seq: 1 });
    await open;
    server.say('frame', { id: 'lab-1', seq: 2 });
    assert.deepEqual(one.heard, ['opened', ['keyframe', 0], ['frame', 1], ['frame', 2]]);
  });

  test('of a lab nobody opened are not kept', async () => {
    const { server, connection } = await connected();
    server.say('frame', { id: 'lab-1', seq: 1 });
    const one = listener();
    await connection.open({ lab: 'connection-pool' }, one);
    assert.deepEqual(one.heard, ['opened']);
  });

  test('of a forgotten lab go to nobody', async () => {
    const { server, connection } = await connected();
    const one = listener();
    await connection.open({ lab: 'connection-pool' }, one);
    connection.forget('lab-1');
    server.say('frame', { id: 'lab-1', seq: 1 });
    assert.deepEqual(one.heard, ['opened']);
  });
});
