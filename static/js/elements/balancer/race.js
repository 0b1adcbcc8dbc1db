/** Balancers in a race, one below the other: same arrivals, same servers, each with its own policy. */

import { nothing, svg } from 'lit';
import { duration } from '../../lib/format.js';
import { columns } from './columns.js';
import { decision } from './decision.js';
import { HEAD } from './race-layout.js';
import { policyWord } from './words.js';
import { longestOf, shares } from './work.js';

/**
 * @param {object} it
 * @param {string} it.lane
 * @param {import('../../reduce/balancer.js').Lane} it.of
 * @param {any} it.detail  what was measured of it
 * @param {ReturnType<typeof import('./race-layout.js').raceLayout>} it.layout
 * @param {number} it.place
 */
export function laneStrip({ lane, of, detail, layout, place, ...rest }) {
  const { x, y, w, h, columns: where } = layout.lanes[place];
  const { narrow } = layout;
  const { lines, notes, cursor } = decision(of, null);
  const said = lines.filter(Boolean).join(', ');
  const longest = longestOf(of);
  const p95 = detail?.p95 == null ? null : `p95 ${duration(detail.p95)}`;
  const open = Object.values(of.servers).reduce((sum, { active }) => sum + active, 0);
  const facts = [`${open} open`, longest && `longest ${longest.name} ${longest.length}`].filter(Boolean).join(', ');
  const words = narrow
    ? svg`<text class="zone" x="10" y=${y + 17}>${lane} ${short(policyWord(of.policy))}</text>
      <text class="p95" x=${w - 10} y=${y + 17} text-anchor="end">${p95}</text>
      <text class="sub" x="10" y=${y + 34}>${facts}</text>`
    : svg`<text class="zone" x="10" y=${y + 22}>${lane} ${short(policyWord(of.policy))}</text>
      <text class="p95" x="10" y=${y + 46}>${p95 ?? nothing}</text>
      <text class="sub" x="10" y=${y + (p95 ? 65 : 44)}>${facts}</text>
      <text class="sub" x="10" y=${y + (p95 ? 83 : 62)}>${said.length > 24 ? `${said.slice(0, 23)}…` : said}</text>
      <path class="wire" d="M${HEAD.wide} ${y + 10}V${y + h - 10}"/>`;
  const label = `Balancer ${lane}: ${policyWord(of.policy)}, ${facts}`;
  return svg`<g class="lane-strip ${of.panic ? 'panic' : ''}" role="group" aria-label=${label}>
    <rect class="frame" x=${x + 1} y=${y} width=${w - 2} height=${h} rx="4"/>${words}
    ${columns({ lane, of, layout: where, notes, cursor, got: shares(of, detail), ...rest })}</g>`;
}

function short(words) {
  return words
    .replace('Smooth weighted round robin', 'Smooth weighted RR')
    .replace('Weighted round robin', 'Weighted RR');
}
