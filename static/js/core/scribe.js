/** Writes down what the server says of a lab, and points out what needs doing about it. */

import { MetricsHistory } from './metrics.js';
import { Rate } from './rate.js';
import { Recording } from './recording.js';
import { Taken } from './taken.js';

/** Real seconds of stall that are worth a word. */
const STALL_WORTH_SAYING = 0.25;

/**
 * @typedef {{paused: boolean, hidden: boolean, slow: number, slipped: number}} Pace
 *   paused: by the learner; hidden: nobody sees it; slipped: real seconds lost to stalls so far
 * @typedef {object} ScribeOwner
 * @property {() => Promise<any>} askForKeyframe
 * @property {() => void} begun  a recording began: what was shown before is gone
 * @property {(pace: Pace) => void} paced
 * @property {(text: string) => void} notice  something the learner should know
 */

export class Scribe {
  /** Figures of the kept model time. */
  measured = new MetricsHistory();
  /** What the learner did in this run. */
  taken = new Taken();
  #owner;
  #now;
  #rate = new Rate();
  #asking = false; // for a keyframe
  #slipped = 0;

  /**
   * @param {import('../labs/index.js').Rules} rules  of the lab
   * @param {() => number} now  real ms
   * @param {ScribeOwner} owner
   */
  constructor(rules, now, owner) {
    this.recording = new Recording(rules);
    this.#now = now;
    this.#owner = owner;
  }

  /** A lab was opened: what is written down so far was of another. @param {import('./decode.js').Schema} schema */
  restart(schema) {
    this.recording.restart(schema);
    this.measured.clear();
    this.#slipped = 0;
  }

  /** The connection is there again. A keyframe that was on its way may have been lost with the old one. */
  resumed() {
    this.#asking = false;
  }

  /** Events per second of real time, lately. */
  get eventsPerSecond() {
    return this.#rate.perSecond(this.#now());
  }

  /**
   * @param {string} kind  others than those below are left alone
   * @param {any} message
   */
  hear(kind, message) {
    if (kind === 'frame') this.#frame(message);
    else if (kind === 'keyframe') this.#keyframe(message);
    else if (kind === 'metrics') this.#metrics(message);
  }

  #frame(frame) {
    const now = this.#now();
    this.#rate.add(frame.events.length, now);
    const outcome = this.recording.frame(frame, now);
    if (outcome === 'applied') this.taken.hear(frame.events);
    if (outcome === 'gap') this.#askForKeyframe();
    if (outcome === 'dropped') {
      this.#owner.notice(`${frame.dropped} events were dropped: this browser could not keep up.`);
    }
  }

  #keyframe(keyframe) {
    this.#asking = false;
    const outcome = this.recording.keyframe(keyframe, this.#now());
    if (outcome !== 'stale') this.taken.told(keyframe);
    if (outcome !== 'started') return;
    this.measured.clear();
    this.#owner.begun();
  }

  #metrics({ t, values, theory, detail, pace }) {
    this.measured.add(t, values, theory, detail);
    this.measured.forgetBefore(this.recording.from);
    const stalled = pace.slipped - this.#slipped;
    if (stalled >= STALL_WORTH_SAYING) {
      this.#owner.notice(`The server stalled for ${stalled.toFixed(1)} s; the lab's clock waited.`);
    }
    this.#slipped = pace.slipped;
    this.#owner.paced(pace);
  }

  #askForKeyframe() {
    if (this.#asking) return;
    this.#asking = true;
    this.#owner.askForKeyframe().catch(() => {
      this.#asking = false; // the next frame asks again
    });
  }
}
