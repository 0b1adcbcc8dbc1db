/** Without a pool: the phases of a request with their patterns, and their shares of its time. */

import { html, svg } from 'lit';
import { duration } from '../../lib/format.js';

export const PHASE_WORDS = {
  tcp: 'TCP',
  tls: 'TLS',
  auth: 'authentication',
  query: 'query',
  close: 'close',
  wait: 'waits for a core',
};

/** @param {import('./lane-history.js').LaneHistory} history */
export function sharesTable(history) {
  const { count, total, phases } = history.shares();
  const whose = count === 1 ? 'one request' : `${count} requests`;
  const caption =
    count === 0 ? 'What a request does' : `Where the time of ${whose} went, ${duration(total / count)} each`;
  const heading = ({ phase }) => html`<th scope="col">
    <svg viewBox="0 0 24 16" aria-hidden="true">${swatch(phase)}</svg>${PHASE_WORDS[phase]}</th>`;
  const cell = ({ share }) => html`<td>${count === 0 ? '–' : `${Math.round(share * 100)} %`}</td>`;
  return html`<table class="shares">
    <caption>${caption}</caption>
    <thead><tr>${phases.map(heading)}</tr></thead>
    <tbody><tr>${phases.map(cell)}</tr></tbody>
  </table>`;
}

function swatch(phase) {
  return svg`<g class="seg ${phase}"><rect x="1" y="2" width="22" height="12" rx="2"/>
    <rect class="fill" x="1" y="2" width="22" height="12" rx="2"/></g>`;
}
