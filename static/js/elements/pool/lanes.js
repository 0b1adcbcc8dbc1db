/** Without a pool: one lane per thread, one bar per request, split into connecting, query and close. */

import { nothing, svg } from 'lit';
import { duration } from '../../lib/format.js';
import { database } from './database.js';
import { item } from '../stage/item.js';
import { niceScale } from './lane-layout.js';
import { PHASE_WORDS } from './shares.js';
import { threadNames } from './threads.js';

const SHORT = { auth: 'auth', wait: 'wait' };
const LETTER = 6.6; // px, of the words in a segment
const WIRES = { querying: 'active', queued: 'active', idle: 'idle' };

/**
 * @param {object} picture
 * @param {import('../../reduce/pool.js').PoolState} picture.state
 * @param {import('./lane-history.js').LaneHistory} picture.history
 * @param {ReturnType<typeof import('./lane-layout.js').lanesLayout>} picture.layout
 * @param {number} picture.time
 * @param {string|null} picture.chosen
 * @param {string|undefined} picture.stop  the thread that Tab reaches
 */
export function lanes({ state, history, layout, time, chosen, stop }) {
  const names = threadNames(state);
  const scale = niceScale(history.longest(time));
  const draw = (name, i) => {
    const how = { layout, scale, time, chosen: chosen === name, stop: stop === name };
    return lane(name, state.threads[name], history.bars.get(name), i, how);
  };
  return svg`
    <text class="zone" x="0" y="16">Application</text>
    <text class="sub" x="98" y="16">no pool${layout.narrow ? '' : ': every request opens its own connection'}</text>
    <g role="list" aria-label="Threads, each with its own connection">${names.map(draw)}</g>
    ${axis(layout, scale)}
    ${layout.narrow ? nothing : wires(state, names, layout)}
    ${database(state, layout.database, layout)}`;
}

function lane(name, { state }, bar, i, { layout, scale, time, chosen, stop }) {
  const { top, step, x, w, narrow } = layout;
  const h = Math.min(32, step - 5);
  const box = { x: 0, y: top + i * step + (step - h) / 2, w: x + w, h };
  const at = (t) => x + Math.min(1, Math.max(0, (t - bar.start) / scale)) * w;
  const base = h / 2 + 4.5;
  const content = svg`
    <rect width=${box.w} height=${h} fill="transparent"/>
    <text class="who" x="0" y=${base}>${name}</text>
    ${narrow ? nothing : svg`<text class="doing" x="38" y=${base}>${state}</text>`}
    <path class="track" d="M${x} ${h / 2}H${x + w}"/>
    ${(bar?.segments ?? []).map(({ phase, from, to }) => segment(phase, at(from), at(to ?? time), h))}
    ${bar?.failed ? svg`<text class="doing" x=${at(bar.end) + 6} y=${base}>✕ ${bar.failed}</text>` : nothing}`;
  return item({ kind: 'thread', id: name, label: `${name}, ${state}`, classes: 'lane', box, chosen, stop }, content);
}

function segment(phase, left, right, h) {
  const width = Math.max(1.5, right - left);
  const word = [PHASE_WORDS[phase], SHORT[phase]].find((it) => it && it.length * LETTER + 6 <= width);
  return svg`<g class="seg ${phase}" transform="translate(${left.toFixed(1)} 0)">
    <rect width=${width.toFixed(1)} height=${h} rx="2"/>
    <rect class="fill" width=${width.toFixed(1)} height=${h} rx="2"/>
    ${word && h > 13 ? svg`<text x=${width / 2} y=${h / 2 + 4} text-anchor="middle">${word}</text>` : nothing}</g>`;
}

/** From each thread that has a session to the database. */
function wires({ sessions }, names, { top, step, x, w, database: box }) {
  const start = x + w + 5;
  return svg`<g aria-hidden="true">${Object.values(sessions).map(({ who, state }) => {
    const i = names.indexOf(who);
    if (i < 0) return nothing;
    const y = top + (i + 0.5) * step;
    const endY = box.y + 18 + ((i + 0.5) / names.length) * (box.h - 36);
    const d = `M${start} ${y}C${start + 21} ${y} ${box.x - 22} ${endY} ${box.x} ${endY}`;
    return svg`<path class="wire ${WIRES[state] ?? 'connecting'}" d=${d}/>`;
  })}</g>`;
}

function axis({ x, w, bottom }, scale) {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const anchor = (p) => (p === 0 ? 'start' : p === 1 ? 'end' : 'middle');
  const word = (p) => svg`<text x=${x + p * w} y=${bottom + 19} text-anchor=${anchor(p)}>
    ${p === 0 ? '0' : duration(scale * p)}</text>`;
  return svg`<g class="axis" aria-hidden="true">
    <path d="M${x} ${bottom + 4}H${x + w}${ticks.map((p) => `M${x + p * w} ${bottom + 1}v6`).join('')}"/>
    ${ticks.map(word)}</g>`;
}
