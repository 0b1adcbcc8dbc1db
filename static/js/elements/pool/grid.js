/** How big a slot's card may be, and how many stand in a row: pure arithmetic. */

/**
 * What a card can say at which size, richest first. Text is never scaled: a smaller card says less.
 * full: number, glyph, name, word, age; word: no age; small: number, glyph, name.
 */
export const LEVELS = [
  { name: 'full', minW: 70, maxW: 170, minH: 74, maxH: 112 },
  { name: 'word', minW: 70, maxW: 170, minH: 56, maxH: 73 },
  { name: 'small', minW: 45, maxW: 110, minH: 36, maxH: 55 },
];
export const GAP = 8;
const TIGHT = 6;

/**
 * The richest level whose cards fit the height asked for; if none does, the smallest cards, as high as they need.
 * @param {{inside: number, outside: number, width: number, height: number}} room  height: of all rows with their gaps
 * @returns {{level: string, columns: number, w: number, h: number, gap: number}}
 */
export function chooseGrid({ inside, outside, width, height }) {
  const most = Math.max(inside, outside, 1);
  for (const level of LEVELS) {
    const gap = level.name === 'small' ? TIGHT : GAP;
    const fitting = Math.min(most, Math.floor((width + gap) / (level.minW + gap)));
    let best = null;
    for (let columns = 1; columns <= fitting; columns += 1) {
      const cell = cellOf(level, { columns, inside, outside, width, height, gap });
      if (cell.h >= level.minH && (best === null || cell.score >= best.score)) best = cell;
    }
    if (best) return best;
  }
  const level = LEVELS[LEVELS.length - 1];
  const widest = Math.max(1, Math.min(most, Math.floor((width + TIGHT) / (level.minW + TIGHT))));
  const columns = fewestColumns(widest, inside, outside);
  return { ...cellOf(level, { columns, inside, outside, width, height, gap: TIGHT }), h: level.minH };
}

function cellOf(level, { columns, inside, outside, width, height, gap }) {
  const rows = rowsOf(inside, columns) + rowsOf(outside, columns);
  const w = Math.floor(Math.min(level.maxW, (width - gap * (columns - 1)) / columns));
  const h = Math.floor(Math.min(level.maxH, (height - gap * Math.max(0, rows - 2)) / Math.max(1, rows)));
  // Big cards are good, rows with holes in them are not.
  const filled = Math.max(inside, outside) / (columns * Math.max(rowsOf(inside, columns), rowsOf(outside, columns)));
  return { level: level.name, columns, w, h, gap, score: w * h * filled };
}

/** As few columns as make no more rows than `widest` would: the last row is fuller, and the cards are wider. */
function fewestColumns(widest, inside, outside) {
  const rows = (columns) => rowsOf(inside, columns) + rowsOf(outside, columns);
  let columns = widest;
  while (columns > 1 && rows(columns - 1) === rows(widest)) columns -= 1;
  return columns;
}

/**
 * @param {number} count
 * @param {number} columns
 */
export function rowsOf(count, columns) {
  return Math.ceil(count / columns);
}
