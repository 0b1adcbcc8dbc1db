/** What every stage has in common: it knows its width, opens details of what was chosen, and moves with the arrow keys. */

import { LitElement } from 'lit';
import { Roving } from './roving.js';
import { Steady } from './steady.js';

/** @typedef {{kind: string, id: string}} Choice */

export class PictureStage extends LitElement {
  static properties = { view: { attribute: false }, width: { state: true }, chosen: { state: true } };

  constructor() {
    super();
    /** A new object for every picture. @type {any} */
    this.view = null;
    this.width = 0;
    /** @type {Choice|null} */
    this.chosen = null;
    this.steady = new Steady();
    this.roving = new Roving();
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizer = new ResizeObserver(([entry]) => this.resize(Math.floor(entry.contentRect.width)));
    this.sizer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizer.disconnect();
  }

  resize(width) {
    if (width === this.width) return;
    this.width = width;
    this.steady.forget();
  }

  /** Another run begins: nothing on screen leads up to it. */
  forget() {
    this.view = null;
  }

  isChosen(kind, id) {
    return this.chosen?.kind === kind && this.chosen.id === String(id);
  }

  /** Opens the details of something, or closes them: null, or the same again. @param {Choice|null} choice */
  choose(choice) {
    const left = this.chosen;
    this.chosen = choice && !this.isChosen(choice.kind, choice.id) ? choice : null;
    if (!choice && left) this.querySelector(`[data-kind="${left.kind}"][data-id="${CSS.escape(left.id)}"]`)?.focus();
  }

  onClick({ target }) {
    const { kind, id } = target.closest('[data-kind]')?.dataset ?? {};
    if (kind) this.choose({ kind, id });
  }

  onFocus({ target }) {
    if (this.roving.focused(target)) this.requestUpdate();
  }

  onKey(event) {
    const member = event.target.closest('[data-kind]');
    if (!member) return;
    const { kind, id } = member.dataset;
    if (event.key === 'Enter' || event.key === ' ') this.choose({ kind, id });
    else if (event.key === 'Escape' && this.chosen) this.choose(null);
    else if (!this.roving.move(event.key, member)) return;
    event.preventDefault();
  }
}
