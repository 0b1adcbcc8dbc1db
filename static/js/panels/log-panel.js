/**
 * `<log-panel>`: what happened, one sentence an event, the newest last; it stands still while somebody reads it.
 *
 * Only the last hundred are on the page however many there are: earlier ones are asked for, a hundred at a time.
 */

import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { clock } from '../lib/format.js';
import { countAfter, endOf, eventsBefore } from './event-list.js';
import { eventWords, GROUPS, groupOf } from './event-words.js';

const AT_ONCE = 100;
const COUNT_TO = 999; // new events: beyond that it is only "many"
const AT_END = 12; // px from the end of the list that still are its end
const PAGE = 10;
const STRIDE = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity };
const QUIET = 'threads'; // what threads do is mostly told by the other events as well

export class LogPanel extends LitElement {
  static properties = { session: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    this.view = null;
    this.groups = new Set(GROUPS.map(([name]) => name).filter((name) => name !== QUIET)); // those that are shown
    this.run = null; // the recording's number: another one is another story
    this.reading = { asked: false, scrolled: false }; // why the list stands still
    this.forget();
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  willUpdate(changed) {
    if (changed.has('session')) this.forget();
  }

  /** Nothing on the list belongs to what comes. */
  forget() {
    this.most = AT_ONCE;
    this.end = null; // the place in the recording after the last event on the list
    this.events = [];
    this.more = false; // are there earlier ones
    this.fresh = 0; // new ones that are not on the list yet
    this.stop = null; // the event that Tab reaches
  }

  get held() {
    return this.reading.asked || this.reading.scrolled;
  }

  /** @param {import('../labs/index.js').View} view */
  frame(view) {
    this.view = view;
    const { number } = view.recording;
    if (number !== this.run) {
      this.run = number;
      this.forget();
    }
    if (this.held && this.events.length > 0) this.fresh = this.countNew();
    else this.follow();
    this.requestUpdate();
  }

  wanted = (event) => this.groups.has(groupOf(event.kind));

  /** The log tells what led to the moment shown. */
  get until() {
    return this.view.live ? Infinity : this.view.time;
  }

  countNew() {
    return countAfter(this.view.recording.chunks, this.end, this.wanted, { until: this.until, most: COUNT_TO });
  }

  follow() {
    this.fresh = 0;
    this.end = endOf(this.view.recording.chunks, this.until);
    this.collect();
  }

  collect() {
    Object.assign(this, eventsBefore(this.view.recording.chunks, this.end, this.wanted, this.most));
    if (!this.events.includes(this.stop)) this.stop = this.events.at(-1) ?? null;
  }

  updated() {
    const list = this.querySelector('.log');
    if (list && !this.held) list.scrollTop = list.scrollHeight;
  }

  render() {
    return html`<div class="panel-head">
        <fieldset class="groups"><legend>Show</legend>
          ${this.possible.map(([name, label]) => this.filter(name, label))}</fieldset>
        <button type="button" class="ghost follow" @click=${() => this.toggle()}>${this.followWords()}</button>
      </div>
      ${this.more ? html`<button type="button" class="ghost earlier" @click=${() => this.showEarlier()}>
        Show ${AT_ONCE} earlier events</button>` : nothing}
      ${this.events.length > 0 ? this.list() : html`<p class="none">Nothing of the kind has happened yet.</p>`}
      <p class="hint">An event brings you to its moment. Once you are in it, the list stands still.</p>`;
  }

  /** The groups that this lab's events belong to. */
  get possible() {
    const kinds = Object.keys(this.session?.description?.events ?? {});
    return GROUPS.filter(([name]) => kinds.some((kind) => groupOf(kind) === name));
  }

  filter(name, label) {
    return html`<label><input type="checkbox" .checked=${this.groups.has(name)}
      @change=${({ target }) => this.narrow(name, target.checked)}>${label}</label>`;
  }

  followWords() {
    const { fresh, held } = this;
    if (!held) return 'Hold still';
    const many = fresh === COUNT_TO ? `${COUNT_TO} and more` : fresh;
    return fresh === 0 ? 'Follow the run' : `${many} new event${fresh === 1 ? '' : 's'}`;
  }

  list() {
    const { time, live } = this.view;
    const now = live ? null : this.events.findLast((event) => event.t <= time);
    const row = (event, i) => html`<li><button type="button" data-i=${i} class=${groupOf(event.kind)}
      tabindex=${event === this.stop ? 0 : -1} aria-current=${event === now ? 'true' : nothing}>
      <span class="t">${clock(event.t)}</span> <span>${eventWords(event)}</span></button></li>`;
    return html`<ol class="log" aria-label="Events, the newest last" @click=${this.onClick} @keydown=${this.onKey}
      @focusin=${this.onFocus} @scroll=${this.onScroll}>
      ${repeat(this.events, (event) => event, row)}</ol>`;
  }

  toggle() {
    this.reading = { asked: !this.held, scrolled: false };
    if (!this.held) {
      this.most = AT_ONCE;
      this.follow();
    }
    this.requestUpdate();
  }

  narrow(name, on) {
    if (on) this.groups.add(name);
    else this.groups.delete(name);
    if (!this.view) return;
    if (this.held) {
      this.collect();
      this.fresh = this.countNew();
    } else this.follow();
    this.requestUpdate();
  }

  async showEarlier() {
    const first = this.events[0];
    this.reading = { ...this.reading, asked: true };
    this.most += AT_ONCE;
    const { end, events } = this;
    this.collect();
    if (this.events.length < events.length) Object.assign(this, { end, events, more: false }); // no longer kept
    this.requestUpdate();
    await this.updateComplete;
    this.button(this.events.indexOf(first))?.scrollIntoView({ block: 'nearest' });
  }

  button(i) {
    return this.querySelector(`.log [data-i="${i}"]`);
  }

  onClick({ target }) {
    const event = this.events[target.closest('[data-i]')?.dataset.i];
    if (event) this.session.seek(event.t);
  }

  onKey(event) {
    const from = Number(event.target.dataset.i);
    const step = STRIDE[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.button(Math.min(Math.max(from + step, 0), this.events.length - 1))?.focus();
  }

  onFocus({ target }) {
    this.stop = this.events[target.dataset.i] ?? this.stop;
    this.reading = { ...this.reading, asked: true }; // until told otherwise: leaving it is not yet being done with it
    this.requestUpdate();
  }

  onScroll({ target }) {
    const scrolled = target.scrollHeight - target.scrollTop - target.clientHeight > AT_END;
    if (scrolled === this.reading.scrolled) return;
    this.reading = { ...this.reading, scrolled };
    this.requestUpdate();
  }
}
customElements.define('log-panel', LogPanel);
