/** Under the picture: what the shapes mean, and how real it all is. */

import { html, nothing } from 'lit';
import { duration } from '../../lib/format.js';
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

/**
 * @param {{thread_order?: string}} params
 * @param {number|null} seed
 * @param {{slow: number, slipped: number}} pace  slow: real seconds in one model second
 */
export function badge(params, seed, { slow, slipped }) {
  const byChance = params.thread_order === 'os';
  return html`<p class="badge">
    <b>real threads, ${byChance ? 'operating-system order' : 'seeded order'}</b>
    ${seed === null || byChance ? nothing : html`<span>seed ${seed}</span>`}
    <span>1 s here = ${duration(1 / slow)} there</span>
    ${slipped > 0.05 ? html`<span class="slipped">fell behind by ${duration(slipped)}</span>` : nothing}
  </p>`;
}
