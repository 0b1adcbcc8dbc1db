/** Putting things in order: by dragging, or with a button up and a button down on each. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { moved } from './plot.js';

/**
 * @param {{id: string, items: string[], first: string}} task
 * @param {{answer: number[], locked: boolean, said?: any, change: (answer: number[], spoken: string) => void}} how
 */
export function orderField(task, { answer, locked, said, change }) {
  const plain = (item) => new DOMParser().parseFromString(task.items[item], 'text/html').body.textContent;
  const move = (event, from, to) => {
    if (locked || to < 0 || to >= answer.length || from === to) return;
    const item = answer[from];
    change(moved(answer, from, to), `${plain(item)} Now at place ${to + 1} of ${answer.length}.`);
    const field = event.target.closest('.order');
    const way = to < from ? 'up' : 'down';
    requestAnimationFrame(() => {
      const row = field?.querySelectorAll('li')[to];   // a button at the end of its way is disabled, and loses the focus
      (row?.querySelector(`.${way}:not(:disabled)`) ?? row?.querySelector('button:not(:disabled)'))?.focus();
    });
  };
  const drag = (event, from) => {
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', String(from));
  };
  const drop = (event, to) => {
    event.preventDefault();
    const from = Number.parseInt(event.dataTransfer.getData('text/plain'), 10);
    if (from >= 0 && from < answer.length) move(event, from, to);
  };
  return html`<ol class="order" aria-labelledby="ask-${task.id}">
    ${repeat(answer, (item) => item, (item, index) => html`<li draggable=${locked ? 'false' : 'true'}
      class=${said?.marks ? (said.marks[index] ? 'right' : 'wrong') : ''}
      @dragstart=${(event) => drag(event, index)} @dragover=${(event) => locked || event.preventDefault()}
      @drop=${(event) => drop(event, index)}>
      <span><span .innerHTML=${task.items[item]}></span>
        ${said?.truth?.values ? html`<small>measured ${said.truth.values[item]}</small>` : nothing}
        ${said?.marks ? html`<b class="mark-${said.marks[index] ? 'right' : 'wrong'}">${said.marks[index] ? '✓ right' : '✕ elsewhere'}</b>` : nothing}</span>
      ${locked ? nothing : html`<span class="moves">
        <button type="button" class="ghost up" ?disabled=${index === 0} aria-label="Move up: ${plain(item)}"
          @click=${(event) => move(event, index, index - 1)}>↑</button>
        <button type="button" class="ghost down" ?disabled=${index === answer.length - 1} aria-label="Move down: ${plain(item)}"
          @click=${(event) => move(event, index, index + 1)}>↓</button></span>`}
    </li>`)}
  </ol>
  ${said?.truth?.order ? html`<p class="true-order">Measured, ${task.first} first: ${said.truth.order.map((item, index) =>
    html`${index ? ' → ' : ''}<span .innerHTML=${task.items[item].replace(/\.$/, '')}></span>`)}.</p>` : nothing}`;
}
