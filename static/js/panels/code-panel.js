/**
 * `<code-panel>`: the source of the function that ran for the event shown, as it runs in the server's process.
 *
 * It follows the newest event, no faster than can be read, or stays with one kind; in the past it shows the last
 * event before the moment shown. While somebody is in the code, it stands still.
 */

import { LitElement, html, nothing } from 'lit';
import { clock } from '../lib/format.js';
import { kindsByGroup, lastMoment, linesHtml, mostTelling } from './code-lines.js';
import { mayBeFrom, placesOf } from './code-places.js';
import { codeOf } from './code-source.js';
import { switcher } from './code-switcher.js';
import { endOf, eventsBefore } from './event-list.js';
import { eventWords } from './event-words.js';
import { stylesheet } from './stylesheet.js';

const CHANGE_EVERY = 1000; // ms: a function can hardly be read faster
const LATEST = 8; // events listed for a line

await stylesheet('panels-code.css');

export class CodePanel extends LitElement {
  static properties = {
    session: { attribute: false },
    code: { state: true },
    failure: { state: true },
    pinned: { state: true },
    held: { state: true },
    placeId: { state: true },
    openMark: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    /** @type {import('./code-places.js').Code|null} */
    this.code = null;
    this.failure = '';
    this.view = null;
    this.pinned = ''; // the kind it stays with; '' follows the newest event
    this.held = false; // the learner wants it to stand still
    this.reading = false; // somebody is in the code
    /** @type {import('../core/decode.js').LabEvent|null} */
    this.event = null;
    this.moment = []; // all that happened when it did
    this.placeId = null; // chosen by the learner among the places of one kind
    this.openMark = null; // the line whose events are listed
    this.changedAt = -Infinity; // ms
    this.listed = null; // the events of that line, and the mark they are of
    this.scrolledTo = null; // what the code was last scrolled for
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  willUpdate(changed) {
    if (changed.has('session')) {
      this.event = null;
      this.moment = [];
      if (this.view) this.load();
    }
  }

  /** @param {import('../labs/index.js').View} view */
  frame(view) {
    this.view = view;
    if (!this.code && !this.failure) this.load();
    this.follow();
    this.requestUpdate();
  }

  async load() {
    const slug = this.session?.description?.slug;
    if (!slug) return;
    this.failure = '';
    try {
      this.code = await codeOf(slug);
    } catch (error) {
      this.failure = error.message;
    }
  }

  follow() {
    const { live, time, recording, now } = this.view;
    const kept = this.event && this.event.t >= recording.from;
    if (kept && (this.held || this.reading)) return;
    if (live && now >= this.changedAt && now - this.changedAt < CHANGE_EVERY) return;
    const moment = lastMoment(recording.chunks, live ? Infinity : time, this.pinned);
    const event = mostTelling(recording.chunks, moment);
    if (event === this.event) return;
    this.changedAt = now;
    this.show(event, moment);
  }

  show(event, moment) {
    if (event?.kind !== this.event?.kind) this.placeId = this.openMark = null;
    Object.assign(this, { event, moment });
    this.requestUpdate();
  }

  render() {
    if (this.failure) return this.failed();
    if (!this.code) return html`<p class="loading">Reading the source …</p>`;
    const kind = this.event?.kind ?? this.pinned;
    const candidates = placesOf(this.code, kind, this.event ?? undefined);
    const chosen = candidates.find(({ id }) => id === this.placeId) ?? candidates[0];
    return html`${this.head()}
      ${this.event ? this.about() : html`<p class="none">There has been no ${kind || 'event'} yet.</p>`}
      ${chosen ? this.source(chosen) : this.unplaced(kind)}
      ${candidates.length > 1 ? switcher(this.code, kind, candidates, chosen, (id) => this.choose(id)) : nothing}
      ${this.alongside()}
      ${this.code.changed.map((file) => html`<p class="hint">${file} was changed after the server started. What runs is
        the old code, and it is not shown: restart to read it.</p>`)}
      <p class="hint">This is the code of the running process. A line that has to do with an event can be pressed: it
        lists its latest events. While you are in the code it stands still.</p>`;
  }

  head() {
    const kinds = Object.keys(this.session.description.events).filter((kind) => this.code.kinds[kind]);
    const groups = Object.entries(kindsByGroup(kinds));
    const option = (kind) => html`<option value=${kind} ?selected=${kind === this.pinned}>${kind}</option>`;
    return html`<div class="panel-head">
      <label class="pin">Code of <select @change=${({ target }) => this.pin(target.value)}>
        <option value="" ?selected=${this.pinned === ''}>the newest event</option>
        ${groups.map(([name, those]) => html`<optgroup label=${name}>${those.map(option)}</optgroup>`)}
      </select></label>
      <button type="button" class="ghost" aria-pressed=${this.held} @click=${() => this.hold(!this.held)}>
        ${this.held ? 'Follow the run' : 'Hold still'}</button>
    </div>`;
  }

  about() {
    return html`<p class="what"><span class="t">${clock(this.event.t)}</span> <b>${eventWords(this.event)}</b>
      <code>${this.event.kind}</code></p>`;
  }

  alongside() {
    const others = this.moment.filter((event) => event !== this.event);
    if (others.length === 0) return nothing;
    const one = (event) => html`<button type="button" title=${eventWords(event)}
      aria-label="${event.kind}: ${eventWords(event)}" @click=${() => this.look(event)}>${event.kind}</button>`;
    return html`<p class="same">At the same moment: ${others.map(one)}</p>`;
  }

  source({ id, marks }) {
    const place = this.code.places[id];
    const open = place.marks.includes(this.openMark) ? this.openMark : null;
    return html`<section class="code" aria-label="Source of ${place.function}">
      <header><h3>${this.heading(place, marks)}</h3><span>${place.file}, line ${place.first}</span></header>
      <pre tabindex="0" role="group" aria-label="Code of ${place.function}" @click=${(e) => this.press(place, e)}
        @focusin=${this.onFocus} @focusout=${this.onBlur}
        .innerHTML=${linesHtml(place, marks, open)}></pre>
    </section>
    ${open ? this.latest(open) : nothing}`;
  }

  heading(place, marks) {
    if (marks[0]?.role !== 'waits') return place.function;
    const many = this.view?.state.waiters?.length ?? 0; // only callers of a pool stand on such a line
    const now = many === 1 ? '1 caller is on it now' : `${many || 'no'} callers are on it now`;
    return html`The line every waiting caller is on: ${now}`;
  }

  latest(mark) {
    const { recording, live, time } = this.view;
    const wanted = (event) => mayBeFrom(mark, event);
    const until = live ? Infinity : time;
    // A list that somebody is in must not move away under them.
    const isRead = this.listed?.mark === mark && this.querySelector('.latest')?.contains(document.activeElement);
    const { chunks } = recording;
    if (!isRead) this.listed = { mark, ...eventsBefore(chunks, endOf(chunks, until), wanted, LATEST) };
    const events = this.listed.events.toReversed();
    const row = (event) => html`<li><button type="button" @click=${() => this.goTo(event)}>
      <span class="t">${clock(event.t)}</span> ${eventWords(event)}</button></li>`;
    return html`<section class="latest" aria-label="Latest events of line ${mark.from}" @focusin=${this.onFocus}
        @focusout=${this.onBlur}>
      <header><h3>Line ${mark.from}: latest <code>${mark.kind}</code></h3>
        <button type="button" class="ghost" @click=${() => (this.openMark = null)}>Close the list</button></header>
      ${events.length > 0 ? html`<ol>${events.map(row)}</ol>` : html`<p class="none">None is kept.</p>`}
    </section>`;
  }

  unplaced(kind) {
    return kind ? html`<p class="none">No function of this process is known to write ${kind}.</p>` : nothing;
  }

  failed() {
    return html`<p class="failed" role="alert"><b>The code could not be loaded.</b> ${this.failure}
      <button type="button" class="ghost" @click=${() => this.load()}>Try again</button></p>`;
  }

  updated() {
    const pre = this.querySelector('.code pre');
    const line = pre?.querySelector('.now');
    const about = `${this.event?.kind} ${line?.dataset.l} ${this.placeId}`;
    if (!line || about === this.scrolledTo) return;
    this.scrolledTo = about;
    const top = line.offsetTop;
    const seen = top >= pre.scrollTop && top <= pre.scrollTop + pre.clientHeight - 60;
    if (!seen) pre.scrollTop = Math.max(0, top - pre.clientHeight / 3);
  }

  // What the learner does.

  pin(kind) {
    this.pinned = kind;
    this.held = false;
    this.placeId = this.openMark = this.event = null;
    this.moment = [];
    this.changedAt = -Infinity;
    if (this.view) this.follow();
  }

  hold(on) {
    this.held = on;
    this.reading = false;
    if (!on) {
      this.changedAt = -Infinity;
      this.follow();
    }
  }

  /** Another event of the same moment: to be looked at, so the panel stands still. */
  look(event) {
    this.held = true;
    this.show(event, this.moment);
  }

  /** An event of the list: the whole figure goes to its moment. */
  goTo(event) {
    this.session.seek(event.t);
    this.event = event;
    this.moment = lastMoment(this.view.recording.chunks, event.t);
    this.requestUpdate();
  }

  choose(id) {
    this.placeId = id;
    this.openMark = null;
  }

  onFocus() {
    this.reading = true;
  }

  onBlur({ relatedTarget }) {
    this.reading = Boolean(relatedTarget?.closest?.('code-panel :is(pre, .latest)'));
  }

  press(place, { target }) {
    const button = target.closest('[data-mark]');
    if (!button) return;
    const mark = place.marks[Number(button.dataset.mark)];
    this.openMark = this.openMark === mark ? null : mark;
    this.listed = null;
    // Written anew: the button that was pressed is another element now.
    this.updateComplete.then(() => this.querySelector(`.code [data-mark="${button.dataset.mark}"]`)?.focus());
  }
}
customElements.define('code-panel', CodePanel);
