/** What moves between two pictures: a ticket into the slot it was handed, and the ticket of one that gave up. */

const FLIGHT = 240; // ms
const MOST_FLIGHTS = 4; // more at once show nothing but a swarm
const GOODBYE = 1200; // ms

export class Motions {
  constructor() {
    this.flights = [];
    this.gone = [];
  }

  /**
   * Compares two states, one picture apart.
   * @param {import('../../reduce/pool.js').PoolState} before
   * @param {import('../../reduce/pool.js').PoolState} after
   * @param {number} now  ms
   * @param {(who: string) => import('./layout.js').Box|undefined} ticketOf  where the ticket was
   */
  notice(before, after, now, ticketOf) {
    if (before.waiters.length === 0) return;
    const still = new Set(after.waiters.map((it) => it.who));
    for (const { who, since } of before.waiters) {
      if (still.has(who)) continue;
      const got = Object.values(after.connections).find(
        (it) => it.state === 'active' && it.who === who && it.since >= since,
      );
      const from = ticketOf(who);
      if (got) {
        if (from && this.flights.length < MOST_FLIGHTS) this.flights.push({ who, slot: got.slot, from, start: now });
      } else if (after.totals.timed_out > before.totals.timed_out) {
        this.gone.push({ who, start: now });
      }
    }
  }

  /**
   * @param {number} now
   * @param {(slot: number) => import('./layout.js').Box|undefined} cardOf
   */
  flying(now, cardOf) {
    this.flights = this.flights.filter(({ start }) => now - start < FLIGHT);
    return this.flights.flatMap(({ who, slot, from, start }) => {
      const card = cardOf(slot);
      if (!card) return [];
      const p = 1 - (1 - (now - start) / FLIGHT) ** 2;
      const to = { x: card.x + (card.w - from.w) / 2, y: card.y + (card.h - from.h) / 2 };
      return [{ who, x: from.x + (to.x - from.x) * p, y: from.y + (to.y - from.y) * p, w: from.w, h: from.h }];
    });
  }

  /** @param {number} now */
  leaving(now) {
    this.gone = this.gone.filter(({ start }) => now - start < GOODBYE);
    return this.gone;
  }

  /** Is there anything that the next frame would draw elsewhere? */
  get moving() {
    return this.flights.length > 0 || this.gone.length > 0;
  }

  clear() {
    this.flights = [];
    this.gone = [];
  }
}
