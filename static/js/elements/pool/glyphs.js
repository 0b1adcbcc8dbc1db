/** The small shapes that tell states apart without colour, centred on 0,0 and about 12 px wide. */

import { svg } from 'lit';

const DISC = svg`<circle class="glyph full" r="5.5"/>`;
const RING = svg`<circle class="glyph" r="5"/>`;
const ARC = svg`<path class="glyph" d="M0-5A5 5 0 1 1-5 0"/>`;
const CROSS = svg`<path class="glyph" d="M-5-5L5 5M5-5L-5 5"/>`;
const DOTS = svg`<path class="glyph full" d="M-6-1.5h3v3h-3zM-1.5-1.5h3v3h-3zM3-1.5h3v3h-3z"/>`;
const TICKET = svg`<path class="glyph" d="M-6-4H2L6 0L2 4H-6Z"/>`;
const ARROW = svg`<path class="glyph" d="M5 0H-5M-1-4L-5 0L-1 4"/>`;
const BOX = svg`<path class="glyph" d="M-4.5-4.5h9v9h-9z"/>`;

/** By the state of a slot or a thread. */
export const GLYPHS = {
  active: DISC,
  idle: RING,
  connecting: ARC,
  closed: CROSS,
  starting: BOX,
  thinking: DOTS,
  taking: BOX,
  acquiring: TICKET,
  querying: DISC,
  releasing: ARROW,
  closing: CROSS,
};
