/** The ring itself: the band with its arcs, the points on it, the names around it, and what stands in its middle. */

import { nothing, svg } from 'lit';
import { number } from '../../lib/format.js';
import { along, apart, sector, spot, straight } from './circle.js';
import { shape, short } from './shapes.js';

const MOST_PILLS = 16; // points: each with the whole name
const MOST_WIDE = 6; // points: with a good distance between their names
const LONG_NAME = 6; // letters: there is no room for it beside the ring
export const MOST_NAMES = 48; // points: each with a letter
const LETTER_ROOM = 26; // px of an arc that has its server's letter inside

/**
 * Everything but the keys; made anew only when the ring is another.
 * @param {import('./arcs.js').Point[]} points
 * @param {import('./arcs.js').Arc[]} arcs
 * @param {Map<string, number>} looks
 * @param {ReturnType<typeof import('./layout.js').ringLayout>['ring']} ring
 */
export function ringBand(points, arcs, looks, ring) {
  const paths = new Map();
  for (const { node, from, length } of arcs) {
    paths.set(node, (paths.get(node) ?? '') + sector(ring, ring.outer, ring.inner, from, length));
  }
  const few = points.length <= MOST_NAMES;
  const circumference = 2 * Math.PI * ring.outer;
  const lettered = arcs.filter(({ length }) => length * circumference > LETTER_ROOM);
  return svg`<g class="still" aria-hidden="true">
    <circle class="bed" cx=${ring.cx} cy=${ring.cy} r=${ring.inner}/>
    ${arcPaths(paths, looks)}
    <circle class="rope" cx=${ring.cx} cy=${ring.cy} r=${ring.outer}/>
    <circle class="rope" cx=${ring.cx} cy=${ring.cy} r=${ring.inner}/>
    ${few ? nothing : fringe(points, looks, ring)}
    ${lettered.map((arc) => letter(arc, ring, few))}
    ${zero(ring)}
    ${few ? names(points, looks, ring) : nothing}
  </g>`;
}

/** Colour and pattern of each server's arcs. @param {Map<string, string>} paths @param {Map<string, number>} looks */
export function arcPaths(paths, looks) {
  return [...paths].map(([node, d]) => {
    const look = looks.get(node) ?? 0;
    return svg`<path class="arc look-${look}" data-pick=${node} d=${d}/>
      ${look > 0 ? svg`<path class="weave" d=${d} fill="url(#hash-ring-${look})"/>` : nothing}`;
  });
}

/** Where the circle begins, and which way it goes. */
function zero(ring) {
  const { cx, cy, outer, inner } = ring;
  return svg`<path class="zero" d="M${cx} ${cy - outer - 9}V${cy - inner + 5}"/>
    <text class="sub zeroth" x=${cx} y=${cy - outer - 13} text-anchor="middle">0</text>
    <path class="way" d="${along(ring, outer + 17, 0.018, 0.035)}"/>
    <path class="way" d=${straight(ring, [outer + 20.5, 0.046], [outer + 17, 0.053], [outer + 13, 0.045])}/>`;
}

function fringe(points, looks, ring) {
  const reach = points.length > 1500 ? 3 : 5;
  const paths = new Map();
  for (const { at, node } of points) {
    const tick = straight(ring, [ring.outer + 1, at], [ring.outer + 1 + reach, at]);
    paths.set(node, (paths.get(node) ?? '') + tick);
  }
  const thin = points.length > 1500 ? 0.7 : points.length > 300 ? 1.1 : 2;
  return [...paths].map(
    ([node, d]) => svg`<path class="ticks look-${looks.get(node)}" stroke-width=${thin} d=${d}/>`,
  );
}

function letter({ node, from, length }, ring, few) {
  const { x, y } = spot(ring, (ring.outer + ring.inner) / 2, from + length / 2);
  const words = short(node);
  if (few && length < 0.05) return nothing;
  const w = words.length * 7 + 6;
  return svg`<rect class="plate" x=${(x - w / 2).toFixed(1)} y=${(y - 6.5).toFixed(1)} width=${w} height="13" rx="3"/>
    <text class="letter" x=${x.toFixed(1)} y=${(y + 4).toFixed(1)} text-anchor="middle">${words}</text>`;
}

/** The points by name, each with a line to where it stands: the end of its arc. */
function names(points, looks, ring) {
  const pills = points.length <= MOST_PILLS;
  const r = ring.outer + (pills ? 22 : 18);
  const gap = points.length <= MOST_WIDE ? 36 : pills ? 25 : 17;
  const [, ...at] = apart([0, ...points.map((point) => point.at)], gap / (2 * Math.PI * r)); // 0 has its place, too
  return points.map(({ node, at: turn }, i) => {
    const { x, y } = spot(ring, r, at[i]);
    const words = pills && node.length < LONG_NAME ? node : short(node);
    const w = pills ? words.length * 8 + 22 : 0;
    // Beside the ring there is as much room as its rim; above and below, all there is.
    const side = Math.sin(2 * Math.PI * at[i]);
    const left = x - w / 2 + side * Math.max(0, w / 2 - 16);
    return svg`<g class="point look-${looks.get(node)}" data-pick=${node}>
      <path class="stem" d=${straight(ring, [ring.inner - 3, turn], [ring.outer + 4, turn], [r - 9, at[i]])}/>
      ${pills
        ? svg`<rect class="pill" x=${left.toFixed(1)} y=${(y - 10).toFixed(1)} width=${w} height="20" rx="4"/>
          <path class="emblem" d=${`M${(left + 10).toFixed(1)} ${y.toFixed(1)}${shape(looks.get(node), 4.5)}`}/>
          <text class="name" x=${(left + 18).toFixed(1)} y=${(y + 4.5).toFixed(1)}>${words}</text>`
        : svg`<text class="letter halo" x=${x.toFixed(1)} y=${(y + 4).toFixed(1)} text-anchor="middle">${words}</text>`}
    </g>`;
  });
}

/**
 * In the middle: how many keys there are, or how many the last change moved.
 * @param {{cx: number, cy: number}} ring
 * @param {{keys: number, moved: number|null, hot: number|null}} counts
 */
export function middle({ cx, cy }, { keys, moved, hot }) {
  const lines =
    moved === null
      ? [number(keys, 9), keys === 1 ? 'key' : 'keys']
      : [number(moved, 9), `of ${number(keys, 9)}`, 'moved'];
  return svg`<g class="middle" aria-hidden="true" text-anchor="middle">
    <text class="count" x=${cx} y=${cy - 4}>${lines[0]}</text>
    <text class="sub" x=${cx} y=${cy + 14}>${lines[1]}</text>
    ${lines[2] ? svg`<text class="sub" x=${cx} y=${cy + 30}>${lines[2]}</text>` : nothing}
    ${hot === null ? nothing : svg`<text class="hot" x=${cx} y=${cy + 46}>hot: user:${hot}</text>`}</g>`;
}
