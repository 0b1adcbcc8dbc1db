/** The last seconds: a lane for every worker, shaped by what it did, and above them the length of the queue. */

import { nothing, svg } from 'lit';
import { clock, duration } from '../../lib/format.js';
import { PRODUCER } from '../../reduce/thread-pool.js';
import { numberOf, short } from './words.js';

const SHOWN = 6; // real seconds
/** How much of a lane's height each phase takes: a shape that needs no colour. */
const HEIGHTS = { computing: 1, waiting: 0.45, wants_core: 0.75, wants_gil: 0.75, starting: 0.2, idle: 0.14 };

/** @param {{slow: number}} view @returns {number} model seconds */
export function spanOf({ slow }) {
  return SHOWN / slow;
}

/**
 * Whose lanes there are, in the order of the cards.
 * @param {import('./history.js').WorkerHistory} history
 */
export function laneNames({ lanes }) {
  const by = (who) => (who === PRODUCER ? Infinity : numberOf(who));
  return [...lanes.keys()].sort((a, b) => by(a) - by(b));
}

/**
 * @param {object} it
 * @param {import('./history.js').WorkerHistory} it.history
 * @param {ReturnType<typeof import('./layout.js').threadPoolLayout>} it.layout
 * @param {number} it.time
 * @param {number} it.span
 * @param {boolean} it.live
 * @param {number|null} it.capacity
 */
export function lanesPart({ history, layout, time, span, live, capacity }) {
  const { x, w, top, first, step, end, bottom } = layout.lanes;
  const { narrow } = layout;
  const begin = time - span;
  const at = (t) => x + ((Math.max(t, begin) - begin) / span) * w;
  const names = laneNames(history);
  const paths = {};
  const texts = [];
  names.forEach((who, i) => {
    const y = first + i * step;
    const room = step - (step > 6 ? 3 : step > 3 ? 1 : 0.3);
    for (const { phase, task, from, to } of history.lanes.get(who)) {
      const left = at(from);
      const wide = Math.max(0.6, at(to ?? time) - left);
      const high = Math.max(1, room * (HEIGHTS[phase] ?? 0.3));
      paths[phase] ??= '';
      paths[phase] +=
        `M${left.toFixed(1)} ${(y + room - high).toFixed(1)}h${wide.toFixed(1)}v${high.toFixed(1)}h-${wide.toFixed(1)}z`;
      if (phase === 'computing' && step >= 14 && wide > 8 * `#${task}`.length)
        texts.push(told(task, left + wide / 2, y + room - 3));
    }
    if (step >= 9)
      texts.push(svg`<text class="who" x=${x - 5} y=${y + step / 2 + 3} text-anchor="end">${short(who)}</text>`);
  });
  const few = step < 9 && names.length > 0;
  return svg`<g class="lanes" role="img" aria-label=${`What each worker did in the last ${duration(span)}`}>
    <text class="zone" x="0" y=${top + 14}>Timeline</text>
    ${
      few
        ? svg`<text class="sub" x=${x - 5} y=${first + 10} text-anchor="end">${narrow ? 'W' : short(names[0])}</text>
      ${narrow ? nothing : svg`<text class="sub" x=${x - 5} y=${end} text-anchor="end">${short(names.at(-1))}</text>`}`
        : nothing
    }
    ${curve(history, layout.lanes, at, time, capacity, narrow)}
    ${Object.entries(paths).map(([phase, d]) => svg`<path class="did ${phase}" d=${d}/>`)}${texts}
    <path class="axis" d="M${x} ${end + 1.5}H${x + w}"/>
    <text class="sub" x=${x} y=${bottom - 3}>−${duration(span)}</text>
    <text class="sub" x=${x + w} y=${bottom - 3} text-anchor="end">${live ? 'now' : clock(time)}</text></g>`;
}

function told(task, x, y) {
  return svg`<text class="on" x=${x} y=${y} text-anchor="middle">#${task}</text>`;
}

/** The length of the queue, step by step; a line where its bound is, if that is in sight. */
function curve(history, { x, w, curve: { y, h } }, at, time, capacity, narrow) {
  const most = Math.max(history.longest, 1);
  const top = capacity !== null && capacity > 0 && capacity <= most * 3 ? Math.max(most, capacity) : most;
  const up = (n) => (y + h - (n / top) * h).toFixed(1);
  let d = `M${x} ${y + h}`;
  for (const [t, n] of history.queue) d += `H${at(t).toFixed(1)}V${up(n)}`;
  d += `H${at(time).toFixed(1)}V${y + h}z`;
  const bound = capacity !== null && top === Math.max(most, capacity) && capacity > 0;
  return svg`<path class="long" d=${d}/>
    ${bound ? svg`<path class="bound" d="M${x} ${up(capacity)}h${w}"/>` : nothing}
    <text class="sub" x=${x - 5} y=${y + h} text-anchor="end">${narrow ? 'Q' : 'queue'}</text>
    <text class="sub" x=${x - 5} y=${Number(up(bound ? capacity : most)) + 8} text-anchor="end">${
      narrow ? top : bound ? `bound ${capacity}` : `most ${history.longest}`
    }</text>`;
}
