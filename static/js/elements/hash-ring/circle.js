/** Places on a circle, in turns: 0 is at the top, and a quarter turn clockwise is 0.25. Pure arithmetic. */

const TAU = 2 * Math.PI;

/** @typedef {{cx: number, cy: number}} Centre */

/** How far it is clockwise from one place to another, 0 to 1. @param {number} from @param {number} to */
export function clockwise(from, to) {
  return (((to - from) % 1) + 1) % 1;
}

/** @param {Centre} centre @param {number} r @param {number} turn */
export function spot({ cx, cy }, r, turn) {
  return { x: cx + r * Math.sin(TAU * turn), y: cy - r * Math.cos(TAU * turn) };
}

/** The same as the two numbers of a path. */
export function place(centre, r, turn) {
  const { x, y } = spot(centre, r, turn);
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** Straight from place to place. @param {Centre} centre @param {[number, number][]} places  radius and turn of each */
export function straight(centre, ...places) {
  return `M${places.map(([r, turn]) => place(centre, r, turn)).join('L')}`;
}

/**
 * A line along the circle, clockwise.
 * @param {Centre} centre @param {number} r
 * @param {number} from
 * @param {number} length  in turns; at most one whole turn is drawn
 */
export function along(centre, r, from, length) {
  return `M${place(centre, r, from)}${curve(centre, r, from, Math.min(length, 0.9999))}`;
}

/** A piece of the band between two circles. */
export function sector(centre, outer, inner, from, length) {
  if (length > 0.75) {
    const half = length / 2;
    return sector(centre, outer, inner, from, half) + sector(centre, outer, inner, from + half, half);
  }
  const there = `M${place(centre, outer, from)}${curve(centre, outer, from, length)}`;
  return `${there}L${place(centre, inner, from + length)}${curve(centre, inner, from + length, -length)}Z`;
}

/** @param {number} length  negative: counterclockwise */
function curve(centre, r, from, length) {
  const end = place(centre, r, from + length);
  return `A${r} ${r} 0 ${Math.abs(length) > 0.5 ? 1 : 0} ${length > 0 ? 1 : 0} ${end}`;
}

/**
 * Moves places on a circle apart until neighbours are `gap` from each other, each no further than it must.
 * @param {number[]} turns  ascending
 * @param {number} gap  in turns
 * @returns {number[]} in the same order
 */
export function apart(turns, gap) {
  const step = Math.min(gap, 1 / Math.max(1, turns.length));
  const at = turns.slice();
  for (let round = 0; round < 40; round += 1) {
    let worst = 0;
    for (let i = 0; i < at.length && at.length > 1; i += 1) {
      const next = (i + 1) % at.length;
      const lap = next === 0 ? 1 : 0; // the last one's neighbour is the first, a turn on
      const missing = step - (at[next] + lap - at[i]);
      if (missing <= 1e-9) continue;
      worst = Math.max(worst, missing);
      at[i] -= missing / 2;
      at[next] += missing / 2;
    }
    if (worst < step / 50) break;
  }
  return at;
}
