/** The right field for a task's type, and what it says before anything was said. */

import { html } from 'lit';
import { choiceField } from './choice-field.js';
import { orderField } from './order-field.js';
import { middle } from './plot.js';
import { barField, curveField } from './scale-fields.js';
import { unitOf } from './words.js';

/** What a field shows before it was touched. @param {any} task */
export function untouched(task) {
  switch (task.type) {
    case 'bar':
      return middle(task.scale, task.step);
    case 'curve':
      return task.over.values.map(() => middle(task.scale, task.step));
    case 'order':
      return task.items.map((_, index) => index);
    case 'multiple':
      return [];
    case 'numeric':
      return '';
    default:
      return null;
  }
}

/** What to do before an answer can be given; empty if it can. @param {any} task @param {any} answer @param {boolean} touched */
export function wanting(task, answer, touched) {
  if (task.type === 'bar' && !touched) return 'Move the bar to your guess first.';
  if (task.type === 'curve' && !touched) return 'Move the points to your guess first.';
  if (['choose', 'single'].includes(task.type) && answer === null) return 'Choose one first.';
  if (task.type === 'multiple' && answer.length === 0) return 'Choose at least one first.';
  return '';
}

/** @param {any} task @param {any} how  see the fields */
export function field(task, how) {
  switch (task.type) {
    case 'bar':
      return barField(task, how);
    case 'curve':
      return curveField(task, how);
    case 'order':
      return orderField(task, how);
    case 'numeric':
      return numericField(task, how);
    default:
      return choiceField(task, { ...how, several: task.type === 'multiple' });
  }
}

function numericField(task, { answer, locked, change }) {
  const { unit } = unitOf(task.format);
  return html`<p class="numeric"><input id="number-${task.id}" type="text" inputmode="decimal" size="8" autocomplete="off"
    aria-labelledby="ask-${task.id} unit-${task.id}" .value=${answer} ?readonly=${locked}
    @input=${(event) => change(event.target.value)}> <span id="unit-${task.id}">${unit}</span></p>`;
}

/** Is it something the field can show? What was kept may belong to a lesson that has changed. @param {any} task @param {any} answer */
export function fits(task, answer) {
  const whole = (count) => (each) => Number.isInteger(each) && each >= 0 && each < count;
  switch (task.type) {
    case 'bar':
      return Number.isFinite(answer);
    case 'curve':
      return Array.isArray(answer) && answer.length === task.over.values.length && answer.every(Number.isFinite);
    case 'order':
      return Array.isArray(answer) && answer.length === task.items.length && new Set(answer).size === answer.length
        && answer.every(whole(task.items.length));
    case 'multiple':
      return Array.isArray(answer) && answer.every(whole(task.options.length));
    case 'numeric':
      return typeof answer === 'string';
    default:
      return whole(task.options.length)(answer);
  }
}
