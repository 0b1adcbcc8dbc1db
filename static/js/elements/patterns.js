/** The hatches that fill shapes, once per page, at the top of its body: inside a hidden picture they do not paint. */

import { html, render, svg } from 'lit';

const ID = 'ringside-patterns';

/** What shapes are filled with. Of the phases of connecting, each has its own. */
const PATTERNS = svg`
  <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <path d="M0 0V8" stroke="var(--on-state)" stroke-width="4" style="stroke-opacity: var(--hatch)"/></pattern>
  <pattern id="phase-tcp" width="6" height="6" patternUnits="userSpaceOnUse">
    <circle cx="3" cy="3" r="1.3" fill="var(--connecting)"/></pattern>
  <pattern id="phase-tls" width="6" height="6" patternUnits="userSpaceOnUse">
    <path d="M1 0V6" stroke="var(--connecting)" stroke-width="2"/></pattern>
  <pattern id="phase-auth" width="8" height="8" patternUnits="userSpaceOnUse">
    <path d="M0 0L8 8M8 0L0 8" fill="none" stroke="var(--connecting)" stroke-width="1.3"/></pattern>`;

export function ensurePatterns() {
  if (document.getElementById(ID)) return;
  const holder = document.createElement('div');
  holder.id = ID;
  render(
    html`<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>${PATTERNS}</defs></svg>`,
    holder,
  );
  document.body.prepend(holder);
}
