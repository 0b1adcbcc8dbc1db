/** A key that was looked up: its way clockwise around the ring, and the points on it one after another. */

import { nothing, svg } from 'lit';
import { along, apart, clockwise, place, spot } from './circle.js';
import { shape, short } from './shapes.js';
import { stepsOf, walkSentence } from './walk-steps.js';

const BEAD = 62;
const LETTER = 7.3; // px
const LONG = 80; // px: with a shorter way the key's name has no room beside the numbers

/**
 * On the ring: an arc outside of it, from the key to the last point.
 * @param {import('../../reduce/hash-ring.js').RingState['lookup']} lookup
 * @param {Map<string, number>} looks
 * @param {{cx: number, cy: number, outer: number, inner: number}} ring
 * @param {boolean} named  names stand around the ring: the numbers go on its band
 */
export function walkAround(lookup, looks, ring, named) {
  const steps = stepsOf(lookup);
  const { position, key } = lookup;
  const r = ring.outer + 9;
  const length = Math.max(0.0005, clockwise(position, steps[steps.length - 1]?.at ?? position));
  const chosen = steps.filter(({ copy }) => copy > 0);
  const passed = steps.filter(({ copy }) => copy === 0);
  const high = named ? (ring.outer + ring.inner) / 2 : r + 16;
  const badges = apart(chosen.map(({ at }) => position + clockwise(position, at)), 19 / (2 * Math.PI * high));
  const from = nameSpot(key.slice(0, 12), spot(ring, r + 12, position), ring);
  return svg`<g class="walk" aria-hidden="true">
    <path class="way" d="${along(ring, r, position, length)}"/>
    <path class="from" d="M${place(ring, ring.inner - 6, position)}L${place(ring, r + 6, position)}"/>
    ${length * 2 * Math.PI * r < LONG ? nothing : svg`<text class="letter halo" x=${from.x.toFixed(1)}
      y=${(from.y + 4).toFixed(1)}>${key.slice(0, 12)}</text>`}
    ${passed.map(({ at }) => svg`<path class="passed" d=${cross(spot(ring, r, at), 3)}/>`)}
    ${chosen.map(({ at, node, copy }, i) => badge(spot(ring, high, badges[i]), place(ring, r, at), looks.get(node), copy))}
  </g>`;
}

/** Where a name begins that stands outside the ring, but within its picture. */
function nameSpot(words, { x, y }, { cx, outer }) {
  const w = words.length * LETTER;
  const wished = x - (w * (1 - (x - cx) / outer)) / 2; // at the right it begins there, at the left it ends there
  const [left, right] = [2, 2 * cx - 2];
  return { x: Math.max(left, Math.min(wished, right - w)), y };
}

function badge({ x, y }, foot, look, copy) {
  return svg`<g class="look-${look ?? 0}"><path class="stem" d="M${foot}L${x.toFixed(1)} ${y.toFixed(1)}"/>
    <circle class="copy" cx=${x.toFixed(1)} cy=${y.toFixed(1)} r="8.5"/>
    <text class="copy" x=${x.toFixed(1)} y=${(y + 4.2).toFixed(1)} text-anchor="middle">${copy}</text></g>`;
}

/** Below the picture: the same walk drawn out, so that points close together can be told apart. */
export function walkLine(lookup, looks, { x, y, w }) {
  const steps = stepsOf(lookup);
  const label = lookup.key.slice(0, 22);
  const start = x + label.length * 7.9 + 32;
  const fits = Math.max(2, Math.floor((x + w - start) / BEAD));
  const hidden = Math.max(0, steps.length - fits);
  const shown = hidden > 0 ? [...steps.slice(0, fits - 2), null, steps[steps.length - 1]] : steps;
  const end = start + (shown.length - 1) * BEAD;
  return svg`<g class="walk line" role="img" aria-label=${walkSentence(lookup)}>
    <path class="way" d="M${start - 18} ${y + 18}H${end + 8}"/>
    <text class="name" x=${x} y=${y + 22}>${label}</text>
    <path class="from" d="M${start - 18} ${y + 9}V${y + 27}"/>
    ${shown.map((step, i) => bead(step, start + 22 + i * BEAD - 22, y + 18, looks, hidden + 1))}</g>`;
}

function bead(step, x, y, looks, hidden) {
  if (step === null) return svg`<text class="sub halo" x=${x + 8} y=${y + 4} text-anchor="middle">${hidden} more</text>`;
  const { node, copy } = step;
  return svg`<g class="look-${looks.get(node) ?? 0} ${copy ? '' : 'faded'}">
    <path class="emblem" d=${`M${x + 8} ${y}${shape(looks.get(node) ?? 0, 7)}`}/>
    ${copy ? svg`<circle class="copy" cx=${x + 22} cy=${y - 10} r="8"/>
      <text class="copy" x=${x + 22} y=${y - 5.8} text-anchor="middle">${copy}</text>` : nothing}
    <text class="letter" x=${x + 8} y=${y + 22} text-anchor="middle">${short(node)}</text></g>
    ${copy ? nothing : svg`<path class="passed" d=${cross({ x: x + 22, y: y - 10 }, 4)}/>`}`;
}

function cross({ x, y }, r) {
  return `M${(x - r).toFixed(1)} ${(y - r).toFixed(1)}l${2 * r} ${2 * r}m${-2 * r} 0l${2 * r} ${-2 * r}`;
}
