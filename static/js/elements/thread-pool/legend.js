/** Under the picture: what its shapes mean. */

import { html } from 'lit';
import { SIGNS } from './cards.js';
import { PHASES } from './words.js';

const COLOURS = {
  starting: 'connecting',
  waiting: 'ink-2',
  wants_gil: 'waiting',
  wants_core: 'waiting',
  computing: 'active',
  idle: 'idle',
};

/** @param {boolean} gil */
export function legend(gil) {
  const entry = ([phase, word]) =>
    html`<span>
      <svg viewBox="-8 -8 16 16" aria-hidden="true" style=${`color: var(--${COLOURS[phase]})`}>${SIGNS[phase]}</svg
      >${word}</span
    >`;
  const shown = Object.entries(PHASES).filter(([phase]) => gil || phase !== 'wants_gil');
  return html`<div class="legend" role="group" aria-label="Legend">${shown.map(entry)}</div>`;
}
