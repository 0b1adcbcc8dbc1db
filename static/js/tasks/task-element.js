/** What a prediction and a question have in common: the answer in hand, asking the server, and its word on it. */

import { LitElement, html, nothing } from 'lit';
import { ask } from './ask.js';
import { field, fits, untouched, wanting } from './field.js';
import { typed } from './words.js';

export class TaskElement extends LitElement {
  static properties = {
    answer: { state: true },
    said: { state: true },
    trouble: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.task = JSON.parse(this.dataset.task);
    /** @type {import('./progress.js').Progress|null} */
    this.progress = null;
    this.lesson = '';
    this.answer = untouched(this.task);
    this.touched = false;
    this.said = null; // the server's word
    this.trouble = ''; // why there is none
    this.spoken = ''; // for those who listen
    this.busy = false;
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  change = (answer, spoken = '') => {
    this.touched = true;
    this.answer = answer;
    this.spoken = spoken;
    this.trouble = '';
    this.changed();
  };

  /** Something other was answered. */
  changed() {}

  /** Takes up what was answered another day. @returns {boolean} does it still fit */
  recall(answer) {
    if (!fits(this.task, answer)) return false;
    this.answer = answer;
    this.touched = true;
    return true;
  }

  /** The answer as the server wants it; undefined with `trouble` set if there is none yet. */
  ready() {
    this.trouble = wanting(this.task, this.answer, this.touched);
    if (this.trouble) return undefined;
    if (this.task.type !== 'numeric') return this.answer;
    const number = typed(this.answer, this.task.format);
    if (number === null) this.trouble = 'Write a number first.';
    return number ?? undefined;
  }

  /** @param {{answer: any} | {reveal: true}} body @returns {Promise<boolean>} did the server say something */
  async send(body) {
    this.busy = true;
    try {
      this.said = await ask(this.lesson, this.task.id, body);
      this.trouble = '';
      return true;
    } catch (error) {
      this.trouble = error.message;
      this.code = error.code;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** After the drawing is done, what was said is read from its beginning. */
  async showWord() {
    await this.updateComplete;
    const told = this.querySelector('.told');
    told?.focus({ preventScroll: true });
    told?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {boolean} locked */
  field(locked) {
    return field(this.task, { answer: this.answer, locked, said: this.said, change: this.change });
  }

  /** @param {string} title */
  asking(title) {
    return html`<p class="ask"><b>${title}</b> <span id="ask-${this.task.id}" .innerHTML=${this.task.question}></span></p>`;
  }

  told() {
    const { said } = this;
    return html`${this.trouble ? html`<p class="task-trouble" role="alert">${this.trouble}</p>` : nothing}
      <p class="vh" role="status">${this.spoken}</p>
      ${said ? html`<div class="told ${said.verdict ?? ''}" tabindex="-1">
        ${said.says ? html`<p class="says">${said.says}</p>` : nothing}
        ${said.truth?.text && !said.says?.includes(said.truth.text) ? html`<p>The answer: ${said.truth.text}.</p>` : nothing}
        ${said.explain ? html`<p .innerHTML=${said.explain}></p>` : nothing}
        ${said.badge ? html`<p class="origin">${said.badge}</p>` : nothing}
      </div>` : nothing}`;
  }

  /** @param {string} kind @param {any} [detail] */
  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail: { id: this.task.id, ...detail } }));
  }
}
