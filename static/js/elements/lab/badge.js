/** Under the picture: how real it all is. */

import { html, nothing } from 'lit';
import { duration } from '../../lib/format.js';

/** A recording of what was measured. @param {{slow: number}} pace */
export function measuredBadge({ slow }) {
  return html`<p class="badge"><b>measured</b><span>at full speed, in a process of its own</span>
    <span>replayed: 1 s here = ${duration(1 / slow)} there</span></p>`;
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
