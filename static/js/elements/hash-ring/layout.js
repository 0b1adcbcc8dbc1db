/**
 * Where everything in the picture of a hash ring stands, in CSS pixels: pure arithmetic from the width and the counts.
 *
 * Wide: the ring at the left, its servers and the two rows of cells at the right. Narrow: one below the other.
 */

export const NARROW = 620;
/** Up to so many keys have a cell each; more are bars. */
export const MOST_CELLS = 240;
/** Up to so many, the cells have the keys' numbers. */
const NUMBERED = 26;
const RIM = 38; // around the ring: names, the walk
const GAP = 20;
const HEAD = 20; // above the servers
const FOOT = 12; // below them: what the marks on the bars mean
const TITLE = 22; // above a row of cells
const PITCHES = [17, 15, 13, 11, 10, 9, 8];
const CELLS_HIGH = 68;
const WALK = 52;

/**
 * @param {object} it
 * @param {number} it.width
 * @param {number} it.servers
 * @param {number} it.keys
 * @param {boolean} it.traffic  are there bars of load
 * @param {boolean} it.walk  is there a walk to show
 * @param {number} [it.floor]  the least height
 */
export function ringLayout({ width, servers, keys, traffic, walk, floor = 0 }) {
  const narrow = width < NARROW;
  const box = Math.round(narrow ? Math.min(width, 400) : Math.min(width * 0.53, 480));
  const side = narrow ? { x: 0, w: width } : { x: box + GAP, w: width - box - GAP };
  const roomy = servers <= 5;
  const row = (roomy ? 36 : 30) + (traffic ? 15 : 0);
  const table = { ...side, y: narrow ? box + 8 : 2, row, head: HEAD, h: HEAD + servers * row + FOOT };
  const beside = strips(side, table.y + table.h + 10, keys);
  const under = strips({ x: 0, w: box }, box + 4, keys);
  const ends = (rows) => Math.max(box, table.y + table.h, rows[1].y + rows[1].h);
  const rows = !narrow && ends(under) < ends(beside) ? under : beside; // where they make the picture less high
  const below = ends(rows) + 6;
  const room = { ...side, y: (rows === beside ? rows[1].y + rows[1].h : table.y + table.h) + 16 };
  const fits = !narrow && room.y + WALK <= below; // beside the ring, below all else
  const radius = box / 2 - RIM;
  const band = radius > 170 ? 18 : 15;
  const centre = { cx: narrow ? Math.round(width / 2) : box / 2, cy: box / 2 };
  return {
    narrow,
    width,
    height: Math.max(floor, below + (walk && !fits ? WALK : 0)),
    ring: { ...centre, outer: radius, inner: radius - band, hole: Math.max(44, radius * 0.32) },
    table,
    strips: rows,
    walk: fits ? room : { x: 0, y: below, w: width },
  };
}

function strips(column, y, keys) {
  const first = strip(column, y, keys);
  return [first, strip(column, first.y + first.h + 8, keys)];
}

function strip({ x, w }, y, keys) {
  if (keys > MOST_CELLS) return { x, y, w, h: TITLE + 26, top: y + TITLE, cells: null };
  const numbered = keys <= NUMBERED && Math.ceil(keys / Math.floor(w / 21)) <= 2;
  const high = (pitch) => Math.ceil(keys / Math.max(1, Math.floor(w / pitch))) * pitch;
  const fitting = PITCHES.find((p) => high(p) <= CELLS_HIGH) ?? PITCHES[PITCHES.length - 1];
  const pitch = numbered ? Math.max(21, Math.min(32, Math.floor(w / keys))) : fitting;
  const columns = Math.max(1, Math.floor(w / pitch));
  const line = numbered ? 31 : pitch;
  const rows = Math.max(1, Math.ceil(keys / columns));
  return { x, y, w, h: TITLE + rows * line, top: y + TITLE, cells: { pitch, columns, line, numbered } };
}

/** The middle of a key's cell. */
export function cellAt({ x, top, cells: { pitch, columns, line, numbered } }, key) {
  return {
    x: x + (key % columns) * pitch + pitch / 2,
    y: top + Math.floor(key / columns) * line + (numbered ? 10 : pitch / 2),
  };
}
