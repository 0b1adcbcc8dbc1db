/** One clock for two labs: what one is told (pause, play, speed), the other is told; and A shows the moment B shows. */

/** Real seconds A is ahead: from the first on it is shown as a recording, below the second it is live. */
const [FAR, NEAR] = [1, 0.4];

/** @typedef {import('../../core/session.js').LabSession} LabSession */

export class Linked {
  /** Are they? */
  on = true;
  /** Does A show a moment of its past, because B has not come further? */
  following = false;
  #a;
  #b;
  #known = new Map(); // session -> its pace as last seen
  #asked = new Map(); // session -> requests of ours under way

  /** @param {LabSession} a @param {LabSession} b */
  constructor(a, b) {
    this.#a = a;
    this.#b = b;
    for (const session of [a, b]) {
      this.#known.set(session, session.pace);
      this.#asked.set(session, 0);
      session.addEventListener('change', this.#onChange);
    }
  }

  stop() {
    for (const session of [this.#a, this.#b]) session.removeEventListener('change', this.#onChange);
    this.#letGo();
  }

  /** @param {boolean} on  off: each has its own clock */
  set(on) {
    this.on = on;
    if (on) this.#pass(this.#b, this.#a, this.#a.pace);
    else this.#letGo();
  }

  /** Once per frame: has A show what B shows. */
  frame() {
    if (!this.on || !this.#b.description) return;
    const [a, b] = [this.#a, this.#b];
    const ahead = (a.recording.to - b.viewTime) * b.pace.slow;
    if (!this.following && (!a.live || !b.live || ahead > FAR)) {
      this.following = true;
      a.follow(() => b.viewTime);
    } else if (this.following && b.live && ahead < NEAR) {
      this.#letGo();
    }
  }

  #letGo() {
    if (this.following) this.#a.goLive();
    this.following = false;
  }

  #onChange = ({ target }) => {
    const before = this.#known.get(target);
    this.#known.set(target, target.pace);
    // What we asked of it ourselves is no wish of the learner's.
    if (this.on && this.#asked.get(target) === 0) this.#pass(target, target === this.#a ? this.#b : this.#a, before);
  };

  #pass(from, to, before) {
    if (from.status !== 'open' || to.status !== 'open') return;
    const { paused, slow } = from.pace;
    if (paused !== before.paused && paused !== to.pace.paused) this.#ask(to, paused ? to.pause() : to.play());
    if (slow !== before.slow && slow !== to.pace.slow) this.#ask(to, to.speed(slow));
  }

  async #ask(session, request) {
    this.#asked.set(session, this.#asked.get(session) + 1);
    await request.catch(() => {}); // a lab that is gone says so itself
    this.#asked.set(session, this.#asked.get(session) - 1);
  }
}
