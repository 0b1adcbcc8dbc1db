/** `<time-steps>`: which event is shown, jumps to the next of a kind, the list of marks, and the way to a fork. */

import { LitElement, html, nothing } from 'lit';
import { eventOf, findEvent, kindsOf } from '../../core/steps.js';
import { number } from '../../lib/format.js';
import { ensureStyles } from '../../lib/styles.js';
import { eventWords } from '../../panels/event-words.js';
import { distinct, runs } from './clusters.js';
import { choices, matcher } from './jumps.js';

let count = 0;

export class TimeSteps extends LitElement {
  static properties = {
    session: { attribute: false },
    now: { attribute: false },
    version: { attribute: false },
    fork: { attribute: false },
    chosen: { state: true },
    open: { state: true },
    said: { state: true },
    forking: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../../core/session.js').LabSession|null} */
    this.session = null;
    this.now = 0; // ms: a new value is a new picture
    this.version = 0;
    /** @type {((t: number) => Promise<void>)|null} */
    this.fork = null;
    this.chosen = ''; // the kind to jump to; '': the first there is
    this.open = false; // the list of marks
    this.said = null; // what came of the last jump or fork: {text, act?}
    this.forking = false;
    this.listId = `marks-${++count}`;
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    ensureStyles(new URL('../../../css/time.css', import.meta.url));
  }

  render() {
    const { session } = this;
    if (!session?.description) return nothing;
    const kinds = choices(kindsOf(session.recording.chunks).keys());
    const chosen = kinds.some(({ value }) => value === this.chosen) ? this.chosen : (kinds[0]?.value ?? '');
    const lines = runs(distinct(session.recording.marks()));
    return html`<div class="finer">
        <div class="jump" role="group" aria-label="Jump">
          ${this.jumpKey(-1, chosen)}
          <select aria-label="Jump to which events" .value=${chosen} ?disabled=${kinds.length === 0}
            @change=${({ target }) => (this.chosen = target.value)}>
            ${kinds.map((it) => html`<option value=${it.value} ?selected=${it.value === chosen}>${it.label}</option>`)}
          </select>
          ${this.jumpKey(1, chosen)}
        </div>
        <button type="button" class="ghost" aria-expanded=${this.open} aria-controls=${this.listId}
          @click=${() => (this.open = !this.open)}>Marks: ${lines.length}</button>
        ${this.forkButton()}
        <p class="which" role="status">${this.which()}</p>
      </div>
      ${this.said ? this.answer() : nothing}
      <div id=${this.listId} class="marklist" ?hidden=${!this.open}>${this.open ? this.list(lines) : nothing}</div>`;
  }

  /** In words, which event the picture stands at; while it runs, nobody could read that. */
  which() {
    const { session } = this;
    const { recording, eventNumber, live, pace } = session;
    const runs = session.status === 'open' && !pace.paused;
    if (runs && live) return 'Live. Step back to see it event by event.';
    if (runs && session.replayed) return 'Playing. Pause to see it event by event.';
    const event = eventOf(recording.chunks, eventNumber);
    const place = `event ${number(eventNumber)} of ${number(recording.count)}`;
    return event ? `${place}: ${eventWords(event)}` : `${place}: the start of what is kept`;
  }

  jumpKey(direction, chosen) {
    const label = direction < 0 ? 'Jump to the one before' : 'Jump to the next one';
    return html`<button type="button" class="ghost" aria-label=${label} title=${label} ?disabled=${!chosen}
      @click=${() => this.jump(direction, chosen)}>${direction < 0 ? '◂' : '▸'}</button>`;
  }

  jump(direction, chosen) {
    const { session } = this;
    const found = findEvent(session.recording.chunks, session.eventNumber, direction, matcher(chosen));
    const label = this.querySelector('.jump option:checked')?.textContent.trim();
    this.said = found ? null : { text: `No more ${label} ${direction < 0 ? 'before' : 'after'} this moment.` };
    if (found) session.seekEvent(found);
  }

  list(lines) {
    if (lines.length === 0) return html`<p>Nothing to point out yet: no timeout, no failure, no action of yours.</p>`;
    const line = ({ shape, when, what, number: at }) => html`<li><button type="button" class="mark ${shape}"
      @click=${() => this.session.seekEvent(at)}><b>${when}</b> <span>${what}</span></button></li>`;
    return html`<ol aria-label="Marks, oldest first">${lines.map(line)}</ol>`;
  }

  forkButton() {
    if (!this.fork || !this.session.fork) return nothing;
    return html`<button type="button" class="ghost fork" ?disabled=${this.forking || this.session.status !== 'open'}
      title="A second lab goes on from the moment shown, next to this one" @click=${() => this.branch()}>
      Fork from here</button>`;
  }

  async branch() {
    const { session } = this;
    this.forking = true;
    this.said = null;
    try {
      await this.fork(Math.min(session.viewTime, session.recording.to));
    } catch (error) {
      const seeded = error.code === 'not_repeatable' && {
        label: 'Use the seeded order (restarts the run)',
        do: () => session.set('thread_order', 'seeded'),
      };
      this.said = { text: error.message, act: seeded || null };
    } finally {
      this.forking = false;
    }
  }

  answer() {
    const { text, act } = this.said;
    const take = async () => {
      try {
        await act.do();
        this.said = null;
      } catch (error) {
        this.said = { text: error.message };
      }
    };
    return html`<p class="said" role="alert"><span>${text}</span>
      ${act ? html`<button type="button" class="ghost" @click=${take}>${act.label}</button>` : nothing}
      <button type="button" class="ghost" @click=${() => (this.said = null)}>Dismiss</button></p>`;
  }
}
customElements.define('time-steps', TimeSteps);
