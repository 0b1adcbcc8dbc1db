/** One worker as a card: who, which task, in which phase and for how long; or the empty place of one. */

import { nothing, svg } from 'lit';
import { GLYPHS } from '../pool/glyphs.js';
import { age } from '../stage/age.js';
import { item } from '../stage/item.js';
import { squeezed } from './queue.js';
import { PHASES, short, workerName } from './words.js';

const KEY = svg`<path class="glyph" d="M-1.5 0A2.6 2.6 0 1 1-6.7 0A2.6 2.6 0 1 1-1.5 0H6V3.5M3 0V2.6"/>`;

/** By phase. */
export const SIGNS = {
  starting: GLYPHS.connecting,
  waiting: GLYPHS.thinking,
  wants_gil: KEY,
  wants_core: GLYPHS.acquiring,
  computing: GLYPHS.active,
  idle: GLYPHS.idle,
};

/**
 * @param {string} who
 * @param {import('../../reduce/thread-pool.js').Worker} worker
 * @param {import('./layout.js').Box} box
 * @param {{level: string, inside: boolean, time: number, ages: number, chosen: boolean, stop: boolean}} how
 *   ages: as time, but seldom enough to be read
 */
export function workerCard(who, worker, box, { level, inside, time, ages, chosen, stop }) {
  const { state, task } = worker;
  const { w, h } = box;
  const label = workerName(who, worker, inside);
  const content = svg`<rect class="card" width=${w} height=${h} rx=${level === 'tiny' ? 2 : 4}/>
    ${state === 'computing' ? svg`<rect class="weave" width=${w} height=${h} rx="4"/>` : nothing}
    ${level === 'tiny' ? tiny(state, w, h) : words(who, worker, box, level, ages)}
    ${level !== 'tiny' && (state === 'waiting' || state === 'computing') && task !== null ? progress(worker, w, h, time) : nothing}
    <title>${label}</title>`;
  return item({ kind: 'worker', id: who, label, classes: `worker ${state} ${level}`, box, chosen, stop }, content);
}

function tiny(state, w, h) {
  return svg`<g transform="translate(${w / 2} ${h / 2}) scale(${Math.min(1, w / 24)})">${SIGNS[state] ?? nothing}</g>`;
}

function words(who, { state, task, since }, { w, h }, level, ages) {
  const word = PHASES[state] ?? state;
  const last = h - 10;
  const wordAt = level === 'full' ? last - 15 : last;
  const on = task === null ? nothing : `#${task}`;
  const sign = svg`<text class="num" x="7" y="16">${short(who)}</text>
    <g transform="translate(${w - 13} 12)">${SIGNS[state] ?? nothing}</g>`;
  if (level === 'small') {
    return svg`${sign}<text class="who" x=${w / 2} y=${h - 10} text-anchor="middle">${on}</text>`;
  }
  return svg`${sign}
    <text class="who" x=${w / 2} y=${wordAt / 2 + 9} text-anchor="middle">${on}</text>
    <text class="word" x="7" y=${wordAt} textLength=${squeezed(word, w - 12, 6.3)}
      lengthAdjust="spacingAndGlyphs">${word}</text>
    ${level === 'full' ? svg`<text class="num" x="7" y=${last}>${age(since, ages)}</text>` : nothing}`;
}

/** How far its phase has come; of a task that never ends nobody can say. */
function progress({ since, until }, w, h, time) {
  if (until === null) return svg`<path class="endless" d="M3 ${h - 4.5}H${w - 3}"/>`;
  const done = until > since ? Math.min(1, Math.max(0, (time - since) / (until - since))) : 1;
  return svg`<rect class="done" x="3" y=${h - 6} width=${((w - 6) * done).toFixed(1)} height="3"/>`;
}

/** Places no thread has been started for, or whose thread has ended. @param {import('./layout.js').Box[]} boxes */
export function emptyPlaces(boxes, level) {
  const word = level === 'full' || level === 'word';
  return svg`<g class="worker nobody" aria-hidden="true">${boxes.map(
    ({ x, y, w, h }) => svg`<rect class="card" x=${x} y=${y} width=${w} height=${h} rx=${level === 'tiny' ? 2 : 4}/>
      ${word ? svg`<text class="word" x=${x + 7} y=${y + h - 10}>no thread</text>` : nothing}`,
  )}</g>`;
}
