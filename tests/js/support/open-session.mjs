/** A session on a fake server, before or after it has opened its lab. */

import { LiveConnection } from '../../../static/js/core/live.js';
import { LabSession } from '../../../static/js/core/session.js';
import { rules } from '../../../static/js/reduce/pool.js';
import { FakeServer } from './fake-server.mjs';

/** A session and its server; `clock.ms` is the page's clock, `heard` the events it dispatched. */
export function newSession({ server = new FakeServer(), ...options } = {}) {
  const clock = { ms: 1000 };
  const connection = new LiveConnection({ io: server.io, timeoutMs: 20 });
  const session = new LabSession({ lab: 'connection-pool', rules, connection, now: () => clock.ms, ...options });
  const heard = [];
  for (const name of ['change', 'rebuilt']) session.addEventListener(name, () => heard.push(name));
  session.addEventListener('notice', (event) => heard.push(event.detail.message));
  return { session, server, clock, heard };
}

export async function openSession(options) {
  const all = newSession(options);
  await all.session.connect();
  all.server.sayKeyframe();
  all.session.tick(all.clock.ms);
  all.heard.length = 0;
  return all;
}
