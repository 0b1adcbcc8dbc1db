/** The pool itself: three ropes and four posts around its slots, and the words above it and below its overflow. */

import { nothing, svg } from 'lit';

/** @param {import('./layout.js').Box} ring */
export function ropes({ x, y, w, h }) {
  const rope = (inset, kind) => svg`<rect class="rope ${kind}" x=${x + inset} y=${y + inset}
    width=${w - 2 * inset} height=${h - 2 * inset} rx=${10 - inset / 2}/>`;
  const post = (px, py) => svg`<rect class="post" x=${px} y=${py} width="16" height="16" rx="3"/>`;
  return svg`<g aria-hidden="true">
    ${rope(0, 'red')}${rope(5, '')}${rope(10, 'red')}
    ${post(x - 3, y - 3)}${post(x + w - 13, y - 3)}${post(x - 3, y + h - 13)}${post(x + w - 13, y + h - 13)}</g>`;
}

/**
 * @param {ReturnType<typeof import('./layout.js').poolLayout>} layout
 * @param {{max_size: number, min_size: number, max_overflow: number, closed: boolean}} pool
 * @param {number} outside  cards outside the ropes
 */
export function poolTitles(layout, pool, outside) {
  const { ring, title, narrow } = layout;
  const sizes = `max_size ${pool.max_size}${pool.min_size > 0 ? ` min_size ${pool.min_size}` : ''}`;
  const [x, anchor] = narrow ? [ring.x + ring.w, 'end'] : [ring.x, 'start'];
  return svg`<text class="zone" x=${x} y=${title} text-anchor=${anchor}>The pool<tspan
      class="sub" dx="10">${pool.closed ? 'closed' : sizes}</tspan></text>
    ${outside > 0 ? outsideTitle(layout, pool.max_overflow) : nothing}`;
}

function outsideTitle({ overflow, bottom, narrow }, most) {
  // Without any overflow, what stands outside is left over from a bigger pool.
  const [word, rest] = most > 0 ? ['Overflow', `max_overflow ${most}`] : ['Over max_size', 'closed when released'];
  return narrow
    ? svg`<text class="zone halo" x=${overflow.x + overflow.w} y=${overflow.y - 9} text-anchor="end">${word}<tspan
        class="sub" dx="8">${rest}</tspan></text>`
    : svg`<text class="zone" x=${overflow.x} y=${bottom + 16}>${word}<tspan
        class="sub" dx="8">${rest}${most > 0 ? ', outside the ropes' : ''}</tspan></text>`;
}
