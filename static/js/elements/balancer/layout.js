/**
 * Where everything in the picture of one balancer stands, in CSS pixels: pure arithmetic from the width and the counts.
 *
 * Wide: clients, balancer, servers from left to right, and beside each server how much it got. Narrow: the same from
 * top to bottom. Too many servers for a row each stand as columns; see columns.js.
 */

/** Below this width everything stands in one column. */
export const NARROW = 540;
/** As many servers as get a row each. */
export const MOST_ROWS = 12;
const TOP = 28;
const WIDE = {
  clients: 96,
  box: { x: 108, w: 138 },
  cell: { x: 256, w: 48 },
  card: 310,
  stats: 116,
  space: 12,
  height: 352,
};
const SMALL = { clients: 48, box: 78, cell: { x: 0, w: 42 }, card: 48 };
const PITCHES = [20, 17, 15, 13, 11, 9]; // px from slot to slot: as big as they fit
const LEAST_BOX = 250;
const LEAST_QUEUE = 66;
const WORKER = { w: 56, h: 30, gap: 4 };

/**
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 * @param {{width: number, servers: number, workers: number, capacity: number, floor?: number}} counts
 *   workers, capacity: the most of any server; floor: the least height
 */
export function balancerLayout({ width, servers, workers, capacity, floor = 0 }) {
  const narrow = width < NARROW;
  const asColumns = servers > MOST_ROWS;
  const at = narrow ? stacked(width) : sideBySide(width, asColumns);
  const { height, gap } = rowSize(servers, narrow);
  const top = at.top;
  const end = asColumns ? top + (narrow ? 260 : WIDE.height - TOP) : top + Math.max(1, servers) * (height + gap) - gap;
  const tall = Math.max(end - TOP, LEAST_BOX);
  const bottom = Math.max(end, narrow ? 0 : WIDE.height, floor);
  const shape = { narrow, stats: at.statsInside, workers, capacity, w: at.card.w, h: height };
  return {
    narrow,
    width,
    height: bottom,
    level: height >= 64 || narrow ? 'full' : height >= 40 ? 'row' : 'slim',
    clients: narrow ? { x: 0, y: 0, w: width, h: SMALL.clients } : { x: 0, y: TOP, w: WIDE.clients, h: tall },
    box: narrow ? { x: 0, y: SMALL.clients + 12, w: width, h: SMALL.box } : { ...WIDE.box, y: TOP, h: tall },
    cell: at.cell,
    title: at.title,
    cards: asColumns
      ? []
      : Array.from({ length: servers }, (_, i) => ({ ...at.card, y: top + i * (height + gap), h: height })),
    inside: asColumns ? null : cardInside(shape),
    stats: at.stats,
    columns: asColumns
      ? { x: narrow ? 0 : at.cell.x + 14, y: top, w: width - (narrow ? 0 : at.cell.x + 14), h: end - top }
      : null,
  };
}

function rowSize(servers, narrow) {
  const gap = servers > 6 ? 6 : 10;
  if (narrow) return { gap: 8, height: servers > 6 ? 62 : 84 };
  const room = WIDE.height - TOP - gap * (servers - 1);
  return { gap, height: Math.max(30, Math.min(100, Math.floor(room / Math.max(1, servers)))) };
}

function sideBySide(width) {
  const stats = { x: width - WIDE.stats, w: WIDE.stats };
  const card = { x: WIDE.card, w: stats.x - WIDE.space - WIDE.card };
  return { top: TOP, card, stats, statsInside: false, cell: WIDE.cell, title: 16 };
}

function stacked(width) {
  const top = SMALL.clients + 12 + SMALL.box + 34;
  const card = { x: SMALL.card, w: width - SMALL.card - 2 };
  return { top, card, stats: null, statsInside: true, cell: SMALL.cell, title: top - 10 };
}

/** What stands where in a card: words, then the queue, its head at the right, then workers. */
function cardInside({ narrow, stats, workers, capacity, w, h }) {
  const usable = stats ? h - 20 : h;
  const perColumn = Math.max(1, Math.floor((usable - 4) / (Math.min(WORKER.h, usable - 8) + WORKER.gap)));
  const columns = Math.ceil(Math.min(workers, 4) / perColumn);
  const words = narrow ? 76 : h >= 40 ? 92 : 62;
  const most = Math.floor((w - words - LEAST_QUEUE) / columns) - WORKER.gap;
  const wide = columns > 1 ? Math.max(16, Math.min(42, most)) : WORKER.w;
  const tall = Math.min(WORKER.h, usable - 8);
  const inColumn = Math.min(perColumn, workers);
  const first = (usable - inColumn * (tall + WORKER.gap) + WORKER.gap) / 2;
  const places = Array.from({ length: Math.min(workers, perColumn * columns) }, (_, i) => ({
    x: w - 6 - (columns - Math.floor(i / perColumn)) * (wide + WORKER.gap) + WORKER.gap,
    y: first + (i % perColumn) * (tall + WORKER.gap),
    w: wide,
    h: tall,
  }));
  const right = (places[0]?.x ?? w) - 8;
  const fit = (pitch) => ({
    pitch,
    rows: Math.max(1, Math.floor((usable - 6) / pitch)),
    across: Math.max(1, Math.floor((right - words) / pitch)),
  });
  const fits = PITCHES.map(fit);
  const { pitch, rows, across } = fits.find((it) => it.rows * it.across >= capacity) ?? fits[fits.length - 1];
  const size = pitch - 2;
  const above = (usable - rows * pitch + 2) / 2;
  const slots = Array.from({ length: rows * across }, (_, i) => {
    const x = right - (Math.floor(i / rows) + 1) * pitch;
    return `M${x.toFixed(1)} ${(above + (i % rows) * pitch).toFixed(1)}h${size}v${size}h-${size}z`;
  });
  const tail = right - across * pitch;
  return { usable, words, workers: places, slots, right, tail, rows, pitch };
}
