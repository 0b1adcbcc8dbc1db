/** How much each server got against what it should have got, and how long it took. */

import { nothing, svg } from 'lit';
import { duration } from '../../lib/format.js';
import { percent } from './words.js';

/**
 * What the bars are, and their ticks.
 * @param {ReturnType<typeof import('./layout.js').balancerLayout>} layout
 */
export function shareTitle({ stats, title, width }) {
  const x = stats ? stats.x + 53 : width - 108;
  return svg`${stats ? svg`<text class="zone" x=${stats.x} y=${title}>Share</text>` : nothing}
    <path class="expected" d="M${x - 5} ${title - 11}v13"/>
    <text class="sub" x=${x} y=${title}>${stats ? 'expected' : 'expected share'}</text>`;
}

/**
 * Beside a card, or in a narrow picture in its last line.
 * @param {{share: number|null, expected: number|null, p50?: number|null, p95?: number|null, p99?: number|null}} got
 * @param {number} top  the greatest share there is
 * @param {import('./layout.js').Box} card
 * @param {ReturnType<typeof import('./layout.js').balancerLayout>} layout
 */
export function shareBar({ share, expected, p50, p95, p99 }, top, card, { stats, level }) {
  const { x, w } = stats ?? { x: card.x + 8, w: Math.min(96, card.w / 3) };
  const y = stats ? card.y + (level === 'full' ? 8 : card.h / 2 - 12) : card.y + card.h - 15;
  const px = (part) => (Math.min(1, part / top) * (w - 4)).toFixed(1);
  const tick = expected === null ? nothing : svg`<path class="expected" d="M${x + Number(px(expected))} ${y - 3}v14"/>`;
  const bar = svg`<rect class="track" x=${x} y=${y} width=${w - 4} height="8" rx="1"/>
    <rect class="got" x=${x} y=${y} width=${px(share ?? 0)} height="8" rx="1"/>${tick}`;
  const much = share === null ? '–' : percent(share);
  if (!stats) {
    return svg`<g class="share" aria-hidden="true">${bar}
      ${words(x + w + 4, y + 8, much, p95 == null ? '' : `p95 ${duration(p95)}`)}</g>`;
  }
  if (level !== 'full') {
    const line = p95 == null ? '' : `p95 ${duration(p95)}`;
    return svg`<g class="share" aria-hidden="true">${bar}${words(x, y + 22, much, line)}</g>`;
  }
  const room = Math.floor((card.h - 49) / 15) + 1;
  const times = [
    ['p50', p50],
    ['p95', p95],
    ['p99', p99],
  ].filter(([word, time]) => time != null && (room > 2 || (word === 'p50' ? room > 1 : word === 'p95')));
  const of = expected === null ? '' : `of ${percent(expected)}`;
  const line = ([word, time], i) => svg`<text class="sub" x=${x} y=${y + 41 + i * 15}>${word} ${duration(time)}</text>`;
  return svg`<g class="share" aria-hidden="true">${bar}${words(x, y + 24, much, of)}${times.map(line)}</g>`;
}

function words(x, y, first, rest) {
  return svg`<text x=${x} y=${y}>${first}<tspan class="sub" dx="7">${rest}</tspan></text>`;
}
