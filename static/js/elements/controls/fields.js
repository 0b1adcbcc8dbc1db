/** One control per declared parameter: slider, switch, choice or text, with its value, its help and what went wrong. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { label as inWords, scaleOf } from '../../lib/scale.js';

const MOST_AT_A_GLANCE = 5; // options that are all shown
const scales = new WeakMap();

/**
 * @typedef {object} Field
 * @property {string} id  unique in the page
 * @property {string} name
 * @property {any} property  the parameter's JSON Schema
 * @property {any} value  shown: what was asked for, or what the server has
 * @property {boolean} pending  the server has not said yes yet
 * @property {string|null} wrong
 * @property {boolean} lit
 * @property {boolean} disabled
 * @property {boolean} explained  its help is open
 * @property {() => void} explain  opens or closes it
 * @property {(value: any, done: boolean) => void} put  done: the hand has left the control
 * @property {() => void} drop  what was typed is not meant after all
 */

/** @param {Field} field */
export function fieldFor(field) {
  const { property, lit, name } = field;
  if (property.enum?.length <= MOST_AT_A_GLANCE) return choice(field);
  const types = [property.type].flat();
  const control = property.enum ? list : types.includes('boolean') ? toggle : types.includes('string') ? text : slider;
  return html`<div class="field ${lit ? 'lit' : ''}" data-name=${name}>${control(field)}${notes(field)}</div>`;
}

/** Is it typed? What is being typed is sent when the hand leaves the field. @param {any} property */
export function isTyped({ type, enum: choices }) {
  return !choices && [type].flat().includes('string');
}

function slider(field) {
  const { id, property, value, disabled, put } = field;
  const { scale, last, nullable } = scaleFor(property);
  const none = nullable && value === null;
  const position = scale.toPosition(value ?? property.default ?? scale.notches[last]);
  const send = (done) => (event) => put(scale.toValue(Number(event.target.value)), done);
  return html`${title(field)}
    <output for=${id} class=${field.pending ? 'pending' : ''}>${inWords(value, property)}</output>
    <input id=${id} type="range" min="0" max=${last} step="1" style="--v: ${((position / last) * 100).toFixed(1)}%"
      .value=${live(String(position))} ?disabled=${disabled || none} aria-valuetext=${inWords(value, property)}
      aria-describedby=${describedBy(field)} @input=${send(false)} @change=${send(true)}>
    ${nullable ? never(field, none, property.default ?? scale.toValue(last / 2)) : nothing}`;
}

/** The checkbox beside a slider whose parameter may be null: "never", "no limit". */
function never({ property, disabled, put }, checked, otherwise) {
  return html`<label class="never"><input type="checkbox" .checked=${live(checked)} ?disabled=${disabled}
    @change=${({ target }) => put(target.checked ? null : otherwise, true)}>${property.null ?? 'none'}</label>`;
}

function toggle(field) {
  const { id, value, disabled, put } = field;
  return html`<div class="switch">${title(field)}
    <input id=${id} type="checkbox" role="switch" .checked=${live(Boolean(value))} ?disabled=${disabled}
      aria-describedby=${describedBy(field)} @change=${({ target }) => put(target.checked, true)}></div>`;
}

function list(field) {
  const { id, property, value, disabled, put } = field;
  const option = (it) => html`<option value=${it} ?selected=${it === value}>${inWords(it, property)}</option>`;
  return html`${title(field)}<select id=${id} .value=${live(value)} ?disabled=${disabled}
    aria-describedby=${describedBy(field)} @change=${({ target }) => put(target.value, true)}>
    ${property.enum.map(option)}</select>`;
}

function text(field) {
  const { id, value, wrong, disabled, put, drop } = field;
  const onKey = ({ key, target }) => {
    if (key === 'Enter') put(target.value, true);
    else if (key === 'Escape') drop();
  };
  return html`${title(field)}<input id=${id} type="text" autocomplete="off" spellcheck="false" .value=${live(value ?? '')}
    ?disabled=${disabled} aria-invalid=${wrong ? 'true' : 'false'} aria-describedby=${describedBy(field)}
    @input=${({ target }) => put(target.value, false)} @keydown=${onKey}
    @blur=${({ target }) => wrong || put(target.value, true)}>`;
}

function choice(field) {
  const { id, name, property, value, disabled, put } = field;
  const option = (it) => html`<label><input type="radio" name=${id} value=${it} .checked=${live(it === value)}
    ?disabled=${disabled} @change=${() => put(it, true)}>${inWords(it, property)}</label>`;
  const described = describedBy(field);
  return html`<fieldset class="field ${field.lit ? 'lit' : ''}" data-name=${name} aria-describedby=${described}>
    <legend class="name">${property.title ?? name}${what(field)}</legend>
    <div class="segments">${property.enum.map(option)}</div>
    ${notes(field)}
  </fieldset>`;
}

function title(field) {
  const { id, name, property } = field;
  return html`<span class="name"><label for=${id}>${property.title ?? name}</label>${what(field)}</span>`;
}

function what({ id, name, property, explained, explain }) {
  if (!property.description) return nothing;
  return html`<button type="button" class="what" title="What is it?" aria-expanded=${explained}
    aria-controls="${id}-help" @click=${explain}><span aria-hidden="true">?</span>
    <span class="vh">What is ${property.title ?? name}?</span></button>`;
}

/** What stands below a control: that it restarts the run, what went wrong, what it means. */
function notes({ id, property, wrong, explained }) {
  const { applies, description } = property;
  return html`
    ${applies === 'rebuild' ? html`<span class="restarts" id="${id}-restarts">restarts the run</span>` : nothing}
    ${wrong ? html`<span class="wrong" role="alert" id="${id}-wrong">${wrong}</span>` : nothing}
    ${description ? html`<p class="help" id="${id}-help" ?hidden=${!explained}>${description}</p>` : nothing}`;
}

function describedBy({ id, property, wrong }) {
  const there = { restarts: property.applies === 'rebuild', wrong, help: property.description };
  const ids = Object.keys(there).filter((note) => there[note]);
  return ids.map((note) => `${id}-${note}`).join(' ') || nothing;
}

/** Null is a checkbox of its own here, not the slider's last notch. */
function scaleFor(property) {
  if (!scales.has(property)) {
    const types = [property.type].flat();
    const scale = scaleOf({ ...property, type: types.filter((type) => type !== 'null') });
    scales.set(property, { scale, last: scale.notches.length - 1, nullable: types.includes('null') });
  }
  return scales.get(property);
}
