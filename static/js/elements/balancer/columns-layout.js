/** Where servers stand that are drawn as columns, in CSS pixels: pure arithmetic. */

const LEAST = 7; // px of a column; where they would be thinner, there is another row of them
const MOST = 240;
const WIDEST = 96;
const ROOMY = 64; // here workers say what they work on, and servers what they got
export const FOOT = { worker: 9, roomy: 21, name: 18 };
export const HEAD = 24;

/**
 * Where the columns stand: pure.
 * @param {number} count
 * @param {import('./layout.js').Box} box
 * @param {number} [least]
 */
export function columnsLayout(count, { x, y, w, h }, least = LEAST) {
  const rows = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(w / least))));
  const perRow = Math.max(1, Math.ceil(count / rows));
  const step = Math.min(MOST, w / perRow);
  const tall = h / rows;
  const roomy = step >= ROOMY && tall > 100;
  const wide = Math.min(WIDEST, step - (roomy ? 16 : step > 12 ? 6 : step > 5 ? 2 : 1));
  const named = step >= 16;
  const worker = roomy ? FOOT.roomy : FOOT.worker;
  const stack = tall - worker - (named ? FOOT.name : 4) - HEAD;
  const cells = Array.from({ length: count }, (_, i) => ({
    x: x + (i % perRow) * step + (step - wide) / 2,
    y: y + Math.floor(i / perRow) * tall,
    w: wide,
    h: tall - 4,
  }));
  return { cells, stack, worker, roomy, named, rows, step };
}

/** Where a request flies to that was sent to the server at `place`. */
export function topOf({ cells, stack }, place) {
  const cell = cells[place];
  return cell && { x: cell.x + cell.w / 2, y: cell.y + HEAD + stack * 0.4 };
}
