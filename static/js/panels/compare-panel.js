/**
 * `<compare-panel>`: the lab's tables, each cell measured by the server for the settings of now, row after row.
 *
 * A row costs the server a second or so. So they are asked for one at a time, and no more once nobody looks.
 */

import { LitElement, html, nothing } from 'lit';
import { figure, queryOf } from './compare-cells.js';
import { stylesheet } from './stylesheet.js';

await stylesheet('panels-compare.css');

export class ComparePanel extends LitElement {
  static properties = {
    session: { attribute: false },
    tables: { state: true },
    measuring: { state: true },
    trouble: { state: true },
    stale: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    /** As the server tells them, each with `cells`: row -> its cells, or {error}. @type {any[]} */
    this.tables = [];
    this.measuring = false;
    this.trouble = '';
    this.stale = false; // have the settings been changed since
    this.query = null; // the settings it was measured for
    /** @type {AbortController|null} */
    this.work = null;
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  frame() {
    const { session, query } = this;
    if (!session?.description) return;
    const now = queryOf(session.params, session.description);
    if (query === null) this.measure();
    else this.stale = now !== query;
  }

  /** Begins anew, with the settings of now. */
  async measure() {
    this.stop();
    const { description, params } = this.session;
    this.query = queryOf(params, description);
    Object.assign(this, { tables: [], trouble: '', stale: false });
    try {
      const ask = (path) => answerOf(`/api/labs/${description.slug}/tables/${path}?${this.query}`);
      const outlines = await Promise.all(description.tables.map(({ name }) => ask(name)));
      this.tables = outlines.map((outline) => ({ ...outline, cells: new Map() }));
    } catch (error) {
      this.trouble = error.message;
      return;
    }
    this.goOn();
  }

  /** Measures the rows that are missing. */
  async goOn() {
    const work = (this.work = new AbortController());
    this.measuring = true;
    for (const table of this.tables) {
      for (const { name } of table.rows) {
        if (table.cells.has(name) && !table.cells.get(name).error) continue;
        const path = `/api/labs/${this.session.description.slug}/tables/${table.name}/${encodeURIComponent(name)}`;
        const row = await answerOf(`${path}?${this.query}`, work.signal).then(({ cells }) => cells, (error) => ({ error }));
        if (work.signal.aborted) return;
        table.cells.set(name, row);
        this.requestUpdate();
      }
    }
    this.measuring = false;
  }

  stop() {
    this.work?.abort();
    this.measuring = false;
  }

  render() {
    if (this.trouble) {
      return html`<p class="failed" role="alert"><b>The tables could not be had.</b> ${this.trouble}
        <button type="button" class="ghost" @click=${() => this.measure()}>Try again</button></p>`;
    }
    const all = this.tables.flatMap(({ rows }) => rows).length;
    const done = this.tables.flatMap(({ cells }) => [...cells.values()]).filter(({ error }) => !error).length;
    return html`<div class="panel-head">
        <p role="status">${this.progressWords(done, all)}</p>
        ${this.measuring ? html`<progress max=${all} value=${done} aria-label="Rows measured"></progress>` : nothing}
        ${this.button(done, all)}
      </div>
      ${this.tables.map((table) => this.table(table))}`;
  }

  progressWords(done, all) {
    if (this.stale && !this.measuring) return 'The settings have been changed since this was measured.';
    if (this.measuring || all === 0) return 'Being measured on this machine, a row at a time …';
    return done === all ? 'Measured on this machine, for the settings of the lab.' : `${all - done} of ${all} rows are not measured.`;
  }

  button(done, all) {
    const button = (words, act) => html`<button type="button" class="ghost" @click=${act}>${words}</button>`;
    if (this.measuring) return button('Stop', () => this.stop());
    if (this.stale) return button('Measure again', () => this.measure());
    return done < all ? button('Go on', () => this.goOn()) : nothing;
  }

  table(table) {
    const { name, title, note, columns, rows, seed, notices } = table;
    const head = (column) => html`<th scope="col">${column.label}${column.help ? html`<small>${column.help}</small>` : nothing}</th>`;
    return html`<section class="compared">
      <div class="sideways" role="region" aria-labelledby="compare-${name}" tabindex="0">
        <table aria-busy=${this.measuring}><caption id="compare-${name}">${title}</caption>
          <thead><tr><th scope="col"><span class="vh">Row</span></th>${columns.map(head)}</tr></thead>
          <tbody>${rows.map((row) => this.row(row, table))}</tbody></table></div>
      <p class="hint">${note}${seed === null ? nothing : ` Seed ${seed}.`}
        In quotation marks stands what the document says.</p>
      ${notices.map((notice) => html`<p class="hint">${notice}</p>`)}
    </section>`;
  }

  row({ name, label }, { columns, cells }) {
    const known = cells.get(name);
    const heading = html`<th scope="row">${label}</th>`;
    if (known?.error) return html`<tr>${heading}<td class="wrong" colspan=${columns.length}>${known.error.message}</td></tr>`;
    const waiting = html`<td class="waits"><span aria-hidden="true">…</span><span class="vh">not measured yet</span></td>`;
    return html`<tr>${heading}${columns.map((column) => (known ? cell(known[column.name], column) : waiting))}</tr>`;
  }
}

/** @param {import('./compare-cells.js').Cell} it @param {import('./compare-cells.js').Column} column */
function cell(it, column) {
  const measured = figure(it, column);
  return html`<td>${measured ? html`<b>${measured}</b>` : nothing}
    ${it.said ? html`<q>${it.said}</q>` : nothing}
    ${it.words ? html`<small>${it.words}</small>` : nothing}</td>`;
}

/** @param {string} address @param {AbortSignal} [signal] */
async function answerOf(address, signal) {
  const answer = await fetch(address, { signal });
  const said = await answer.json().catch(() => null);
  if (!answer.ok || !said) throw new Error(said?.error?.message ?? `The server answered with ${answer.status}.`);
  return said;
}
customElements.define('compare-panel', ComparePanel);
