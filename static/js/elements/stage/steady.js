/** Keeps a picture from jumping about: what is small again stays big for a while. */

const SHRINK_AFTER = 4000; // ms

export class Steady {
  constructor() {
    this.height = 0;
    this.at = 0;
  }

  /**
   * The picture grows at once, and shrinks later: what stands below it must not move under somebody's hand.
   * @param {number} height  as drawn
   * @param {number} now  ms
   * @param {boolean} live  the past never shrinks: the scrubber is just below
   */
  drew(height, now, live) {
    if (height > this.height) Object.assign(this, { height, at: now });
    else if (!live) this.at = now;
    else if (now - this.at > SHRINK_AFTER) Object.assign(this, { height: 0, at: now });
  }

  /** Another width, another picture. */
  forget() {
    this.height = 0;
  }
}
