/** Up to which event two runs were one and the same: looked for as the events come, each looked at once. */

import { eventOf, numberAt } from '../../core/steps.js';

/** @typedef {import('../../core/recording.js').Recording} Recording */

export class Parting {
  /** Model time up to which both are known to be the same. */
  sameUntil;
  /** Where they differ first, and what the learner did at that moment: null while nothing does.
   * @type {{t: number, where: 'A'|'B'|'', did: any}|null} */
  found = null;
  /** Events went missing: nobody can say any more. */
  unknown = false;
  #a;
  #b;
  #nextA;
  #nextB;
  #gaps;

  /**
   * @param {Recording} a
   * @param {Recording} b  its fork
   * @param {number} t  model time of the fork: what came up to then is the same by making
   */
  constructor(a, b, t) {
    this.#a = a;
    this.#b = b;
    this.sameUntil = t;
    this.#gaps = a.gaps().length + b.gaps().length;
    this.#nextA = numberAt(a.chunks, t) + 1;
    this.#nextB = numberAt(b.chunks, t) + 1;
  }

  /** Looks at what has come since, as far as both are known. @returns {boolean} are they still the same */
  look() {
    if (this.found) return false;
    if (this.#a.gaps().length + this.#b.gaps().length > this.#gaps) this.unknown = true;
    if (this.unknown) return false;
    const both = Math.min(this.#a.to, this.#b.to); // that very instant may not be over yet
    for (;;) {
      const a = within(eventOf(this.#a.chunks, this.#nextA), both);
      const b = within(eventOf(this.#b.chunks, this.#nextB), both);
      if (!a && !b) break;
      if (!a || !b || !same(a, b)) {
        this.found = this.#because(Math.min(a?.t ?? Infinity, b?.t ?? Infinity));
        return false;
      }
      this.#nextA += 1;
      this.#nextB += 1;
    }
    this.sameUntil = Math.max(this.sameUntil, both);
    return true;
  }

  /** What the learner did at instant `t`, in A or in B: an action may come after what it brings about. */
  #because(t) {
    const did = (recording) => recording.eventsBetween(t - 1e-9, t).find(({ kind }) => kind.startsWith('lab.'));
    const [a, b] = [did(this.#a), did(this.#b)];
    if (b && !(a && same(a, b))) return { t, where: 'B', did: b };
    return a && !b ? { t, where: 'A', did: a } : { t, where: '', did: null };
  }
}

function within(event, t) {
  return event && event.t < t ? event : null;
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
