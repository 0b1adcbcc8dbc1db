/** One server as a card: name and state, the slots of its queue, its workers with what they work on. */

import { nothing, svg } from 'lit';
import { GLYPHS } from '../pool/glyphs.js';
import { item } from '../stage/item.js';
import { howIs, rounded, serverName } from './words.js';

const BARRED = svg`<path class="glyph" d="M3.9-3.9A5.5 5.5 0 1 0-3.9 3.9A5.5 5.5 0 1 0 3.9-3.9L-3.9 3.9"/>`;
const DOWN = svg`<path class="glyph" d="M0-5V5M-4 1L0 5L4 1"/>`;

const MORE = 30; // px

/** By the look of a server. */
export const SIGNS = {
  up: GLYPHS.idle,
  slow: GLYPHS.connecting,
  ejected: BARRED,
  draining: DOWN,
  crashed: GLYPHS.closed,
};

/**
 * @param {string} name
 * @param {import('../../reduce/balancer.js').Server} server
 * @param {import('./work.js').Work[]} work  what its workers do, in their order
 * @param {import('./layout.js').Box} box
 * @param {{inside: any, level: string, lane: string, time: number, chosen: boolean, stop: boolean,
 *   flash: string|null}} how  flash: what ended badly here just now
 */
export function serverCard(name, server, work, box, { inside, level, lane, time, chosen, stop, flash }) {
  const { w, h } = box;
  const { look, word } = howIs(server);
  const slim = level === 'slim';
  const label = serverName(name, server, work.length);
  const content = svg`
    <rect class="card" width=${w} height=${h} rx="4"/>
    <g transform="translate(13 ${slim ? h / 2 : 15})">${SIGNS[look]}</g>
    ${words(name, server, word, inside, level)}
    ${queue(server, inside)}
    ${inside.workers.map((place, i) =>
      worker(
        i,
        server.up,
        work.find((it) => it.worker === i),
        place,
        time,
      ),
    )}
    ${flash ? farewell(slim ? `✕ ${parseInt(flash) || ''}` : flash, inside.right - 4, slim ? h / 2 : 2) : nothing}`;
  const classes = `server ${look} ${level}`;
  return item(
    { kind: 'server', group: `lane ${lane}`, id: `${lane}/${name}`, label, classes, box, chosen, stop },
    content,
  );
}

function words(name, server, word, { usable, words: room }, level) {
  const { look } = howIs(server);
  if (level === 'slim') {
    const short =
      look === 'up' ? nothing : svg`<text class="word" x="26" y=${usable / 2 + 14}>${word.split(',')[0]}</text>`;
    return svg`<text class="who" x="26" y=${usable / 2 + (look === 'up' ? 5 : 1)}>${name}</text>${short}`;
  }
  const notes = remarks(server, word);
  const lines = Math.max(0, Math.floor((usable - 37) / 14) + 1);
  const shown = room < 80 && notes.length > 2 ? notes.slice(0, 2) : notes;
  return svg`<text class="who" x="26" y="21">${name}</text>
    <text class="word" x="8" y=${level === 'row' ? 35 : 37}>${word}</text>
    ${shown.slice(0, Math.max(0, lines - 1)).map(remark)}`;
}

function remark(text, i) {
  return svg`<text class="num" x="8" y=${52 + i * 14}>${text}</text>`;
}

/** What else is worth knowing of a server, the unusual first. */
function remarks({ weight, effective, speed, failure_rate: fails, streak }, word) {
  const all = [];
  if (effective < weight) all.push(`${rounded(effective)} of ${weight}`);
  else all.push(`weight ${weight}`);
  if (speed !== 1) all.push(speed < 1 ? `${rounded(1 / speed)}× slower` : `${rounded(speed)}× faster`);
  if (fails > 0) all.push(`${rounded(fails * 100)} % fail`);
  if (streak && (!streak.ok || word !== 'up')) all.push(`check ${streak.ok ? '✓' : '✗'} ×${streak.count}`);
  return all;
}

/** The head of the queue is next to the workers; what is free is drawn if all of it fits. */
function queue({ queue: { length }, queue_capacity: capacity, up }, { slots, right, tail, usable, rows, pitch }) {
  const fits = slots.length;
  const columns = Math.ceil(MORE / pitch); // that the word for the others takes
  const shown = length > fits ? Math.max(0, fits - rows * columns) : length;
  const free = capacity <= fits && up ? slots.slice(length, capacity).join('') : '';
  const more = length - shown;
  const at = tail + columns * pitch - 4;
  return svg`${free ? svg`<path class="free" d=${free}/>` : nothing}
    ${shown > 0 ? svg`<path class="waits" d=${slots.slice(0, shown).join('')}/>` : nothing}
    ${more > 0 ? svg`<text class="more halo" x=${at} y=${usable / 2 + 4}>+${more}</text>` : nothing}
    ${
      length === 0 && capacity > fits && right - tail > 70
        ? svg`<text class="num" x=${right - 6} y=${usable / 2 + 4}
      text-anchor="end">no queue</text>`
        : nothing
    }`;
}

function worker(i, up, work, { x, y, w, h }, time) {
  const middle = h / 2 + 4.5;
  if (!work) {
    return svg`<g class="worker ${up ? 'idle' : 'off'}" transform="translate(${x} ${y})">
      <rect width=${w} height=${h} rx="3"/>
      <text x=${w / 2} y=${middle} text-anchor="middle">${w < 26 ? '' : up ? 'idle' : 'off'}</text></g>`;
  }
  const { request, since, until, state } = work;
  const done = until > since ? Math.min(1, Math.max(0, (time - since) / (until - since))) : 0;
  const name = `#${request}`;
  return svg`<g class="worker ${state}" transform="translate(${x} ${y})">
    <rect width=${w} height=${h} rx="3"/>
    <rect class="weave" width=${w} height=${h} rx="3"/>
    <rect class="done" x="3" y=${h - 6} width=${((w - 6) * done).toFixed(1)} height="3"/>
    <text x=${w / 2} y=${middle - 1} text-anchor="middle"
      textLength=${name.length * 7.3 > w - 6 ? w - 6 : nothing} lengthAdjust="spacingAndGlyphs">${name}</text></g>`;
}

/** Something ended badly here just now. @param {string} words @param {number} x  where they end @param {number} y */
export function farewell(words, x, y) {
  return svg`<g class="flash" aria-hidden="true" transform="translate(${x} ${y})">
    <rect x=${-words.length * 6.4 - 10} y="-9" width=${words.length * 6.4 + 14} height="18" rx="3"/>
    <text x="-3" y="4" text-anchor="end">${words}</text></g>`;
}
