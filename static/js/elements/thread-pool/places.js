/** Where each worker stands: at the place of its number, and in the core as long as that has room; pure. */

import { numberOf } from './words.js';

/**
 * A worker whose number is beyond the core moves inside the ropes while a place there is free, and back when it is
 * not: no thread of a pool is marked as one of the core, it only has so many.
 * @param {import('../../reduce/thread-pool.js').ThreadPoolState} state
 * @returns {{who: string|null, inside: boolean}[]}  first the core, then those beyond it
 */
export function placesOf({ pool: { core_size: core, max_size: most }, workers }) {
  const names = Object.keys(workers).sort((a, b) => numberOf(a) - numberOf(b));
  const count = Math.max(core, most, ...names.map(numberOf));
  const places = Array.from({ length: count }, (_, i) => ({ who: null, inside: i < core }));
  for (const who of names) places[numberOf(who) - 1].who = who;
  let last = count - 1;
  for (let i = 0; i < core; i += 1) {
    if (places[i].who !== null) continue;
    while (last >= core && places[last].who === null) last -= 1;
    if (last < core) break;
    places[i].who = places[last].who;
    places[last].who = null;
  }
  while (places.length > Math.max(core, most) && places[places.length - 1].who === null) places.pop();
  return places;
}
