/** The panel under a picture that says everything about the one thing that was chosen in it. */

import { html, nothing } from 'lit';

/**
 * @typedef {object} About
 * @property {string} title
 * @property {[string, string][]} rows
 * @property {string} [none]  said instead of rows
 * @property {string[]} [stack]  where it was acquired, innermost first
 * @property {unknown} [more]  what else stands in it, such as buttons
 *
 * @param {About} about
 * @param {() => void} close
 */
export function detailPanel({ title, rows, stack, none, more = nothing }, close) {
  return html`<section class="detail" aria-label=${`Details: ${title}`}>
    <h3>${title}</h3><button type="button" class="ghost" aria-label="Close the details" @click=${close}>Close</button>
    ${none ? html`<p class="none">${none}</p>` : html`<dl>${rows.map(row)}</dl>`}
    ${stack ? html`<p class="none">Acquired here:</p><ol class="stack">${stack.map(frame)}</ol>` : nothing}
    ${more}
  </section>`;
}

function row([word, value]) {
  return html`<div><dt>${word}</dt><dd>${value}</dd></div>`;
}

function frame(line) {
  return html`<li>${line}</li>`;
}
