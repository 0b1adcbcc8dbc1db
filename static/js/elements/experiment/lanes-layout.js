/** Where the lanes of a recording stand, in CSS pixels, and the shapes in them: pure arithmetic. */

import { ticks } from '../../tasks/plot.js';

const ROOM = 204;
const MOST = 52;
const NAMED = 11; // px of a lane that has room for its name
const NUMBERED = 13; // px that the number of a task takes
const QUEUE = 28;
const HEAD = 4;
const AXIS = 24;
const LEFT = 52;
const STATES = ['starting', 'idle', 'waiting', 'computing'];

/** @param {{width: number, lanes: number, queue: boolean, room?: number}} it  room: px for all lanes */
export function lanesLayout({ width, lanes, queue, room = ROOM }) {
  const top = queue ? HEAD + QUEUE + 8 : HEAD;
  const step = Math.min(MOST, room / Math.max(1, lanes));
  const bottom = top + (queue ? 0 : QUEUE + 8) + room; // one height for all variants: nothing moves when the next begins
  return {
    width, top, step, bottom, height: bottom + AXIS,
    x: LEFT, w: Math.max(40, width - LEFT - 8),
    h: step > 6 ? Math.min(28, step - 3) : step * 0.8,
    named: step >= NAMED,
    numbered: step - 3 > NUMBERED,
    queue: queue ? { y: HEAD, h: QUEUE } : null,
  };
}

/**
 * How long the axis is: as long as it is expected to last, or longer; and where its round ticks are.
 * @param {number} length  expected
 * @param {number} elapsed
 */
export function axisOf(length, elapsed, most = 7) {
  const span = Math.max(length * 1.02, elapsed, 1e-6);
  return { span, ticks: ticks([0, span], most) };
}

/** Where a time stands. @param {ReturnType<typeof lanesLayout>} layout @param {number} start @param {number} length */
export function timeScale({ x, w }, start, length) {
  return (t) => x + Math.min(1, Math.max(0, (t - start) / length)) * w;
}

/**
 * All segments as one path a state: a hundred lanes are drawn with four shapes.
 * @param {import('./story.js').Lane[]} lanes
 * @param {ReturnType<typeof lanesLayout>} layout
 * @param {(t: number) => number} xOf
 * @param {number} now
 * @returns {{state: string, d: string}[]}
 */
export function paths(lanes, { top, step, h }, xOf, now) {
  const of = Object.fromEntries(STATES.map((state) => [state, '']));
  lanes.forEach(({ segments }, i) => {
    const y = top + i * step + (step - h) / 2;
    for (const { state, from, to } of segments) {
      const left = xOf(from);
      const width = Math.max(0.6, xOf(to ?? now) - left);
      if (state in of) of[state] += shape(state, left, y, width, h);
    }
  });
  return STATES.filter((state) => of[state]).map((state) => ({ state, d: of[state] }));
}

/** Each state has a shape of its own: a line, a low box, a full one. */
function shape(state, x, y, width, h) {
  if (state === 'idle') return `M${px(x)} ${px(y + h / 2)}h${px(width)}`;
  const low = state === 'waiting' && h > 2.5 ? inset(h) : 0;
  return `M${px(x)} ${px(y + low)}h${px(width)}v${px(h - 2 * low)}h${px(-width)}z`;
}

/** A number still fits into the low box of a lane that is high enough for one. */
function inset(h) {
  return h > NUMBERED ? Math.min(h * 0.24, (h - NUMBERED) / 2) : h * 0.24;
}

/**
 * How many tasks were queued, as steps.
 * @param {[number, number][]} queue
 * @param {{y: number, h: number}} box
 * @param {(t: number) => number} xOf
 * @param {number} now
 * @returns {{d: string, most: number}}
 */
export function queuePath(queue, { y, h }, xOf, now) {
  const most = queue.reduce((top, [, length]) => Math.max(top, length), 0);
  if (most === 0) return { d: '', most };
  const yOf = (length) => px(y + h - (length / most) * (h - 2));
  const steps = queue.map(([t, length]) => `H${px(xOf(t))}V${yOf(length)}`).join('');
  return { d: `M${px(xOf(queue[0][0]))} ${px(y + h)}${steps}H${px(xOf(now))}V${px(y + h)}Z`, most };
}

const px = (value) => Math.round(value * 10) / 10;
