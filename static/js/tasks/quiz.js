/**
 * `<ring-quiz data-task='{…}'>`: a question; a wrong answer may be tried again, or the right one shown.
 *
 * Event (bubbling, detail.id): `question-answered`.
 */

import { html } from 'lit';
import { TaskElement } from './task-element.js';

export class RingQuiz extends TaskElement {
  static properties = { over: { state: true }, tries: { state: true } };

  constructor() {
    super();
    this.over = false; // answered rightly, or given up
    this.tries = 0;
  }

  restore() {
    const { tries, right, answer } = this.progress.quiz(this.task.id);
    this.tries = tries;
    if (right && this.recall(answer)) this.over = true;
  }

  async shown() {
    if (!this.over || this.said || this.busy) return;
    const answer = this.ready();
    const worked = await this.send({ answer });
    if (!(worked && this.said.verdict === 'right') && this.code !== 'unreachable') {
      this.progress.drop(this.task.id); // the lesson has changed
      Object.assign(this, { over: false, said: null, trouble: '' });
    }
  }

  changed() {
    if (!this.over) this.said = null;
  }

  async check(event) {
    event.preventDefault();
    const answer = this.ready();
    if (answer === undefined || this.busy || this.over) return;
    if (!(await this.send({ answer }))) return;
    this.tries += 1;
    this.over = this.said.verdict === 'right';
    this.keep();
    this.showWord();
  }

  async giveUp() {
    if (!(await this.send({ reveal: true }))) return;
    this.over = true;
    this.showWord();
  }

  keep() {
    const kept = this.over ? { answer: this.answer } : {};
    this.progress.setQuiz(this.task.id, { tries: this.tries, right: this.over, ...kept });
    this.tell('question-answered');
  }

  render() {
    return html`<form novalidate @submit=${(event) => this.check(event)}>
      ${this.asking('Question')}
      ${this.field(this.over)}
      ${this.over ? '' : html`<p class="task-buttons">
        <button class="solid">${this.tries ? 'Check again' : 'Check'}</button>
        ${this.tries ? html`<button type="button" class="ghost" @click=${() => this.giveUp()}>Show the answer</button>` : ''}</p>`}
      ${this.told()}
    </form>`;
  }
}
customElements.define('ring-quiz', RingQuiz);
