/** The producer: how fast it submits, and what came back to it: results, errors, rejections. */

import { nothing, svg } from 'lit';
import { rate } from '../../lib/format.js';
import { GLYPHS } from '../pool/glyphs.js';
import { squeezed } from './queue.js';
import { ENDS, FATES, producerWords } from './words.js';

const ROW = 19;
const BARRED = svg`<path class="glyph" d="M4-4A5.6 5.6 0 1 0-4 4A5.6 5.6 0 1 0 4-4L-4 4"/>`;
const OUT = svg`<path class="glyph" d="M-5-3H5L3.6 5.5H-3.6ZM-2-3V-5.5H2V-3"/>`;

/** By the end of a task. */
const SIGNS = {
  finished: svg`<path class="glyph" d="M-5 0L-1.5 4L5-4.5"/>`,
  failed: GLYPHS.closed,
  rejected: BARRED,
  discarded: OUT,
  cancelled: svg`<path class="glyph" d="M-5 0H5"/>`,
};

/** Which totals there is something to say of. */
function shown(totals) {
  return ENDS.filter(([name]) => name === 'finished' || totals[name] > 0);
}

/**
 * @param {object} it
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} it.state
 * @param {Record<string, any>} it.params
 * @param {Record<string, any>} it.latest  how tasks ended just now
 * @param {ReturnType<typeof import('./layout.js').threadPoolLayout>} it.layout
 */
export function producerPart({ state, params, latest, layout }) {
  const { producer: box, narrow, queue } = layout;
  const { x, y, w, h } = box;
  const { producer, totals, pool } = state;
  const does = producerWords(state);
  const busy = producer?.task != null ? 'working' : producer ? '' : 'off';
  const speed = params.arrival_rate === undefined ? '' : rate(params.arrival_rate);
  const label = `Producer: ${[does, speed, `${totals.submitted} submitted`].filter(Boolean).join(', ')}`;
  if (narrow) {
    return svg`<g class="producer ${busy}"><g role="img" aria-label=${label}><text class="zone" x="0" y="14">Producer</text>
      <text class="sub" x="72" y="14">${busy ? does : speed}, ${totals.submitted} submitted</text></g>
      ${resultsLine(totals, layout)}
    </g>`;
  }
  const middle = y + h / 2;
  return svg`<g class="producer ${busy}">
    <text class="zone" x=${x} y=${y - 8}>Producer</text>
    <g role="img" aria-label=${label}>
      <rect class="frame" x=${x + 1} y=${y} width=${w - 2} height=${h} rx="4"/>
      ${busy === 'working' ? svg`<rect class="weave" x=${x + 1} y=${y} width=${w - 2} height=${h} rx="4"/>` : nothing}
      <text class="does" x=${x + 9} y=${y + 19} textLength=${squeezed(does, w - 18, 6.6)}
        lengthAdjust="spacingAndGlyphs">${does}</text>
      <text class="sub" x=${x + 9} y=${y + 36}>${pool.shutdown ? 'shut down' : speed}</text></g>
    <path class="wire" d="M${x + w} ${middle}H${queue.x - 3}m-5-4l5 4l-5 4"/>
    ${resultsList(totals, latest, layout)}</g>`;
}

function resultsList(totals, latest, { results: { x, y, w } }) {
  const row = ([name, word], i) => {
    const at = y + 36 + i * ROW;
    const part = FATES.has(name);
    const now = latest[name];
    return svg`<g class="end ${name} ${part ? 'part' : ''}">
      ${part ? nothing : svg`<g transform="translate(${x + 8} ${at - 4.5}) scale(.85)">${SIGNS[name]}</g>`}
      <text class="word" x=${x + 20} y=${at}>${word}</text>
      <text class=${now ? 'n new' : 'n'} x=${x + w} y=${at} text-anchor="end">${totals[name]}</text></g>`;
  };
  const all = shown(totals);
  const lost = latest.lost;
  const label = `Came back: ${all.map(([name, word]) => `${totals[name]} ${word}`).join(', ')}`;
  return svg`<g class="results" role="img" aria-label=${label}>
    <text class="zone" x=${x} y=${y + 14}>Came back</text>${all.map(row)}
    ${lost ? svg`<text class="sub lost" x=${x} y=${y + 38 + all.length * ROW}>${lost}</text>` : nothing}</g>`;
}

function resultsLine(totals, { results: { y, w } }) {
  const all = shown(totals).filter(([name]) => !FATES.has(name));
  const words = all.map(([name, word]) => `${totals[name]} ${word}`).join(' · ');
  return svg`<text class="sub results" x="0" y=${y + 13} textLength=${squeezed(words, w, 7.25)}
    lengthAdjust="spacingAndGlyphs">${words}</text>`;
}

const LOST = { aborted: 'aborted', discarded: 'discarded', pushed_out: 'pushed out' };

/**
 * How tasks ended just now, by the total that counts it, and in words which was the last one lost for want of room.
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @param {number} since  model time
 * @param {number} time
 */
export function latestOf({ recent }, since, time) {
  const latest = {};
  for (const { t, task, end } of recent) {
    if (t < since || t > time) continue;
    latest[end] = true;
    if (LOST[end])
      Object.assign(latest, { rejected: true, discarded: end !== 'aborted', lost: `#${task} ${LOST[end]}` });
  }
  return latest;
}
