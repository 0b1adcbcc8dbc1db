/**
 * `<ring-predict data-task='{…}'>`: a guess before the run, and what was measured drawn over it afterwards.
 *
 * Events (bubbling, detail.id): `prediction-made` (detail.run: what the lab is to be set to), `prediction-skipped`.
 */

import { html } from 'lit';
import { TaskElement } from './task-element.js';

export class RingPredict extends TaskElement {
  static properties = { stage: { state: true } };

  constructor() {
    super();
    /** @type {'asking'|'skipped'|'made'} */
    this.stage = 'asking';
  }

  /** Does the run wait for it? */
  get open() {
    return this.stage === 'asking';
  }

  /** What is known of it from another day. */
  restore() {
    const { progress, task } = this;
    if (progress.answer(task.id) !== undefined) {
      if (this.recall(progress.answer(task.id))) this.stage = 'made';
      else progress.drop(task.id);
    } else if (progress.skipped(task.id)) {
      this.stage = 'skipped';
    }
  }

  /** Its round was opened: a guess of another day is measured again, for only the guess was kept. */
  async shown() {
    if (this.stage !== 'made' || this.said || this.busy) return;
    const worked = await this.send({ answer: this.answer });
    if (worked || this.code !== 'bad_answer') return;
    this.progress.drop(this.task.id); // the lesson has changed
    this.stage = 'skipped';
  }

  async commit(event) {
    event.preventDefault();
    const answer = this.ready();
    if (answer === undefined || this.busy) return;
    const asked = this.send({ answer });
    this.stage = 'made';
    this.progress.commit(this.task.id, this.answer);
    this.tell('prediction-made', { run: this.task.run ?? {} });
    await asked;
    this.showWord();
  }

  skip() {
    this.stage = 'skipped';
    this.progress.skip(this.task.id);
    this.trouble = '';
    this.spoken = 'Skipped: the run begins. You can still guess.';
    this.tell('prediction-skipped');
    this.updateComplete.then(() => this.querySelector('.solid')?.focus({ preventScroll: true }));
  }

  async again() {
    if (await this.send({ answer: this.answer })) this.showWord();
  }

  render() {
    const made = this.stage === 'made';
    return html`<form novalidate @submit=${(event) => this.commit(event)}>
      ${this.asking(made ? 'Your guess' : 'First your guess')}
      ${this.field(made)}
      ${made ? html`${this.busy ? html`<p class="waiting-for">Measuring …</p>` : ''}
          ${this.trouble ? html`<button type="button" class="ghost" @click=${() => this.again()}>Ask again</button>` : ''}`
        : html`<p class="task-buttons"><button class="solid">${this.stage === 'skipped' ? 'Guess after all' : 'Commit and run'}</button>
          ${this.stage === 'skipped' ? '' : html`<button type="button" class="ghost" @click=${() => this.skip()}>Skip</button>`}</p>`}
      ${this.told()}
    </form>`;
  }
}
customElements.define('ring-predict', RingPredict);
