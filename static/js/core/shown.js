/** What a page shows of what was written down: the newest moment, or one of the past, down to the single event. */

import { View } from './view.js';

export class Shown extends EventTarget {
  /** What happened, as far as it is kept. @type {import('./recording.js').Recording} */
  recording;
  #scribe;
  #view;

  /** @param {import('./scribe.js').Scribe} scribe */
  constructor(scribe) {
    super();
    this.#scribe = scribe;
    this.recording = scribe.recording;
    this.#view = new View(this.recording);
  }

  /** Does the view follow the newest moment? */
  get live() {
    return this.#view.live;
  }

  /** Model time shown. */
  get viewTime() {
    return this.#view.time;
  }

  /** The state shown: the same object until it changes; read only. */
  get state() {
    return this.#view.state;
  }

  /** Of the last event shown; see core/steps.js. The newest has number `recording.count`. */
  get eventNumber() {
    return this.#view.number;
  }

  /** What the server measured, as of the moment shown. */
  get metrics() {
    const { measured } = this.#scribe;
    const t = this.live ? Infinity : this.viewTime;
    return { values: measured.at(t), detail: measured.detailAt(t), history: (name) => measured.curve(name, t) };
  }

  /** Formulas beside what was measured, as of the moment shown. */
  get theory() {
    return this.#scribe.measured.theoryAt(this.live ? Infinity : this.viewTime);
  }

  /** What the server measured, as of model time `t`. @param {number} t */
  measuredAt(t) {
    return this.#scribe.measured.at(t);
  }

  /** Events per second of real time, lately. */
  get eventsPerSecond() {
    return this.#scribe.eventsPerSecond;
  }

  /** What the learner did in this run. @returns {readonly import('./taken.js').Action[]} */
  get actionsTaken() {
    return this.#scribe.taken.actions;
  }

  /** The parameters this run began with. */
  get startParams() {
    return this.#scribe.taken.startParams;
  }

  /** Shows model time `t`; the lab itself goes on. @param {number} t */
  seek(t) {
    this.#view.seek(t);
    this.announce();
  }

  /** Shows the moment right after event `number`. @param {number} number */
  seekEvent(number) {
    this.#view.seekEvent(number);
    this.announce();
  }

  /** Shows the moment that `leader` says, from now on. @param {() => number} leader  model time */
  follow(leader) {
    this.#view.follow(leader);
    this.announce();
  }

  /** Follows the newest moment again. */
  goLive() {
    this.#view.goLive();
    this.announce();
  }

  /**
   * Once per animation frame: lets the clock on screen go on.
   * @param {number} nowMs
   * @param {{running: boolean, slow: number}} clock
   * @returns {boolean} is there anything new to draw
   */
  advance(nowMs, clock) {
    return this.#view.tick(nowMs, clock);
  }

  /** Tells everybody that something other than the state has changed. */
  announce() {
    this.dispatchEvent(new Event('change'));
  }
}
