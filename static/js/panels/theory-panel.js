/** `<theory-panel>`: what formulas say beside what was measured, what they take for granted, and why they differ. */

import { LitElement, html, nothing, svg } from 'lit';
import { duration } from '../lib/format.js';
import { stylesheet } from './stylesheet.js';
import { bars, curveWords, figure, inputWords, plot } from './theory-words.js';

const HOLDS = new Map([
  [true, { word: 'holds', sign: '✓', name: 'holds' }],
  [false, { word: 'does not hold here', sign: '✕', name: 'fails' }],
  [null, { word: 'too early to say', sign: '?', name: 'unknown' }],
]);
const PLOT = { height: 150, left: 52, right: 12, top: 10, bottom: 22 };

await stylesheet('panels-code.css');

/**
 * @typedef {object} Words  of a lab
 * @property {string} [samples]  what was measured so many times
 * @property {string} [curve]  what a curve shows
 * @property {string} [spoken]  the same as a sentence, read out loud
 * @property {(view: import('../labs/index.js').View) => string|null} [none]  why there is nothing to compare
 */

export class TheoryPanel extends LitElement {
  static properties = { session: { attribute: false }, lab: { attribute: false }, list: { state: true }, width: { state: true } };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    /** Its words. @type {import('../labs/index.js').LabMore|null} */
    this.lab = null;
    this.view = null;
    /** @type {import('./theory-words.js').Theory[]} */
    this.list = [];
    this.width = 0; // px
    this.watcher = new ResizeObserver(([entry]) => (this.width = Math.round(entry.contentRect.width)));
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.watcher.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
  }

  /** @param {import('../labs/index.js').View} view */
  frame(view) {
    this.view = view;
    this.list = this.session?.theory ?? NONE;
  }

  render() {
    if (this.list.length === 0) return html`<p class="none">${this.why()}</p>`;
    const { seconds, samples } = this.list[0];
    return html`<div class="panel-head"><p>Measured since the last change: <b class="mono">${samples}</b>
        ${this.words.samples ?? 'samples'} in <b class="mono">${duration(seconds)}</b> of the lab’s time.</p><p class="key"><span class="measured">measured here</span>
        <span class="modelled">modelled by a formula</span></p></div>
      <div class="theories">${this.list.map((theory) => this.entry(theory))}</div>`;
  }

  /** @returns {Words} */
  get words() {
    return this.lab?.theory ?? {};
  }

  why() {
    const { session, view } = this;
    if (session && !session.theory) return 'A recording carries no theory: it is computed while a lab runs.';
    const because = view && this.words.none?.(view);
    return because ?? 'Nothing to compare yet: too little has happened since the last change.';
  }

  entry(theory) {
    const { name, label, law, formula, inputs, assumes, sentence } = theory;
    return html`<section class="theory" aria-labelledby="theory-${name}">
      <header><h3 id="theory-${name}">${label}</h3><span class="law">${law}</span>
        <span class="token">modelled</span></header>
      ${this.bars(theory)}
      <p class="sentence">${sentence}</p>
      <p class="formula"><code>${formula}</code>${inputs.map((input) => html` <span title=${input.label}
        ><code>${inputWords(input)}</code> <small>${input.label}</small></span>`)}</p>
      ${theory.curve && this.width > 0 ? this.curve(theory) : nothing}
      ${assumes.length > 0 ? this.assumptions(assumes, law) : nothing}
    </section>`;
  }

  bars(theory) {
    const { measured, modelled } = bars(theory);
    const one = (kind, part, x) => html`<dt>${kind}</dt><dd class=${kind}>
      <span class="bar ${part === null ? 'endless' : ''}" style="width: ${100 * (part ?? 1)}%"></span>
      <b>${part === null ? 'no answer' : figure(x, theory.unit)}</b></dd>`;
    return html`<dl class="pair">
      ${one('measured', measured, theory.measured)}${one('modelled', modelled, theory.value)}</dl>`;
  }

  assumptions(assumes, law) {
    const broken = assumes.filter(({ holds }) => holds === false).length;
    const row = ({ text, holds, why }) => {
      const { word, sign, name } = HOLDS.get(holds);
      const verdict = why ? `${word}: ${why}` : word;
      return html`<li class=${name}><b aria-hidden="true">${sign}</b> ${text} <span>– ${verdict}</span></li>`;
    };
    return html`<h4>What ${law} takes for granted${broken > 0 ? `: ${broken} of ${assumes.length} not so here` : ''}</h4>
      <ul class="assumes">${assumes.map(row)}</ul>`;
  }

  curve(theory) {
    const { height, left, right, top, bottom } = PLOT;
    const total = Math.min(this.width, 640);
    const width = total - left - right;
    const { top: most, path, noAnswer, ticks, at } = plot(theory, width, height);
    const tick = ({ size, x }) => svg`<text x=${x} y=${height + 16} text-anchor="middle">${size}</text>`;
    const shown = (y) => y !== null && y >= 0; // a point may be far above the picture
    return html`<figure class="curve">
      <svg width=${total} height=${height + top + bottom} role="img" aria-label=${curveWords(theory, this.words.spoken)}>
        <g transform="translate(${left} ${top})">
          <path class="axis" d="M0 0V${height}H${width}"/>
          <text x="-6" y="5" text-anchor="end">${duration(most)}</text>
          <text x="-6" y=${height} text-anchor="end">0</text>
          <rect class="none" width=${noAnswer} height=${height}/>
          ${noAnswer > 100 ? svg`<text x=${noAnswer / 2} y="75" text-anchor="middle">no steady wait</text>` : nothing}
          <svg width=${width} height=${height} overflow="hidden"><path class="model" d=${path}/></svg>
          <path class="here" d="M${at.x} 0V${height}"/>
          ${shown(at.modelled) ? svg`<circle class="modelled" cx=${at.x} cy=${at.modelled} r="5.5"/>` : nothing}
          ${shown(at.measured) ? svg`<path class="measured" d="M${at.x - 5} ${at.measured - 5}h10v10h-10z"/>` : nothing}
          ${ticks.map(tick)}
        </g></svg>
      <figcaption><span>${this.words.curve ?? 'by size'}</span> <span class="modelled">○ modelled</span>
        <span class="measured">■ measured, at ${theory.at}</span></figcaption>
    </figure>`;
  }
}

const NONE = [];
customElements.define('theory-panel', TheoryPanel);
