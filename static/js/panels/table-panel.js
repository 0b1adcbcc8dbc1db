/** `<table-panel>`: the picture's twin, the same facts as tables, for those who read rather than look. */

import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { clock } from '../lib/format.js';

/**
 * @typedef {object} Table
 * @property {string} id
 * @property {string} caption
 * @property {string[]} columns  the first names the row
 * @property {string[][]} rows
 * @property {string} [none]  said instead, where there is no row
 */

export class TablePanel extends LitElement {
  static properties = { session: { attribute: false }, lab: { attribute: false }, view: { state: true }, held: { state: true } };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    /** Knows what the facts are. @type {import('../labs/index.js').LabMore|null} */
    this.lab = null;
    this.view = null; // the moment in the tables
    this.newest = null; // the moment in the picture
    this.held = false; // does the learner want the tables to stand still
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  willUpdate(changed) {
    if (changed.has('session')) Object.assign(this, { held: false, view: null });
  }

  /** @param {import('../labs/index.js').View} view */
  frame(view) {
    this.newest = view;
    if (!this.held) this.view = view;
  }

  hold() {
    this.held = !this.held;
    if (!this.held) this.view = this.newest;
  }

  render() {
    if (!this.lab?.facts) return html`<p class="none">Nobody has written down what there is to see in this lab.</p>`;
    if (!this.view) return html`<p class="none">There is nothing to show yet.</p>`;
    const { time, live } = this.view;
    const how = this.held ? 'standing still' : live ? 'live' : 'in the past';
    return html`<div class="panel-head">
        <p>The picture as tables, at <b class="mono moment">${clock(time)}</b>, ${how}.</p>
        <button type="button" class="ghost" @click=${() => this.hold()}>${this.held ? 'Follow the run' : 'Hold still'}
        </button></div>
      <div class="twin">${repeat(this.lab.facts(this.view), ({ id }) => id, (table) => this.table(table))}</div>`;
  }

  table({ id, caption, columns, rows, none }) {
    const label = `twin-${id}`;
    if (rows.length === 0) return html`<section class=${id}><h3>${caption}</h3><p class="none">${none}</p></section>`;
    const head = html`<thead><tr>${columns.map((word) => html`<th scope="col">${word}</th>`)}</tr></thead>`;
    const row = ([name, ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
    const body = html`<tbody>${repeat(rows, ([name]) => name, row)}</tbody>`;
    const isWide = columns.length > 2;
    return html`<section class=${id}>
      <div class=${isWide ? 'sideways' : ''} role=${isWide ? 'region' : nothing}
        aria-labelledby=${isWide ? label : nothing} tabindex=${isWide ? 0 : nothing}>
      <table data-table=${id}><caption id=${label}>${caption}</caption>${head}${body}</table></div></section>`;
  }
}
customElements.define('table-panel', TablePanel);
