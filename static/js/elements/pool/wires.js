/** The wires: from every connection to the database, and from the queue to the pool. */

import { nothing, svg } from 'lit';

const OPEN = new Set(['active', 'idle', 'connecting']);

/**
 * A wire for every connection; the flow on those that are querying is one path, so that only one thing moves.
 * @param {import('./slots.js').SlotView[]} views
 * @param {ReturnType<typeof import('./layout.js').poolLayout>} layout
 * @param {boolean} asking  somebody waits: a dotted line from the queue
 */
export function wires(views, layout, asking) {
  const wire = layout.narrow ? downwards : sideways;
  const drawn = views
    .filter(({ state }) => OPEN.has(state))
    .map((view) => ({ ...view, d: wire(view, layout, (view.slot + 0.5) / views.length) }));
  const flow = drawn.filter(({ flowing }) => flowing).map(({ d }) => d);
  return svg`<g aria-hidden="true">
    ${drawn.map(({ state, d }) => svg`<path class="wire ${state}" d=${d}/>`)}
    ${flow.length > 0 ? svg`<path class="wire flow" d=${flow.join('')}/>` : nothing}
    ${asking ? svg`<path class="wire ask" d=${ask(layout)}/>` : nothing}</g>`;
}

function ask({ queue, ring, narrow }) {
  const first = queue.tickets[0] ?? queue.moreAt;
  return narrow
    ? `M${first.x + 30} ${first.y + first.h + 2}V${ring.y - 4}`
    : `M${first.x + first.w + 3} ${first.y + first.h / 2}H${ring.x - 3}`;
}

/** @param {number} share  where along the database it ends, 0 to 1 */
function downwards({ slot, inside }, { database, ring, cards }, share) {
  const card = cards[slot];
  const from = inside
    ? { x: ring.x + 20 + share * (ring.w - 40), y: ring.y + ring.h + 1 }
    : { x: card.x + card.w / 2, y: card.y + card.h };
  const to = { x: database.x + 14 + share * (database.w - 28), y: database.y + 10 };
  const bend = (to.y - from.y) * 0.6;
  return `M${n(from.x, from.y)}C${n(from.x, from.y + bend)} ${n(to.x, to.y - bend)} ${n(to.x, to.y)}`;
}

function sideways({ slot, inside }, { database, ring, cards, grid }, share) {
  const card = cards[slot];
  const right = ring.x + ring.w;
  const end = { x: database.x, y: database.y + 16 + share * (database.h - 34) };
  if (inside) {
    // It leaves the ropes beside the row its slot stands in.
    const column = (card.x - cards[0].x) / (card.w + grid.gap);
    const y = card.y + ((column + 0.5) / grid.columns) * card.h;
    const bend = (end.x - right) * 0.55;
    return `M${n(right, y)}C${n(right + bend, y)} ${n(end.x - bend, end.y)} ${n(end.x, end.y)}`;
  }
  // Up into the lane above its row, and along it; neighbours keep a little apart.
  const lane = card.y - 4 - ((slot * 3) % (grid.gap > 6 ? 12 : 3));
  const start = `M${n(card.x + card.w / 2, card.y)}V${(lane + 6).toFixed(1)}q0-6 6-6H${(right - 8).toFixed(1)}`;
  return `${start}C${n(right + 26, lane)} ${n(end.x - 24, end.y)} ${n(end.x, end.y)}`;
}

function n(x, y) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
