/** Which moment of a recording is on screen: the newest, whose clock runs on between frames, or one of the past. */

import { eventOf, numberAt } from './steps.js';

/** How far, in real time, the clock on screen may run ahead of what is known: longer, and the server is late. */
const FURTHEST_AHEAD_MS = 400;

export class View {
  /** Does the view follow the newest moment? */
  live = true;
  /** Model time shown. */
  time = 0;
  #recording;
  #past = null; // the state shown while not live, once somebody asked for it
  #number = null; // of the last event shown, where the view stops within an instant
  #leader = null; // whose model time is shown, see follow()
  #shown = null; // the recording's version when last drawn

  /** @param {import('./recording.js').Recording} recording */
  constructor(recording) {
    this.#recording = recording;
  }

  /**
   * Once per animation frame.
   * @param {number} nowMs
   * @param {{running: boolean, slow: number}} clock  is the lab's clock running, and at what slow factor
   * @returns {boolean} is there anything new to draw
   */
  tick(nowMs, { running, slow }) {
    const before = this.time;
    const { heardAt, from, to, version } = this.#recording;
    if (this.live) {
      const sinceMs = running ? Math.min(Math.max(nowMs - heardAt, 0), FURTHEST_AHEAD_MS) : 0;
      // The next frame may find that we ran a little ahead; a clock that waits for it looks better than one
      // that jumps back.
      this.time = Math.max(this.time, to + sinceMs / 1000 / slow);
    } else if (this.#leader) {
      this.#show(Math.min(Math.max(this.#leader(), from), to));
    } else if (this.time < from) {
      this.#show(from); // what was shown is no longer kept
    }
    const changed = this.time !== before || (this.live && version !== this.#shown);
    this.#shown = version;
    return changed;
  }

  /** The state of the moment shown: the same object until it changes; read only. */
  get state() {
    if (this.live) return this.#recording.latest;
    const { number } = this;
    if (this.#past?.number !== number) this.#past = { number, state: this.#recording.after(number) };
    return this.#past.state;
  }

  /** Of the last event shown, see steps.js. */
  get number() {
    return this.live ? this.#recording.count : (this.#number ?? numberAt(this.#recording.chunks, this.time));
  }

  /**
   * Shows the moment `t`, as far as it is kept, and stays there.
   * @param {number} t
   */
  seek(t) {
    this.live = false;
    this.#leader = null;
    this.#show(Math.min(Math.max(t, this.#recording.from), this.#recording.to));
  }

  /** Shows the moment right after event `number`, as far as it is kept, and stays there. @param {number} number */
  seekEvent(number) {
    const { chunks, from, count } = this.#recording;
    const shown = Math.min(Math.max(number, (chunks[0]?.first ?? 1) - 1), count);
    this.seek(eventOf(chunks, shown)?.t ?? from);
    this.#number = shown;
  }

  /** Shows the moment that `leader` says, from now on. @param {() => number} leader */
  follow(leader) {
    this.live = false;
    this.#leader = leader;
  }

  /** Follows the newest moment again. */
  goLive() {
    this.live = true;
    this.#leader = null;
    this.#show(this.#recording.to);
  }

  #show(t) {
    this.#number = null;
    this.time = t;
  }
}
