/** What computing needs: the cores, the GIL if there is one, who has them, and who stands in line for them. */

import { nothing, svg } from 'lit';
import { PRODUCER } from '../../reduce/thread-pool.js';
import { SIGNS } from './cards.js';
import { outline, squeezed } from './queue.js';
import { plural, short } from './words.js';

const CELL = { h: 22, gap: 4 };
const SQUARE = 9;
const MOST_CELLS = 8;

/**
 * Who computes and who would like to, the longest first: pure.
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @returns {{computing: Doer[], wants_core: Doer[], wants_gil: Doer[]}}
 * @typedef {{who: string, task: number|null, since: number}} Doer
 */
export function takers({ workers, producer }) {
  const found = { computing: [], wants_core: [], wants_gil: [] };
  for (const who in workers) found[workers[who].state]?.push({ who, ...workers[who] });
  if (producer?.task != null) found[producer.state]?.push({ who: PRODUCER, ...producer });
  for (const list of Object.values(found)) list.sort((a, b) => a.since - b.since);
  return found;
}

/**
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @param {ReturnType<typeof takers>} taken
 */
export function coresWords({ cores: { count, gil } }, { computing, wants_core: core, wants_gil: lock }) {
  const parts = [`${computing.length} of ${plural(count, 'core')} busy`];
  // Who wants a core while there is a GIL has the GIL already.
  const holder = [...computing, ...core][0];
  if (gil) parts.push(holder ? `${short(holder.who)} holds the GIL` : 'nobody holds the GIL');
  if (lock.length > 0) parts.push(`${lock.length} want${lock.length === 1 ? 's' : ''} the GIL`);
  if (core.length > 0) parts.push(`${core.length} want${core.length === 1 ? 's' : ''} a core`);
  return parts.join(', ');
}

/**
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @param {ReturnType<typeof takers>} taken
 * @param {ReturnType<typeof import('./layout.js').threadPoolLayout>} layout
 */
export function coresPart(state, taken, { cores: { x, y, w }, narrow }) {
  const { count, gil } = state.cores;
  const { computing, wants_core: core, wants_gil: lock } = taken;
  const title = (at) => svg`<text class="zone" x=${x} y=${at}>${count === 1 ? 'Core' : 'Cores'}<tspan class="sub"
    dx="8">${computing.length} of ${count}${count < 10 ? ' busy' : ''}</tspan></text>`;
  const body = (top, width) =>
    count > MOST_CELLS ? squares(count, computing, x, top, width) : cells(count, computing, x, top, width);
  if (narrow) {
    const all = body(y + 20, w);
    const line = [...lock, ...core].map(({ who }) => short(who));
    const says = gil ? `GIL: ${holderOf(computing, core)}` : 'no GIL';
    return svg`<g class="cores" role="img" aria-label=${coresWords(state, taken)}>${title(y + 13)}
      <text class="sub ${gil ? 'gil' : ''}" x=${w} y=${y + 13} text-anchor="end">${says}</text>${all.drawn}
      <text class="sub line" x=${x} y=${all.end + 15}>${line.length > 0 ? `${gil ? 'want it' : 'want one'}: ${listed(line, 8)}` : nothing}</text></g>`;
  }
  const lockHigh = gil ? 80 : 0;
  const all = body(y + lockHigh + 20, w);
  return svg`<g class="cores" role="img" aria-label=${coresWords(state, taken)}>
    ${gil ? gilPart(computing, core, lock, x, y, w) : nothing}
    ${title(y + lockHigh + 13)}${all.drawn}${wanting('want a core', core, x, all.end + 14)}</g>`;
}

function gilPart(computing, core, lock, x, y, w) {
  const holder = holderOf(computing, core);
  const held = holder !== 'free';
  return svg`<text class="zone" x=${x} y=${y + 13}>The GIL</text>
    <g class="cell gil ${held ? 'held' : ''}" transform="translate(${x} ${y + 20})">
      <rect width=${w} height=${CELL.h} rx="3"/><g transform="translate(15 11)">${SIGNS.wants_gil}</g>
      <text x=${w / 2 + 8} y="15.5" text-anchor="middle">${holder}</text></g>
    ${wanting('want it', lock, x, y + 58)}`;
}

/** Who holds the GIL computes, or has it and waits for a core. */
function holderOf(computing, core) {
  const holder = computing[0] ?? core[0];
  return holder ? name(holder) : 'free';
}

function cells(count, computing, x, top, w) {
  const perRow = w > 200 ? 4 : count > 4 ? 2 : 1; // side by side where they stand below the workers
  const wide = (w - (perRow - 1) * CELL.gap) / perRow;
  const drawn = Array.from({ length: Math.max(count, computing.length) }, (_, i) => {
    const it = computing[i];
    const at = `translate(${x + (i % perRow) * (wide + CELL.gap)} ${top + Math.floor(i / perRow) * (CELL.h + CELL.gap)})`;
    const words = it ? name(it) : 'free';
    return svg`<g class="cell ${it ? 'held' : ''}" transform=${at}><rect width=${wide} height=${CELL.h} rx="3"/>
      ${it ? svg`<rect class="weave" width=${wide} height=${CELL.h} rx="3"/>` : nothing}
      <text x=${wide / 2} y="15.5" text-anchor="middle" textLength=${squeezed(words, wide - 6)}
        lengthAdjust="spacingAndGlyphs">${words}</text></g>`;
  });
  return { drawn, end: top + Math.ceil(drawn.length / perRow) * (CELL.h + CELL.gap) - CELL.gap };
}

/** Too many to say who has which: only how many. */
function squares(count, computing, x, top, w) {
  const perRow = Math.floor((w + 3) / (SQUARE + 3));
  let [held, free] = ['', ''];
  for (let i = 0; i < count; i += 1) {
    const box = {
      x: x + (i % perRow) * (SQUARE + 3),
      y: top + 2 + Math.floor(i / perRow) * (SQUARE + 3),
      w: SQUARE,
      h: SQUARE,
    };
    if (i < computing.length) held += outline(box);
    else free += outline(box);
  }
  const drawn = svg`<path class="squares held" d=${held}/><path class="squares" d=${free}/>`;
  return { drawn, end: top + Math.ceil(count / perRow) * (SQUARE + 3) };
}

function wanting(word, line, x, y) {
  if (line.length === 0) return nothing;
  return svg`<text class="sub line" x=${x} y=${y}>${line.length} ${word}:</text>
    <text class="sub line" x=${x} y=${y + 15}>${listed(
      line.map(({ who }) => short(who)),
      4,
    )}</text>`;
}

function listed(names, most) {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  return shown.join(' ') + (names.length > shown.length ? ` +${names.length - shown.length}` : '');
}

function name({ who, task }) {
  return `${short(who)} #${task}`;
}
