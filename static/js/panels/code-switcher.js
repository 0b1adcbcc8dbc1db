/** The buttons that change between the places in the code that have to do with one kind of event. */

import { html } from 'lit';
import { isRuledOut } from './code-places.js';

const ROLES = { writes: 'writes it', decides: 'leads to it', waits: 'waits here' };

/**
 * @param {import('./code-places.js').Code} code
 * @param {string} kind
 * @param {import('./code-places.js').Candidate[]} candidates
 * @param {import('./code-places.js').Candidate} chosen
 * @param {(id: string) => void} choose
 */
export function switcher(code, kind, candidates, chosen, choose) {
  const one = (candidate) => {
    const out = isRuledOut(candidate);
    return html`<button type="button" class=${out ? 'out' : ''} aria-pressed=${candidate.id === chosen.id}
      @click=${() => choose(candidate.id)}>${code.places[candidate.id].function}
      <small>${out ? 'not this time' : ROLES[candidate.marks[0].role]}</small></button>`;
  };
  return html`<div class="places" role="group" aria-label="Places that have to do with ${kind}">
    ${candidates.map(one)}</div>`;
}
