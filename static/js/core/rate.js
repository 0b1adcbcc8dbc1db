/** How many things a second of real time, over the last two seconds. */

const WINDOW_MS = 2000;

export class Rate {
  /** @type {{at: number, count: number}[]} */
  #lately = [];

  /**
   * @param {number} count
   * @param {number} nowMs
   */
  add(count, nowMs) {
    this.#forget(nowMs);
    this.#lately.push({ at: nowMs, count });
  }

  /**
   * @param {number} nowMs
   * @returns {number} per second
   */
  perSecond(nowMs) {
    this.#forget(nowMs);
    return this.#lately.reduce((sum, { count }) => sum + count, 0) / (WINDOW_MS / 1000);
  }

  #forget(nowMs) {
    while (this.#lately.length > 0 && this.#lately[0].at <= nowMs - WINDOW_MS) this.#lately.shift();
  }
}
