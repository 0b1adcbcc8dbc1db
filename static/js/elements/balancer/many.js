/** What only a race or a crowd of servers needs: loaded when there is one. */

import { html, nothing, svg } from 'lit';
import { columnsLayout, topOf } from './columns-layout.js';
import { columns } from './columns.js';
import { COLUMNS, figures } from './figures.js';
import { flightOf, raceLayout } from './race-layout.js';
import { difference } from './race-words.js';
import { laneStrip } from './race.js';
import { spread } from './spread.js';
import { longestOf } from './work.js';
import { plural, policyWord } from './words.js';

const SPREAD = 56; // px for the shares of a crowd
const SHRINK_AFTER = 4000; // ms

/** @typedef {import('../balancer-stage.js').BalancerStage} Stage */

/**
 * Too many servers for a row each.
 * @param {Stage} stage
 * @param {string} lane
 * @param {import('./layout.js').Box} box
 * @param {{notes: any, cursor: string|null, got: any}} said
 */
export function drawCrowd(stage, lane, box, { notes, cursor, got }) {
  const names = Object.keys(stage.view.state.balancers[lane].servers);
  const layout = columnsLayout(names.length, { ...box, h: box.h - SPREAD });
  const rows = svg`${columns({ ...how(stage, lane), layout, most: highest(stage), notes, cursor })}
    ${spread(names, got, { ...box, y: box.y + box.h - SPREAD, h: SPREAD })}`;
  return { rows, to: (server) => topOf(layout, names.indexOf(server)) };
}

/** @param {Stage} stage @param {string[]} lanes */
export function drawRace(stage, lanes) {
  const { balancers } = stage.view.state;
  const { detail } = stage.figures;
  const servers = Math.max(...lanes.map((lane) => Object.keys(balancers[lane].servers).length));
  const layout = raceLayout({ width: stage.width, lanes: lanes.length, servers, floor: stage.steady.height });
  const most = highest(stage);
  const strip = (lane, place) =>
    laneStrip({ ...how(stage, lane), detail: detail?.balancers?.[lane], layout, place, most });
  const way = (lane, server) => {
    const at = Object.keys(balancers[lane]?.servers ?? {}).indexOf(server);
    return at < 0 ? null : flightOf(layout, lanes.indexOf(lane), at);
  };
  const clients = plural(stage.gathered.clients.size, 'client');
  const same = layout.narrow ? '' : 'the same arrivals and faults for each balancer; ';
  const picture = svg`<text class="zone" x="0" y="14">${plural(servers, 'server')}<tspan class="sub"
    dx="8">${same}${clients} ask</tspan></text>${lanes.map(strip)}${stage.drawFlights(way)}`;
  const words = lanes.map((lane) => policyWord(balancers[lane].policy)).join(', ');
  return { picture, height: layout.height, label: `A race of ${lanes.length}: ${words}`, asColumns: true };
}

function how(stage, lane) {
  const of = stage.view.state.balancers[lane];
  const chosen = stage.chosen?.kind === 'server' ? stage.chosen.id : null;
  return { lane, of, gathered: stage.gathered, chosen, stop: stage.stop(lane, Object.keys(of.servers)) };
}

/** What the columns of all lanes are measured against: the highest, and for a while the highest of before. */
function highest({ most, view: { now, state } }) {
  let height = 0;
  for (const lane of Object.values(state.balancers)) height = Math.max(height, longestOf(lane)?.length ?? 0);
  if (height > most.height || now - most.at > SHRINK_AFTER) Object.assign(most, { height, at: now });
  else if (height > most.height * 0.75) most.at = now;
  return most.height;
}

/**
 * Below a race: a row for each lane, and who is ahead.
 * @param {string[]} lanes
 * @param {import('../../reduce/balancer.js').BalancerState} state
 * @param {any} detail
 */
export function comparison(lanes, { balancers }, detail) {
  const row = (lane) => {
    const longest = longestOf(balancers[lane]);
    const most = longest ? `${longest.name} ${longest.length}` : '0';
    const all = [...figures(detail?.balancers?.[lane] ?? {}), most];
    return html`<tr><th scope="row">${lane} ${policyWord(balancers[lane].policy)}</th>
      ${all.map((text) => html`<td>${text}</td>`)}</tr>`;
  };
  const heads = ['Balancer', ...COLUMNS, 'Longest queue'];
  const words = difference(lanes.map((lane) => ({ policy: balancers[lane].policy, ...detail?.balancers?.[lane] })));
  return html`<p class="difference">${words || nothing}</p>
    <div class="sideways" role="region" aria-label="Measured, balancer by balancer" tabindex="0">
    <table class="figures"><caption>On the same arrivals</caption>
    <thead><tr>${heads.map((word) => html`<th scope="col">${word}</th>`)}</tr></thead>
    <tbody>${lanes.map(row)}</tbody></table></div>`;
}
