/** What moves between two pictures: requests on their way to a server, and a round robin's cursor. */

const FLIGHT = 260; // ms
const MOST = 40; // more at once show nothing but a swarm
const STEP = 170; // ms, of the cursor

export class Flights {
  constructor() {
    this.clear();
  }

  clear() {
    /** @type {{lane: string, server: string, start: number}[]} */
    this.all = [];
    this.cursor = { name: null, from: 0, start: -Infinity };
    this.now = 0;
  }

  /**
   * Compares two states, one picture apart: what was assigned in between flies.
   * @param {import('../../reduce/balancer.js').BalancerState} before
   * @param {import('../../reduce/balancer.js').BalancerState} after
   * @param {number} now  ms
   */
  notice(before, after, now) {
    if (before.requests === after.requests) return;
    for (const id in after.requests) {
      if (this.all.length >= MOST) return;
      const it = after.requests[id];
      const was = before.requests[id];
      const sent = was !== it && it.server !== null && (was?.server == null || was.attempt !== it.attempt);
      if (sent) this.all.push({ lane: it.balancer, server: it.server, start: now });
    }
  }

  /**
   * Where they are: one path.
   * @param {number} now
   * @param {(lane: string, server: string) => {from: {x: number, y: number}, to: {x: number, y: number}}|null} way
   */
  path(now, way) {
    this.now = now;
    this.all = this.all.filter(({ start }) => now - start < FLIGHT);
    let d = '';
    for (const { lane, server, start } of this.all) {
      const on = way(lane, server);
      if (!on) continue;
      const p = eased((now - start) / FLIGHT);
      const x = on.from.x + (on.to.x - on.from.x) * p;
      const y = on.from.y + (on.to.y - on.from.y) * p;
      d += `M${(x - 4.5).toFixed(1)} ${(y - 4.5).toFixed(1)}h9v9h-9z`;
    }
    return d;
  }

  /**
   * Where the cursor is on its way to `name`, which stands at `y`.
   * @param {string} name
   * @param {number} y
   * @param {number} now
   * @param {boolean} still  it jumps
   */
  cursorAt(name, y, now, still) {
    const { cursor } = this;
    this.now = now;
    if (cursor.name !== name) {
      const from = cursor.name === null || still ? y : this.#between(now);
      Object.assign(cursor, { name, from, start: still ? -Infinity : now });
    }
    cursor.to = y;
    return this.#between(now);
  }

  #between(now) {
    const { from, to, start } = this.cursor;
    return from + (to - from) * eased((now - start) / STEP);
  }

  /** Is there anything that the next frame would draw elsewhere? */
  get moving() {
    return this.all.length > 0 || this.now - this.cursor.start < STEP;
  }
}

function eased(share) {
  return 1 - (1 - Math.min(1, Math.max(0, share))) ** 2;
}
