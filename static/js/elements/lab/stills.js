/** Under the picture: that it is shown in stills, and how to have it move all the same. */

import { html, nothing } from 'lit';
import { allowMotion, isReduced, stills } from '../../core/motion.js';

export function stillsNote() {
  if (!isReduced()) return nothing;
  const still = stills();
  const words = still ? 'Stills, two a second: this device asks for less motion.' : 'Moving, as you asked.';
  return html`<p class="stills"><span>${words}</span>
    <button type="button" class="ghost" @click=${() => allowMotion(still)}>
      ${still ? 'Show motion anyway' : 'Back to stills'}</button></p>`;
}
