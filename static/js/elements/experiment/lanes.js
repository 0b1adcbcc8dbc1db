/** The recording as it is replayed: one lane a worker, drawn from the stamps that were taken while it ran. */

import { nothing, svg } from 'lit';
import { duration } from '../../lib/format.js';
import { item } from '../stage/item.js';
import { axisOf, lanesLayout, paths, queuePath, timeScale } from './lanes-layout.js';
import { count } from './result.js';

const QUEUED = new Set(['threads', 'processes']); // the pools in which tasks wait for a worker
const LETTER = 7.5; // px of a task's number

/**
 * @param {import('./story.js').Chapter|null} chapter
 * @param {object} how
 * @param {number} how.time
 * @param {number} how.width
 * @param {number} [how.room]  px for all lanes
 * @param {number} how.length  seconds it is expected to last
 * @param {string|null} how.chosen
 * @param {(list: string, members: string[]) => string|undefined} how.stop
 */
export function lanes(chapter, { time, width, room, length, chosen, stop }) {
  const all = chapter ? [...chapter.lanes.values()] : [];
  const layout = lanesLayout({ width, room, lanes: all.length, queue: QUEUED.has(chapter?.mode ?? '') });
  const { bottom, height, x } = layout;
  if (!chapter) {
    return { height, picture: svg`<text class="sub" x=${x} y="60">The recording begins …</text>` };
  }
  const now = Math.min(time, chapter.end ?? Infinity);
  const { span, ticks } = axisOf(length, now - chapter.start, Math.max(3, Math.floor(layout.w / 80)));
  const xOf = timeScale(layout, chapter.start, span);
  const picture = svg`
    ${axis(layout, ticks.map((at) => ({ at, x: xOf(chapter.start + at) })))}
    ${layout.queue ? queueBand(chapter, layout, xOf, now) : nothing}
    <g aria-hidden="true">${paths(all, layout, xOf, now).map(({ state, d }) => svg`<path class="lane-of ${state}" d=${d}/>
      ${state === 'computing' ? svg`<path class="weave" d=${d}/>` : nothing}`)}</g>
    ${layout.named ? named(all, layout, { xOf, now, chosen, stop }) : many(all, layout, now)}
    ${chapter.end === null ? svg`<path class="now" d="M${xOf(now)} 0V${bottom}"/>` : nothing}`;
  return { picture, height };
}

/** Few enough to be told apart: each can be chosen. */
function named(all, layout, { xOf, now, chosen, stop }) {
  const reached = stop('worker', all.map(({ who }) => who));
  return svg`<g role="list" aria-label="Workers">${all.map((lane, i) => {
    const { who } = lane;
    const { state, task } = nowOf(lane, now);
    const box = { x: 0, y: layout.top + i * layout.step, w: layout.width, h: layout.step };
    const label = `${who}, ${state}${task === null ? '' : `, task ${task}`}`;
    const content = svg`<rect class="hit" width=${box.w} height=${box.h}/>
      <text class="who" x="0" y=${box.h / 2 + 4.5}>${who}</text>
      ${numbers(lane, layout, xOf, now)}`;
    const how = { chosen: chosen === who, stop: reached === who };
    return item({ kind: 'worker', id: who, label, classes: `worker ${state}`, box, ...how }, content);
  })}</g>`;
}

/** The numbers of the tasks, each where it was at work for longest, if there is room for it. */
function numbers({ segments }, { step, numbered }, xOf, now) {
  if (!numbered) return nothing;
  const widest = new Map();
  for (const { state, from, to, task } of segments) {
    const [left, right] = [xOf(from), xOf(to ?? now)];
    const room = Math.max(String(task).length * LETTER + 6, widest.get(task)?.width ?? 0);
    if (task !== null && right - left >= room) widest.set(task, { state, x: (left + right) / 2, width: right - left });
  }
  return [...widest].map(([task, { state, x }]) => svg`<text class="task ${state}" x=${x} y=${step / 2 + 4} text-anchor="middle">${task}</text>`);
}

/** Too many for names: every so often one, and the whole in words. */
function many(all, { top, step }, now) {
  const every = [1, 2, 4, 8, 16, 32].find((n) => n * step >= 13) ?? 64;
  const states = all.map((lane) => nowOf(lane, now).state);
  const has = (name) => states.filter((state) => state === name).length;
  const label = `${count(all.length, 'worker')}: ${has('waiting')} waiting, ${has('computing')} computing, ${has('idle')} idle`;
  const shown = all.map(({ who }, i) => ({ who, i })).filter(({ i }) => i % every === 0);
  return svg`<g role="img" aria-label=${label}>${shown.map(({ who, i }) =>
    svg`<text class="who small" x="0" y=${top + (i + 0.5) * step + 4}>${who}</text>`)}</g>`;
}

function queueBand({ queue }, { queue: box, x, w }, xOf, now) {
  const { d, most } = queuePath(queue, box, xOf, now);
  const length = queue.at(-1)?.[1] ?? 0;
  return svg`<g class="queued"><text class="who" x="0" y=${box.y + box.h - 3}>queue</text>
    <path class="track" d="M${x} ${box.y + box.h}H${x + w}"/>
    <path class="backlog" d=${d}/>
    ${most > 0 ? svg`<text class="length halo" x=${Math.min(xOf(now) + 6, x + w - 20)} y=${box.y + box.h - 4}>${length}</text>` : nothing}</g>`;
}

function axis({ x, w, bottom }, ticks) {
  const anchor = (at) => (at > x + w - 24 ? 'end' : at < x + 20 ? 'start' : 'middle');
  return svg`<g class="axis" aria-hidden="true">${ticks.map((tick) => svg`<path d="M${tick.x} 0V${bottom + 3}"/>
    <text x=${tick.x} y=${bottom + 17} text-anchor=${anchor(tick.x)}>${tick.at === 0 ? '0' : duration(tick.at, 3)}</text>`)}</g>`;
}

/** @param {import('./story.js').Lane} lane @param {number} now */
function nowOf({ segments, to }, now) {
  if (to !== null && to <= now) return { state: 'ended', task: null };
  const last = segments.at(-1);
  return last ? { state: last.state, task: last.task } : { state: 'starting', task: null };
}
