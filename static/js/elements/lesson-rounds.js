// <lesson-rounds>: the rounds of a lesson, one open at a time; choosing one sets the page's <ring-lab> to its preset.
//
// The server renders every round in full, so the lesson reads without this file. The open round is always the one
// the address names (#round-3): links, Next, and the browser's back button all go through the address.

const narrow = matchMedia('(max-width: 62rem)');   // the rounds stand below the lab then, see css/layout.css

class LessonRounds extends HTMLElement {
  connectedCallback() {
    this.rounds = [...this.querySelectorAll('.round')];
    this.next = this.querySelector('.next');
    this.eyebrow = document.getElementById('round-now');
    this.current = 0;
    this.next.hidden = false;
    this.addEventListener('click', this);
    addEventListener('hashchange', this);
    this.show(this.fromAddress() ?? 0, { first: true });
    if (location.hash !== '' && this.fromAddress() !== null) this.beginAtTheTop();
    this.takeSeat();
  }

  /** The browser scrolled to the round while all of them were open; now that only one is, that place is another. */
  beginAtTheTop() {
    const top = () => requestAnimationFrame(() => scrollTo(0, 0));
    if (document.readyState === 'complete') top();
    else addEventListener('load', top, { once: true });
  }

  /** Guesses, questions, goals and progress: nothing that the first picture needs, and nothing that may stop the rest. */
  async takeSeat() {
    try {
      const { Seat } = await import('../tasks/seat.js');
      const seat = new Seat(this);
      await seat.begin();
      this.seat = seat;
      seat.enter(this.current);
    } catch (error) {
      console.warn('The lesson goes on without its questions:', error);
    }
  }

  disconnectedCallback() {
    removeEventListener('hashchange', this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === 'hashchange') {
      const index = this.fromAddress();
      if (index !== null && index !== this.current) this.show(index, {});
      return;
    }
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest('.to-lab')) document.querySelector('ring-lab')?.scrollIntoView();
    else if (target.closest('.next button')) this.goOn();
    const link = target.closest('.round h2 a');
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      this.choose(this.rounds.indexOf(link.closest('.round')));
    }
  }

  /** The index of the round the address names (none named: the first), or null. @returns {number | null} */
  fromAddress() {
    if (location.hash === '') return 0;
    const found = /^#round-(\d+)$/.exec(location.hash);
    const index = found ? Number(found[1]) - 1 : -1;
    return index >= 0 && index < this.rounds.length ? index : null;
  }

  /** Opens round `index` and puts it in the history. @param {number} index */
  choose(index) {
    if (index !== this.current) {
      history.pushState(null, '', `#round-${index + 1}`);
      this.show(index, {});
    }
    const link = this.rounds[index].querySelector('h2 a');
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: narrow.matches ? 'start' : 'nearest' });
  }

  /** What Next does: the next round, or after the last one the take-home. */
  goOn() {
    const missing = this.warned ? [] : (this.seat?.missing ?? []);
    if (missing.length) {
      this.warn(missing);
      return;
    }
    this.markDone(this.current);
    this.seat?.finish(this.current);
    if (this.current + 1 < this.rounds.length) {
      this.choose(this.current + 1);
      return;
    }
    const ending = document.querySelector('#take-home h2');
    ending?.focus({ preventScroll: true });
    ending?.scrollIntoView({ block: 'start' });
  }

  /** Says what this round still wants; the next press goes on all the same. @param {string[]} missing */
  warn(missing) {
    this.warned = true;
    const place = this.next.querySelector('.missing');
    place.textContent = `Still to reach: ${missing.join(' ')}`;
    this.next.querySelector('button').textContent = 'Go on anyway';
  }

  /** @param {number} index */
  markDone(index) {
    const round = this.rounds[index];
    if (!round || round.classList.contains('done')) return;
    round.classList.add('done');
    round.querySelector('.n').textContent = '✓';
    round.querySelector('.done-word').hidden = false;
  }

  /**
   * Opens round `index`, and hands its preset to the lab; the lab was already rendered with the first round's.
   * @param {number} index
   * @param {{first?: boolean}} how
   */
  show(index, { first = false }) {
    this.rounds[this.current].removeAttribute('aria-current');
    this.current = index;
    const round = this.rounds[index];
    round.setAttribute('aria-current', 'step');
    if (this.eyebrow) this.eyebrow.textContent = `round ${index + 1} of ${this.rounds.length}`;
    const after = this.rounds[index + 1]?.dataset.title;
    this.next.querySelector('button').textContent = after ? `Next: ${after}` : 'Finish: what to take home';
    this.warned = false;
    this.next.querySelector('.missing').textContent = '';
    if (!first || index !== 0) this.setLab(this.settingOf(index));
    this.seat?.enter(index);
  }

  /** What round `index` sets the lab to, with `run` on top. @param {number} index @param {object} [run] */
  settingOf(index, run = {}) {
    const setting = JSON.parse(this.rounds[index].querySelector('script').textContent);
    return { ...setting, params: { ...setting.params, ...run } };
  }

  /** @param {{lab: string, params: object, controls: string[], actions: string[], highlight: string[]}} setting */
  async setLab(setting) {
    const lab = document.querySelector('ring-lab');
    if (!lab) return;
    const asked = (this.asked = setting);
    await customElements.whenDefined('ring-lab');
    if (asked !== this.asked) return;   // another round was chosen while the lab's code was loading
    try {
      await lab.preset(setting);
    } catch (error) {
      // The lab itself shows what is wrong; the words of the round are still there to read.
      console.warn('The lab did not take this round’s preset:', error);
    }
  }
}

customElements.define('lesson-rounds', LessonRounds);
