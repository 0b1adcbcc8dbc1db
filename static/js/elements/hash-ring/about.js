/** Everything about one server, and what can be done to it: for the panel below the picture. */

import { html } from 'lit';
import { number } from '../../lib/format.js';
import { percent } from './figures.js';

const MOST_WEIGHT = 10;
const LEAST_WEIGHT = 0.5;

/**
 * @param {string} name
 * @param {import('./figures.js').Figures|undefined} it
 * @param {{may: boolean, servers: number, ask: (action: string, args?: object) => void}} how
 * @returns {import('../stage/detail-panel.js').About}
 */
export function aboutServer(name, it, { may, servers, ask }) {
  if (!it) return { title: name, rows: [], none: 'This server has left the ring.' };
  const weigh = (weight) => ask('set_weight', { name, weight });
  const less = it.weight > 1 ? Math.max(LEAST_WEIGHT, it.weight - 1) : LEAST_WEIGHT;
  const larger = it.weight < 1 ? 1 : Math.min(MOST_WEIGHT, it.weight + 1);
  const more = html`<p class="acts-on">
    ${button('Weight −', may && it.weight > LEAST_WEIGHT, () => weigh(less))}
    ${button('Weight +', may && it.weight < MOST_WEIGHT, () => weigh(larger))}
    ${button(`Remove ${name}`, may && servers > 1, () => ask('remove_server', { name }))}
  </p>`;
  return { title: name, rows: rowsOf(it), more };
}

/** @param {import('./figures.js').Figures} it @returns {[string, string][]} */
export function rowsOf({ weight, points, keys, share, expected, spread, modulo, active, asked, capacity }) {
  /** @type {[string, string][]} */
  const rows = [
    ['Weight', number(weight)],
    ['Points on the ring', number(points, 9)],
    ['Keys', `${number(keys, 9)} (${percent(share)})`],
    ['Expected', `${percent(expected)}, give or take ${percent(spread)}`],
    ['Keys under hash % n', number(modulo, 9)],
    ['Asked for so far', number(asked, 9)],
    ['In flight', capacity === null ? String(active) : `${active}, bound ${capacity}`],
  ];
  return rows;
}

function button(words, may, act) {
  return html`<button type="button" class="ghost" ?disabled=${!may} @click=${act}>${words}</button>`;
}
