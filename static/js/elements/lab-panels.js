/** `<lab-panels>`: more ways to read a run, one at a time: a row of tabs, of which none is chosen at first. */

import { LitElement, html, nothing } from 'lit';
import { labMore } from '../labs/index.js';
import { setUpKeys } from './shortcuts.js';

const PANELS = [
  ['table', 'Table'],
  ['log', 'Events'],
  ['code', 'Code'],
  ['theory', 'Theory'],
  ['compare', 'Compare'], // only where the lab has tables
  ['take', 'Take away'],
];
const FRAME_EVERY = 250; // ms: what is read as text cannot be read faster
const STRIDE = { ArrowRight: 1, ArrowLeft: -1 };
let count = 0;

/** The looks of everything below the tabs: no page needs them before. */
const styled = new Promise((resolve) => {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('../../css/panels.css', import.meta.url).href;
  link.onload = link.onerror = resolve;
  document.head.append(link);
});
await styled; // or the tabs would first be seen without any

/** `panel-change` (bubbles, detail.panel): the learner opened another one, or closed it ('' then). */
export class LabPanels extends LitElement {
  static properties = {
    session: { attribute: false },
    lab: { attribute: false },
    tables: { attribute: false },
    panel: { reflect: true },
    trouble: { state: true },
    stop: { state: true },
    shown: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    this.lab = ''; // slug
    this.tables = false; // has it any
    this.panel = ''; // the one that is open
    this.trouble = ''; // why it could not be loaded
    this.stop = PANELS[0][0]; // the tab that Tab reaches
    this.view = null; // what the figure shows: the latest
    /** The panel on screen: an element. @type {any} */
    this.shown = null;
    this.made = new Map(); // name -> element: a panel opened again is as it was left
    this.given = -Infinity; // ms of the page's clock at which the panel last got a view
    this.later = 0; // timer that brings it the latest
    this.uid = `panels-${(count += 1)}`;
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    setUpKeys();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.later);
  }

  willUpdate(changed) {
    if (changed.has('panel') || changed.has('tables')) this.load();
    if (changed.has('session') && this.shown) this.shown.session = this.session;
  }

  /** What the figure shows now. @param {import('../labs/index.js').View} view */
  frame(view) {
    this.view = view;
    if (!this.shown) return;
    const wait = this.shown.eager ? 0 : this.given + FRAME_EVERY - performance.now();
    if (wait <= 0) this.give();
    else this.later ||= setTimeout(() => this.give(), wait); // a lab that stops must not leave it behind
  }

  give() {
    clearTimeout(this.later);
    this.later = 0;
    this.given = performance.now();
    if (this.view && this.shown) this.shown.frame?.(this.view);
  }

  /** Those that there is something in. */
  get panels() {
    return PANELS.filter(([name]) => name !== 'compare' || this.tables);
  }

  async load() {
    const { panel } = this;
    this.trouble = '';
    this.shown = null;
    if (!this.panels.some(([name]) => name === panel)) return;
    this.stop = panel;
    try {
      if (!this.made.has(panel)) {
        await import(`../panels/${panel}-panel.js`);
        const element = /** @type {any} */ (document.createElement(`${panel}-panel`));
        if ('lab' in element) element.lab = await labMore(this.lab); // it asks for what is known of the lab
        this.made.set(panel, element);
      }
    } catch (error) {
      if (panel === this.panel) this.trouble = error.message;
      return;
    }
    if (panel !== this.panel) return; // another was chosen meanwhile
    this.shown = this.made.get(panel);
    this.shown.session = this.session;
    await this.shown.updateComplete; // a panel forgets what it shows when it takes in a session: the view comes after
    if (panel === this.panel) this.give();
  }

  render() {
    const open = this.panels.find(([name]) => name === this.panel);
    return html`<div class="tabs" role="tablist" aria-label="More about this run" @keydown=${this.onKey}>
        ${this.panels.map(([name, label]) => this.tab(name, label))}</div>
      ${open ? this.opened(open[1]) : nothing}`;
  }

  tab(name, label) {
    const chosen = name === this.panel;
    return html`<button type="button" role="tab" id=${`${this.uid}-${name}`} data-panel=${name}
      aria-selected=${chosen} aria-controls=${chosen ? `${this.uid}-open` : nothing}
      tabindex=${name === this.stop ? 0 : -1} @click=${() => this.choose(name)}>${label}</button>`;
  }

  opened(label) {
    const { panel, shown, trouble, uid } = this;
    return html`<div class="tabpanel" role="tabpanel" id=${`${uid}-open`} aria-labelledby=${`${uid}-${panel}`}
        aria-busy=${!shown && !trouble} tabindex="0">
      <h2 class="vh">${label}</h2>
      ${shown ?? nothing}
      ${trouble ? this.told(label, trouble) : shown ? nothing : html`<p class="loading">Loading “${label}” …</p>`}
    </div>`;
  }

  told(label, trouble) {
    return html`<p class="failed" role="alert"><b>“${label}” could not be loaded.</b> ${trouble}
      <button type="button" class="ghost" @click=${() => this.load()}>Try again</button></p>`;
  }

  /** Opens a panel, or closes the one that is open. @param {string} name */
  choose(name) {
    this.stop = name;
    this.panel = name === this.panel ? '' : name;
    this.dispatchEvent(new CustomEvent('panel-change', { bubbles: true, detail: { panel: this.panel } }));
  }

  onKey(event) {
    const { panels } = this;
    const at = panels.findIndex(([name]) => name === event.target.dataset?.panel);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = panels.length - 1;
    const step = STRIDE[event.key];
    const beside = step && (at + step + panels.length) % panels.length;
    const next = { Home: 0, End: last }[event.key] ?? beside;
    if (next === undefined) return;
    event.preventDefault();
    [this.stop] = panels[next];
    this.querySelector(`[data-panel=${this.stop}]`).focus();
  }
}
customElements.define('lab-panels', LabPanels);
