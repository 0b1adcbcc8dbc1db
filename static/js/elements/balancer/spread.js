/** The shares of a crowd of servers. */

import { nothing, svg } from 'lit';
import { percent } from './words.js';

/**
 * The shares of a crowd, as bars below its columns; a line where they are expected.
 * @param {string[]} names
 * @param {ReturnType<typeof import('./work.js').shares>} got
 * @param {import('./layout.js').Box} box
 */
export function spread(names, { of, top }, { x, y, w, h }) {
  const step = w / names.length;
  const floor = y + h - 4;
  const room = h - 24;
  let bars = '';
  let line = '';
  names.forEach((name, i) => {
    const { share, expected } = of[name];
    const tall = ((share ?? 0) / top) * room;
    const left = (x + i * step).toFixed(1);
    bars += `M${left} ${floor}h${Math.max(1, step - 1).toFixed(1)}v-${tall.toFixed(1)}H${left}z`;
    if (expected !== null) line += `M${left} ${(floor - (expected / top) * room).toFixed(1)}h${step.toFixed(1)}`;
  });
  const all = names.map((name) => of[name].share ?? 0);
  const words = `from ${percent(Math.min(...all))} to ${percent(Math.max(...all))}`;
  return svg`<g class="share" role="img" aria-label=${`Shares of requests ${words}`}>
    <text class="zone" x=${x} y=${y + 12}>Share<tspan class="sub" dx="8">${words}</tspan></text>
    <path class="got" d=${bars}/>${line ? svg`<path class="expected" d=${line}/>` : nothing}</g>`;
}
