/** Notices when frames are missing, from their sequence numbers, and remembers how much until it is mended. */

export class Sequence {
  /** Of the last frame heard; null before the first. @type {number|null} */
  seq = null;
  /** What is missing until a keyframe comes; dropped: null if nobody knows. @type {{dropped: number|null}|null} */
  hole = null;

  /**
   * @param {import('./recording.js').Frame} frame
   * @returns {'follows'|'dropped'|'gap'} dropped: the server lost events, and sends a keyframe by itself;
   *   gap: something is missing, and a keyframe must be asked for
   */
  hear(frame) {
    const follows = this.seq === null || frame.seq === this.seq + 1;
    this.seq = frame.seq;
    if (!follows) this.#widenHole(null);
    else if (frame.dropped > 0) this.#widenHole(frame.dropped);
    if (frame.dropped > 0) return 'dropped';
    return this.hole ? 'gap' : 'follows';
  }

  /**
   * A keyframe says all there is to know: go on from its number.
   * @param {number} seq
   */
  goOnFrom(seq) {
    this.seq = seq;
    this.hole = null;
  }

  /** @param {number|null} dropped */
  #widenHole(dropped) {
    const before = this.hole ? this.hole.dropped : 0;
    this.hole = { dropped: before === null || dropped === null ? null : before + dropped };
  }
}
