/** The keys inside the ring: a mark each in its owner's shape; the few with their number and their way clockwise. */

import { nothing, svg } from 'lit';
import { item } from '../stage/item.js';
import { ownerAt } from './arcs.js';
import { along, clockwise, place, straight } from './circle.js';
import { numberSpots, rings } from './keys.js';
import { shape } from './shapes.js';

/**
 * Many keys: one path for each server, those that moved in another.
 * @param {Map<string, string>} kept  server -> path
 * @param {Map<string, string>} moved
 * @param {Map<string, number>} looks
 * @param {string} [fade]  class of those that did not move
 */
export function manyKeys(kept, moved, looks, fade = '') {
  const draw = (paths, classes) =>
    [...paths].map(([node, d]) => svg`<path class="swarm look-${looks.get(node) ?? 0} ${classes}" d=${d}/>`);
  return svg`<g class="still" aria-hidden="true">${draw(kept, fade)}</g><g aria-hidden="true">${draw(moved, '')}</g>`;
}

/**
 * Few keys: each walks clockwise along its wire to the next point.
 * @param {object} it
 * @param {number[]} it.positions
 * @param {(string|null)[]} it.owners
 * @param {{x: number, y: number}[]} it.spots
 * @param {number} it.size
 * @param {import('./arcs.js').Point[]} it.points
 * @param {Map<string, number>} it.looks
 * @param {{cx: number, cy: number, inner: number, hole: number}} it.ring
 * @param {number} it.track  radius of the wire
 * @param {Set<number>} it.moved
 * @param {string|undefined} it.stop
 */
export function fewKeys({ positions, owners, spots, size, points, looks, ring, track, moved, stop }) {
  const order = [...positions.keys()].sort((a, b) => positions[a] - positions[b]);
  const words = numberSpots(positions, spots, { ...ring, track }, moved);
  const draw = (key) => {
    const owner = owners[key];
    const { x, y } = spots[key];
    const at = words.get(key);
    const name = `user:${key}, ${owner === null ? 'nobody has it' : `on ${owner}`}${moved.has(key) ? ', moved' : ''}`;
    const box = { x: x - 8, y: y - 8, w: 16, h: 16 };
    const classes = `key look-${looks.get(owner) ?? 0} ${moved.size > 0 && !moved.has(key) ? 'faded' : ''}`;
    const content = svg`<circle class="aim" cx="8" cy="8" r="9"/>
      <path class="emblem" d=${`M8 8${shape(looks.get(owner) ?? 0, size * 0.62)}`}/>
      ${at ? svg`<text class="letter" x=${(at.x - box.x).toFixed(1)} y=${(at.y - box.y + 4).toFixed(1)}
        text-anchor="middle">${key}</text>` : nothing}`;
    const id = `user:${key}`;
    return item({ kind: 'key', id, label: name, classes, box, chosen: false, stop: stop === id }, content);
  };
  return svg`<g aria-hidden="true">${wires(positions, order, points, looks, ring, track)}</g>
    <g role="list" aria-label="Keys: choosing one looks it up">${order.map(draw)}</g>`;
}

/** From the first key of each arc to the point that takes it and all behind it. */
function wires(positions, order, points, looks, ring, track) {
  const furthest = new Map();
  for (const key of order) {
    const point = ownerAt(points, positions[key]);
    if (!point) continue;
    const far = clockwise(positions[key], point.at);
    if (far > (furthest.get(point) ?? 0)) furthest.set(point, far);
  }
  return [...furthest].map(([{ at, node }, far]) => {
    const way = far * 2 * Math.PI * track > 8 ? along(ring, track, at - far, far) : `M${place(ring, track, at)}`;
    return svg`<path class="thread look-${looks.get(node)}" d="${way}L${place(ring, ring.inner - 1, at)}"/>
      <path class="head look-${looks.get(node)}" d=${arrow(ring, at)}/>`;
  });
}

/** Pointing outwards, at the band. */
function arrow(ring, at) {
  const wide = 4.5 / (2 * Math.PI * ring.inner);
  const back = ring.inner - 9;
  return `${straight(ring, [ring.inner, at], [back, at - wide], [back, at + wide])}Z`;
}

/**
 * The keys that are being asked for, and the one that most ask for.
 * @param {{x: number, y: number}[]} spots
 * @param {Record<string, {key: number}>} requests
 * @param {number|null} hot
 * @param {number} size
 */
export function asked(spots, requests, hot, size) {
  const keys = [...new Set(Object.values(requests).map(({ key }) => key))];
  if (keys.length === 0) return nothing;
  const r = Math.max(3.5, size * 0.8);
  return svg`<g aria-hidden="true"><path class="asked" d=${rings(spots, keys, r)}/>
    ${hot === null ? nothing : svg`<path class="hot" d=${rings(spots, [hot], r + 4)}/>`}</g>`;
}
