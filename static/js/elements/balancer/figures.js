/** Below the picture: what was measured in all, and what the shapes mean. */

import { html, svg } from 'lit';
import { duration, number, rate } from '../../lib/format.js';
import { SIGNS } from './card.js';
import { plural } from './words.js';

export const COLUMNS = ['p50', 'p95', 'p99', 'Fairness', 'Served', 'Load'];

/**
 * Below one balancer: a line.
 * @param {any} detail  of that lane, or undefined
 */
export function summary(detail) {
  const all = figures(detail ?? {});
  const figure = (word, i) => html`<div><dt>${word}</dt><dd>${all[i]}</dd></div>`;
  const whose = detail?.requests ? `In all, ${plural(detail.requests, 'request')}:` : 'In all:';
  return html`<div class="summary"><p>${whose}</p><dl>${COLUMNS.map(figure)}</dl></div>`;
}

/** What was measured, as COLUMNS has it. @param {any} detail  of one lane */
export function figures({ p50, p95, p99, fairness, served_rate: served, load }) {
  return [duration(p50), duration(p95), duration(p99), number(fairness), rate(served), number(load)];
}

/** @param {boolean} columns  are the servers drawn as columns */
export function legend(columns) {
  const entry = (shape, word, colour) => html`<span>
    <svg viewBox="-8 -8 16 16" aria-hidden="true" style=${`color: var(--${colour})`}>${shape}</svg>${word}</span>`;
  const block = svg`<path class="glyph full" d="M-5-5h10v10h-10z"/>`;
  const states = columns ? [] : [entry(SIGNS.up, 'up', 'idle')];
  return html`<div class="legend" role="group" aria-label="Legend">
    ${entry(block, 'in the queue', 'waiting')}${entry(block, 'being worked on', 'active')}
    ${states}${entry(SIGNS.slow, 'slow start', 'connecting')}${entry(SIGNS.ejected, 'ejected', 'connecting')}
    ${entry(SIGNS.draining, 'draining', 'ink-2')}${entry(SIGNS.crashed, 'crashed', 'closed')}
  </div>`;
}
