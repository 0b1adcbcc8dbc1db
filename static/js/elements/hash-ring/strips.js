/** The same keys twice, as they lie on the ring and as hash % n deals them out: a cell each, or bars where they are many. */

import { nothing, svg } from 'lit';
import { number } from '../../lib/format.js';
import { flowsOf, totalOf } from './change.js';
import { outlines } from './keys.js';
import { cellAt } from './layout.js';
import { short } from './shapes.js';

const AT_REST = { Ring: 'the server of each key', 'hash % n': 'the same keys' };
const LETTER = 7.3; // px

/**
 * @param {object} it
 * @param {'Ring'|'hash % n'} it.title
 * @param {(string|null)[]} it.owners
 * @param {import('../../reduce/hash-ring.js').Move[]|null} it.moves  by the last change, to be pointed out
 * @param {Map<string, number>} it.looks
 * @param {ReturnType<typeof import('./layout.js').ringLayout>['strips'][0]} it.box
 */
export function strip({ title, owners, moves, looks, box }) {
  const flows = moves ? flowsOf(moves) : [];
  const total = totalOf(flows);
  const words = moves ? `${number(total, 9)} of ${number(owners.length, 9)} keys moved` : AT_REST[title];
  const moved = new Set(moves ? moves.flatMap(([from, to, keys]) => (from && to ? keys : [])) : []);
  return svg`<g class="strip" role="img" aria-label="${title}: ${words}">
    <text class="zone" x=${box.x} y=${box.y + 13}>${title}</text>
    <text class=${moves && total > 0 ? 'figure' : 'sub'} x=${box.x + box.w} y=${box.y + 13} text-anchor="end">${words}</text>
    ${box.cells ? cells(owners, moved, looks, box) : bars(owners, moved, looks, box)}</g>`;
}

function cells(owners, moved, looks, box) {
  const { pitch, numbered } = box.cells;
  const spots = owners.map((_, key) => cellAt(box, key));
  const r = Math.min(6, pitch * 0.36);
  const half = Math.min(9.5, pitch / 2 - 0.75);
  const kept = outlines(spots, owners, looks, r, (key) => !moved.has(key));
  const on = outlines(spots, owners, looks, r * 0.85, (key) => moved.has(key));
  const boxes = new Map();
  for (const key of moved) {
    const { x, y } = spots[key];
    const d = `M${(x - half).toFixed(1)} ${(y - half).toFixed(1)}h${2 * half}v${2 * half}h${-2 * half}z`;
    boxes.set(owners[key], (boxes.get(owners[key]) ?? '') + d);
  }
  const draw = (paths, classes) =>
    [...paths].map(([node, d]) => svg`<path class="${classes} look-${looks.get(node) ?? 0}" d=${d}/>`);
  return svg`${draw(kept, moved.size > 0 ? 'swarm faded' : 'swarm')}${draw(boxes, 'swarm')}${draw(on, 'swarm inverse')}
    ${numbered ? spots.map(({ x, y }, key) => svg`<text class="num" x=${x} y=${y + 19} text-anchor="middle">${key}</text>`) : nothing}`;
}

/** Each server's keys as a stretch of one bar; what came to it by the change stands out at its end. */
function bars(owners, moved, looks, { x, top, w }) {
  const counts = new Map([...looks.keys()].map((node) => [node, { kept: 0, came: 0 }]));
  owners.forEach((owner, key) => {
    const count = counts.get(owner);
    if (count) count[moved.has(key) ? 'came' : 'kept'] += 1;
  });
  const said = (node, { kept, came }) => `${short(node)} ${number(kept + came, 9)}`;
  const wide = ({ kept, came }) => (w * (kept + came)) / owners.length;
  const fit = [...counts].every(([node, it]) => said(node, it).length * LETTER + 4 < wide(it));
  let at = x;
  return [...counts].map(([node, { kept, came }]) => {
    const look = looks.get(node);
    const [a, b] = [(w * kept) / owners.length, (w * came) / owners.length];
    const from = at;
    at += a + b;
    const words = fit ? said(node, { kept, came }) : short(node).length * LETTER < a + b ? short(node) : '';
    return svg`<g class="look-${look}">
      <path class="bar ${moved.size > 0 ? 'faded' : ''}" d=${block(from, top, a, 12)}/>
      <path class="bar" d=${block(from + a, top - 2, b, 16)}/>
      ${look > 0 ? svg`<path d=${block(from, top - 2, a + b, 16)} fill="url(#hash-ring-${look})"/>` : nothing}
      <text class="num" x=${(from + (a + b) / 2).toFixed(1)} y=${top + 26} text-anchor="middle">${words}</text></g>`;
  });
}

/** A stretch of a bar, a pixel short of the next. */
function block(x, y, w, h) {
  return `M${x.toFixed(1)} ${y}h${Math.max(0, w - 1).toFixed(1)}v${h}H${x.toFixed(1)}Z`;
}
