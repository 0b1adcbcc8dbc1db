/** What the server measured, with model-time stamps, so that a moment of the past shows the figures of that moment. */

/** @typedef {Record<string, number|null>} Values */
/** @typedef {Record<string, any>} Theory  a formula beside a measurement; see `theory` in app/labs/base.py */

/** @type {Theory[]} */
const NO_THEORY = [];

export class MetricsHistory {
  /** @type {{t: number, values: Values, theory: Theory[], detail: any}[]} */
  #rows = [];
  #curves = new Map(); // name -> the curve last asked for, so that asking once a frame costs nothing
  version = 0;

  /**
   * @param {number} t
   * @param {Values} values
   * @param {Theory[]} [theory]
   * @param {any} [detail]  what else was measured, in the lab's own shape
   */
  add(t, values, theory = [], detail = null) {
    // A second look at one moment replaces the first; anything later belongs to another run of the clock.
    while (this.#rows.length > 0 && this.#rows.at(-1).t >= t) this.#rows.pop();
    this.#rows.push({ t, values, theory, detail });
    this.version += 1;
  }

  /** @param {number} t  what is older goes */
  forgetBefore(t) {
    const keep = this.#rows.findIndex((row) => row.t >= t);
    if (keep > 0) this.#rows.splice(0, keep);
  }

  clear() {
    this.#rows = [];
    this.version += 1;
  }

  /**
   * The values as they were at model time `t`.
   * @param {number} t
   * @returns {Values} empty if nothing had been measured by then
   */
  at(t) {
    return this.#rows.findLast((row) => row.t <= t)?.values ?? {};
  }

  /** What else was measured, as of model time `t`; null: nothing. The same object until it is measured again. @param {number} t */
  detailAt(t) {
    return this.#rows.findLast((row) => row.t <= t)?.detail ?? null;
  }

  /** What theory said at model time `t`. The same array as long as it says the same. @param {number} t */
  theoryAt(t) {
    return this.#rows.findLast((row) => row.t <= t)?.theory ?? NO_THEORY;
  }

  /**
   * One metric up to model time `t`. The same array as long as it says the same; read only.
   * @param {string} name
   * @param {number} t
   * @returns {[number, number|null][]}
   */
  curve(name, t) {
    const end = this.#rows.findLastIndex((row) => row.t <= t) + 1;
    const known = this.#curves.get(name);
    if (known?.version === this.version && known.end === end) return known.points;
    const points = this.#rows.slice(0, end).map((row) => [row.t, row.values[name] ?? null]);
    this.#curves.set(name, { version: this.version, end, points });
    return points;
  }
}
