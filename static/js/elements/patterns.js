/** The hatches that fill shapes, once per page, at the top of its body: inside a hidden picture they do not paint. */

import { html, render } from 'lit';
import { PATTERNS } from './pool/glyphs.js';

const ID = 'ringside-patterns';

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
