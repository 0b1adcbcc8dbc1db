/** Holds the page's lab until a guess is made: its clock stands, its controls rest, and a curtain says why. */

export class Gate {
  /** @type {Promise<unknown>|null} */
  #pausing = null;
  #held = false; // we stopped the clock, so we let it go on

  /** @param {HTMLElement & {session: any, locked: boolean}} lab  a <ring-lab> @param {() => void} toQuestion */
  constructor(lab, toQuestion) {
    this.lab = lab;
    this.closed = false;
    this.curtain = document.createElement('div');
    this.curtain.className = 'curtain';
    const words = document.createElement('p');
    words.textContent = 'First your guess. The run waits for it.';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'ghost';
    button.textContent = 'To the question';
    button.addEventListener('click', toQuestion);
    this.curtain.append(words, button);
    lab.addEventListener('lab-change', () => this.hold());
  }

  close() {
    this.closed = true;
    this.lab.locked = true;
    this.hold();
  }

  /** Lets the run go on, if it stands still because of the gate. @param {Promise<unknown>} [first]  what comes before */
  async open(first) {
    this.closed = false;
    this.lab.locked = false;
    this.curtain.remove();
    await Promise.allSettled([first, this.#pausing]);
    if (this.closed || !this.#held) return;
    this.#held = false;
    const { session } = this.lab;
    if (session?.status === 'open' && session.pace.paused) await session.play();
  }

  /** Whatever set the clock going, it has to wait. */
  hold() {
    if (!this.closed) return;
    const { session } = this.lab;
    const scene = this.lab.querySelector('.scene');
    if (scene && this.curtain.parentNode !== scene) scene.append(this.curtain);
    this.curtain.hidden = !session || ['lost', 'closed', 'failed'].includes(session.status); // the lab itself says why
    if (session?.status !== 'open' || session.pace.paused || this.#pausing) return;
    this.#held = true;
    this.#pausing = session.pause().catch(() => {}).finally(() => {
      this.#pausing = null;
    });
  }
}
