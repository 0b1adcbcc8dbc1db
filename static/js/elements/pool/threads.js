/** The application: one chip per thread, and the requests that no thread has taken yet. */

import { nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { GLYPHS } from './glyphs.js';
import { item } from '../stage/item.js';
import { PER_REQUEST } from './layout.js';

const byNumber = new Intl.Collator('en', { numeric: true }); // T2 before T10

/**
 * @param {object} row
 * @param {import('../../reduce/pool.js').PoolState} row.state
 * @param {ReturnType<typeof import('./layout.js').threadsBand>} row.band
 * @param {boolean} row.narrow
 * @param {string|null} row.chosen
 * @param {string|undefined} row.stop  the thread that Tab reaches
 */
export function threadsRow({ state, band, narrow, chosen, stop }) {
  const names = threadNames(state);
  const lent = Object.values(state.connections).filter((it) => it.state === 'active');
  const holding = new Set(lent.map((it) => it.who));
  const draw = (name, i) => {
    const how = { holding: holding.has(name), chosen: chosen === name, stop: stop === name };
    return chip(name, state.threads[name].state, band.chips[i], how);
  };
  const count = svg`<text class="sub" x=${narrow ? 98 : 0} y=${narrow ? 17 : 35}>${names.length} threads</text>`;
  return svg`<g class="threads">
    <text class="zone" x="0" y="17">Application</text>
    ${narrow || band.chips.at(-1)?.y > 0 ? count : nothing}
    <g role="list" aria-label="Threads of the application">
      ${repeat(names.slice(0, band.chips.length), (name) => name, draw)}
      ${band.more > 0 ? moreChip(band.more, band.moreAt) : nothing}
    </g>
    ${band.backlog ? backlogRow(state.backlog, band.backlog, narrow) : nothing}
  </g>`;
}

/** @param {import('../../reduce/pool.js').PoolState} state */
export function threadNames(state) {
  return Object.keys(state.threads).sort(byNumber.compare);
}

function chip(name, state, box, { holding, chosen, stop }) {
  const { w, h } = box;
  const label = `${name}, ${state}`;
  const tight = w < 50;
  const middle = h / 2 + 4.2;
  const content = svg`
    <rect class="chip" width=${w} height=${h} rx="4"/>
    <g transform="translate(12 ${h / 2}) scale(.85)">${GLYPHS[state] ?? nothing}</g>
    <text x=${tight ? 20 : 23} y=${middle} textLength=${tight && name.length > 3 ? w - 22 : nothing}>${name}</text>
    ${w > 90 ? svg`<text class="word" x="46" y=${middle}>${state}</text>` : nothing}
    <title>${label}</title>`;
  const classes = `thread ${state}${holding ? ' holding' : ''}`;
  return item({ kind: 'thread', id: name, label, classes, box, chosen, stop }, content);
}

function moreChip(more, { x, y }) {
  return svg`<g role="listitem" aria-label=${`and ${more} more`}>
    <text class="sub" x=${x + 4} y=${y + 17}>+${more}</text></g>`;
}

function backlogRow(backlog, { x, y, h, fits }, narrow) {
  const shown = backlog.length > fits ? fits - 1 : backlog.length;
  const label = `Backlog: ${backlog.length} requests that no thread has taken yet`;
  const base = y + 14;
  const request = (id, i) => svg`<g transform="translate(${x + i * PER_REQUEST} ${y})">
    <rect width=${PER_REQUEST - 4} height=${h} rx="2"/><text x="20" y="14" text-anchor="middle">#${id}</text></g>`;
  const more = svg`<text x=${x + shown * PER_REQUEST} y=${base}>+${backlog.length - shown}</text>`;
  return svg`<g class="backlog" role="img" aria-label=${label}>
    ${narrow ? nothing : svg`<text class="sub" x="0" y=${base}>backlog ${backlog.length}</text>`}
    ${backlog.length === 0 ? svg`<text class="sub" x=${x} y=${base}>no request is without a thread</text>` : nothing}
    ${backlog.slice(0, shown).map(request)}
    ${backlog.length > shown ? more : nothing}
  </g>`;
}
