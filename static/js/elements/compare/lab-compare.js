/** `<lab-compare>`: the fork B next to A, and below them what B does differently, in figures and in words. */

import { LitElement, html, nothing } from 'lit';
import { onFrame } from '../../core/frame.js';
import { labMore } from '../../labs/index.js';
import { duration } from '../../lib/format.js';
import { ensureStyles } from '../../lib/styles.js';
import { compared, sentence } from './difference.js';
import { Linked } from './linked.js';
import { Parting } from './parting.js';
import { partingWords } from './parting-words.js';

const COMPARE_EVERY = 1000; // ms

export class LabCompare extends LitElement {
  static properties = {
    a: { attribute: false },
    b: { attribute: false },
    figure: { attribute: false },
    rows: { state: true },
    words: { state: true },
    linkedOn: { state: true },
    version: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../../core/session.js').LabSession|null} */
    this.a = null;
    /** A fork of it. @type {import('../../core/session.js').LabSession|null} */
    this.b = null;
    /** The figure that shows A. @type {import('../ring-lab.js').RingLab|null} */
    this.figure = null;
    /** Its words for its metrics. @type {import('./difference.js').Words|undefined} */
    this.lab = undefined;
    this.rows = [];
    this.words = '';
    this.linkedOn = true;
    this.restarted = ''; // the lab that began anew: then the two are no longer one run
    this.at = -Infinity;
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    ensureStyles(new URL('../../../css/compare.css', import.meta.url));
    this.stopFrames = onFrame((now) => this.frame(now));
    labMore(this.figure?.lab).then((more) => (this.lab = more?.compare), () => {}); // labels do as well
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopFrames();
    this.linked?.stop();
    this.a?.removeEventListener('rebuilt', this.onRebuilt);
  }

  willUpdate(changed) {
    if (!changed.has('b') || !this.b) return;
    this.linked?.stop();
    this.linked = new Linked(this.a, this.b);
    this.linked.on = this.linkedOn;
    this.restarted = '';
    this.at = -Infinity;
    this.from = this.b.recording.from;
    this.parting = null;
    this.a.addEventListener('rebuilt', this.onRebuilt);
    this.b.addEventListener('rebuilt', this.onRebuilt);
  }

  firstUpdated() {
    this.look(this.figure.seen);
    this.querySelector('h2').focus({ preventScroll: true });
  }

  onRebuilt = ({ target }) => {
    this.restarted = target === this.a ? 'A' : 'B';
    this.linked.stop();
    this.at = -Infinity;
  };

  /** @param {boolean} seen  both are seen, or neither is */
  look(seen) {
    this.querySelector('ring-lab')?.look(seen);
  }

  /** @param {number} now  ms */
  frame(now) {
    if (!this.b?.recording.chunks.length) return;
    if (!this.restarted) this.linked.frame();
    if (now - this.at < COMPARE_EVERY) return;
    this.at = now;
    this.compare();
  }

  compare() {
    const { a, b, restarted } = this;
    if (restarted) {
      this.words = `${restarted} was restarted, so A and B are no longer one run. Close B, and fork again.`;
      this.rows = [];
      return;
    }
    this.from = b.recording.chunks[0].from;
    this.parting ??= new Parting(a.recording, b.recording, this.from);
    const isSame = this.parting.look();
    const t = Math.min(a.recording.to, b.live ? b.recording.to : b.viewTime);
    const metrics = a.description.metrics.filter(({ strip }) => strip);
    const [x, y] = [a.measuredAt(t), isSame ? a.measuredAt(t) : b.measuredAt(t)];
    this.rows = compared(metrics, x, y, this.lab);
    const parted = partingWords(this.parting);
    this.words = isSame ? 'A and B: the same so far.' : `${parted} ${sentence(metrics, x, y, this.lab)}`;
    this.moment = t;
  }

  render() {
    const { b, figure } = this;
    if (!b || !figure) return nothing;
    return html`<div class="corner b">
        <h2 tabindex="-1">B <small>goes on from ${duration(this.from, 4)}</small>
          <button type="button" class="ghost" @click=${() => this.close()}>Close B</button></h2>
        <ring-lab .corner=${'B'} .lab=${figure.lab} .params=${figure.params} .session=${b} .controls=${figure.controls}
          .actions=${figure.actions} @lab-change=${(event) => event.stopPropagation()}></ring-lab>
      </div>
      <section class="versus" aria-label="A and B compared">
        <p class="verdict" role="status">${this.words}</p>
        <label class="switch one-clock"><span>One clock for A and B</span>
          <input type="checkbox" role="switch" .checked=${this.linkedOn} @change=${this.onLink}></label>
        ${this.rows.length > 0 ? this.table() : nothing}
      </section>`;
  }

  table() {
    const row = (it) => html`<tr class=${it.differs ? 'differs' : ''}>
      <th scope="row">${it.label}</th><td>${it.a}</td><td>${it.b}</td><td class="how">${it.words}</td></tr>`;
    const since = Math.max(0, this.moment - this.from);
    return html`<table>
      <caption>At ${duration(this.moment, 4)}, ${duration(since, 3)} after the fork</caption>
      <thead><tr>${['Measured', 'A', 'B', 'B against A'].map((word) => html`<th scope="col">${word}</th>`)}</tr></thead>
      <tbody>${this.rows.map(row)}</tbody></table>`;
  }

  onLink({ target }) {
    this.linkedOn = target.checked;
    this.linked.set(target.checked);
    this.figure.classList.toggle('own-clocks', !target.checked);
  }

  async close() {
    const { figure } = this;
    figure.classList.remove('own-clocks');
    figure.compare(null);
    await figure.updateComplete; // its time bar was hidden
    figure.querySelector('.fork')?.focus();
  }
}
customElements.define('lab-compare', LabCompare);
