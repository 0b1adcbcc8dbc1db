/** The queue: a card for every task that waits, the head at the workers' side, and what room is left behind them. */

import { nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { age } from '../stage/age.js';
import { item } from '../stage/item.js';
import { plural, queueWords } from './words.js';

/**
 * @param {object} q
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} q.state
 * @param {ReturnType<typeof import('./layout.js').threadPoolLayout>} q.layout
 * @param {number} q.time
 * @param {string|null} q.chosen  task whose details are open
 * @param {string|undefined} q.stop  the task that Tab reaches
 */
export function taskQueue({ state, layout, time, chosen, stop }) {
  const { queue, tasks, pool } = state;
  const { queue: box, narrow } = layout;
  const { x, y, w, h } = box;
  const room = pool.queue_capacity;
  const full = room !== null && queue.length >= room;
  const cards = queue.slice(0, box.cards);
  const behind = queue.length - cards.length;
  const draw = (id, i) => {
    const how = { time, chosen: chosen === String(id), stop: stop === String(id), ages: box.ages };
    return taskCard(id, tasks[id], i, box.at(i), how);
  };
  const frame = room === null ? `M${x} ${y}H${x + w}V${y + h}H${x}` : `M${x} ${y}H${x + w}V${y + h}H${x}Z`;
  return svg`<g class="queue ${full ? 'full' : ''}">
    <text class="zone" x=${x} y=${y - 8}>Task queue<tspan class="sub" dx="8">${queueWords(state)}</tspan>${
      full ? svg`<tspan class="alert" dx="8">full</tspan>` : nothing
    }</text>
    <text class="sub" x=${x + w} y=${y - 8} text-anchor="end">${narrow ? 'head' : 'next →'}</text>
    <path class="frame" d=${frame}/>
    ${free(box, queue.length, room)}
    ${behind > 0 ? blocks(box, behind) : nothing}
    <g role="list" aria-label=${`Task queue: ${plural(queue.length, 'task')}, the next first`}>
      ${repeat(cards, (id) => id, draw)}
      ${
        behind > 0
          ? svg`<g role="listitem" aria-label=${`and ${behind} more behind them`}>
        <text class="more halo" x=${box.block(Math.min(box.blocks, behind) - 1).x - 5} y=${y + h / 2 + 4.5} text-anchor="end">+${behind}</text></g>`
          : nothing
      }
    </g>
    ${queue.length === 0 ? svg`<text class="sub" x=${x + 12} y=${y + h / 2 + 4}>${empty(room)}</text>` : nothing}
  </g>`;
}

function empty(room) {
  return room === 0 ? 'no task may wait' : room === null ? 'empty; any number may wait' : nothing;
}

function taskCard(id, task, i, box, { time, chosen, stop, ages }) {
  const { w, h } = box;
  const name = task?.name && task.name !== 'task' ? task.name : null;
  const since = task?.submitted ?? time;
  const label = `task ${id}${name ? `, ${name}` : ''}, number ${i + 1} in the queue`;
  const middle = ages ? h / 2 - 2 : h / 2 + 4.5;
  const content = svg`<rect class="card" width=${w} height=${h} rx="3"/>
    ${name ? svg`<path class="odd" d="M${w - 11} 0H${w}V11z"/>` : nothing}
    <text class="id" x=${w / 2} y=${middle} text-anchor="middle" textLength=${squeezed(`#${id}`, w - 4)}
      lengthAdjust="spacingAndGlyphs">#${id}</text>
    ${ages ? svg`<text class="age" x=${w / 2} y=${h - 5} text-anchor="middle">${age(since, time)}</text>` : nothing}
    <title>${label}</title>`;
  return item({ kind: 'task', id, label, classes: `task ${name ?? ''}`, box, chosen, stop }, content);
}

/** @returns {number|typeof nothing} how long a word may be, if it is longer than that */
export function squeezed(text, room, letter = 7.3) {
  return text.length * letter > room ? room : nothing;
}

/** The places that are free, as far as they fit. */
function free({ at, cards, block, blocks: most }, taken, room) {
  if (room === null) return nothing;
  let d = '';
  for (let i = taken; i < Math.min(cards, room); i += 1) d += outline(at(i));
  for (let i = Math.max(0, taken - cards); i < Math.min(most, room - cards); i += 1) d += outline(block(i));
  return d ? svg`<path class="free" d=${d}/>` : nothing;
}

/** Those too many for a card; the more there are, the more blocks, as far as they fit. */
function blocks({ block, blocks: most }, behind) {
  let d = '';
  for (let i = 0; i < Math.min(most, behind); i += 1) d += outline(block(i));
  return svg`<path class="waits" d=${d}/>`;
}

export function outline({ x, y, w, h }) {
  return `M${x.toFixed(1)} ${y.toFixed(1)}h${w.toFixed(1)}v${h.toFixed(1)}h-${w.toFixed(1)}z`;
}
