/** What the learner can ask for right below the picture: look up a key, add a server. */

import { html, nothing } from 'lit';

const MOST_SERVERS = 12;

/**
 * @param {object} it
 * @param {boolean} it.may  may anything be changed now
 * @param {number} it.servers
 * @param {string} it.key  what the field says
 * @param {(action: string, args?: object) => void} it.ask
 * @param {{on: boolean, toggle: () => void}|null} it.highlight  of the keys that moved; null: none has
 */
export function asks({ may, servers, key, ask, highlight }) {
  const submit = (event) => {
    event.preventDefault();
    const typed = event.target.elements.key.value.trim();
    if (typed) ask('look_up', { key: typed });
  };
  return html`<form class="asks" @submit=${submit}>
    <label>Look up a key <input name="key" type="text" maxlength="60" autocomplete="off" spellcheck="false"
      .value=${key} required></label>
    <button class="ghost" ?disabled=${!may}>Look up</button>
    <button type="button" class="ghost" ?disabled=${!may || servers >= MOST_SERVERS}
      @click=${() => ask('add_server')}>Add a server</button>
    ${highlight ? html`<button type="button" class="ghost" aria-pressed=${highlight.on} @click=${highlight.toggle}>
      ${highlight.on ? 'Show all keys' : 'Point out moved keys'}</button>` : nothing}
  </form>`;
}
