/** Under the picture: what its shapes mean. */

import { html } from 'lit';
import { GLYPHS } from './glyphs.js';

const STATES = ['active', 'idle', 'connecting', 'closed'];

export function legend() {
  const entry = (shape, word, colour) => html`<span>
    <svg viewBox="-8 -8 16 16" aria-hidden="true" style=${`color: var(--${colour})`}>${shape}</svg>${word}</span>`;
  return html`<div class="legend" role="group" aria-label="Legend">
    ${STATES.map((state) => entry(GLYPHS[state], state, state))}
    ${entry(GLYPHS.acquiring, 'waiting', 'waiting')}${entry(GLYPHS.thinking, 'thinking', 'ink-2')}
  </div>`;
}
