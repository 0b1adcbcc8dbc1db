/** `<goal-list data-task='[…]'>`: a round's goals, ticked by the lab itself. */

import { LitElement, html, nothing } from 'lit';

export class GoalList extends LitElement {
  static properties = { states: { state: true }, spoken: { state: true } };

  constructor() {
    super();
    /** @type {{name: string, label: string, hint: string, params: object, required: boolean}[]} */
    this.goals = JSON.parse(this.dataset.task);
    /** What the lab says of each. @type {Map<string, {done: boolean, progress: number, detail: string}>} */
    this.states = new Map();
    this.reached = new Set(); // names: once reached, a goal stays so, whatever the next run does
    this.spoken = '';
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  /** @param {{name: string, done: boolean, progress: number, detail: string}[]} states @returns {string[]} names newly reached */
  take(states) {
    this.states = new Map(states.map((state) => [state.name, state]));
    const fresh = this.goals.filter(({ name }) => this.states.get(name)?.done && !this.reached.has(name));
    for (const { name } of fresh) this.reached.add(name);
    if (fresh.length) this.spoken = `Goal reached: ${fresh.map(({ label }) => label).join(' ')}`;
    return fresh.map(({ name }) => name);
  }

  /** Required ones that were not reached. @returns {string[]} labels */
  get missing() {
    return this.goals.filter(({ name, required }) => required && !this.reached.has(name)).map(({ label }) => label);
  }

  render() {
    return html`<b>${this.goals.length === 1 ? 'Goal' : 'Goals'}</b>
      <ul>${this.goals.map((goal) => this.row(goal))}</ul>
      <p class="vh" role="status">${this.spoken}</p>`;
  }

  row({ name, label, hint }) {
    const done = this.reached.has(name);
    const state = this.states.get(name);
    const detail = state?.detail ?? '';
    return html`<li class=${done ? 'done' : ''}>
      <span class="tick" aria-hidden="true">${done ? '✓' : ''}</span>
      <span>${label}${done ? html`<span class="vh"> (reached)</span>` : nothing}
        ${done ? nothing : html`<progress max="1" .value=${state?.progress ?? 0} aria-label="How far: ${label}"></progress>`}
        ${detail ? html`<small>${detail}</small>` : nothing}
        ${done || !hint ? nothing : html`<details><summary>A hint</summary>${hint}</details>`}</span></li>`;
  }
}
customElements.define('goal-list', GoalList);
