/** The servers as a table beside the ring: how many keys each has against what is expected, and how busy it is. */

import { nothing, svg } from 'lit';
import { number } from '../../lib/format.js';
import { item } from '../stage/item.js';
import { percent } from './figures.js';
import { shape } from './shapes.js';

const BAR = 7;
/** Columns, as shares of the width: where each ends. */
const ENDS = { weight: 0.44, points: 0.64, keys: 0.83, share: 1 };

/**
 * @param {object} it
 * @param {import('./figures.js').Figures[]} it.figures
 * @param {Map<string, number>} it.looks
 * @param {ReturnType<typeof import('./layout.js').ringLayout>['table']} it.box
 * @param {boolean} it.traffic
 * @param {string|null} it.chosen
 * @param {string|undefined} it.stop
 */
export function serversTable({ figures, looks, box, traffic, chosen, stop }) {
  const most = Math.max(0.001, ...figures.map(({ share, expected, spread }) => Math.max(share, expected + spread)));
  const busiest = Math.max(1, ...figures.map(({ active, capacity }) => Math.max(active, capacity ?? 0)));
  const head = (word) => svg`<text class="sub" x=${end(box, word)} y=${box.y + 12} text-anchor="end">${word}</text>`;
  const draw = (it, i) => {
    const place = { x: box.x, y: box.y + box.head + i * box.row, w: box.w, h: box.row - 5 };
    const classes = `server look-${looks.get(it.name)}`;
    const how = { kind: 'server', id: it.name, label: said(it, traffic), classes, box: place };
    const content = row(it, looks, box, most, traffic ? busiest : 0);
    return item({ ...how, chosen: chosen === it.name, stop: stop === it.name }, content);
  };
  return svg`<g aria-hidden="true"><text class="zone" x=${box.x} y=${box.y + 12}>Servers</text>
      ${Object.keys(ENDS).map(head)}</g>
    <g role="list" aria-label="Servers: ${figures.length}">${figures.map(draw)}</g>
    ${key(box, traffic && figures.some(({ capacity }) => capacity !== null))}`;
}

/** What the marks on the bars mean. */
function key({ x, y, h }, bounded) {
  const at = y + h - 4;
  return svg`<g aria-hidden="true"><path class="expected" d=${`M${x + 2} ${at - 10}v11`}/>
    <text class="sub" x=${x + 8} y=${at}>expected</text>
    <path class="spread" d=${`M${x + 76} ${at - 4}h16`}/><text class="sub" x=${x + 97} y=${at}>usual spread</text>
    ${bounded ? svg`<path class="limit" d=${`M${x + 196} ${at - 10}v11`}/>
      <text class="sub" x=${x + 203} y=${at}>bound</text>` : nothing}</g>`;
}

/** @param {import('./figures.js').Figures} it @param {boolean} traffic */
export function said({ name, weight, points, keys, share, active, capacity }, traffic) {
  const load = traffic ? `, ${active} in flight${capacity === null ? '' : `, bound ${capacity}`}` : '';
  const [p, k] = [points === 1 ? 'point' : 'points', keys === 1 ? 'key' : 'keys'];
  return `${name}, weight ${number(weight)}, ${points} ${p}, ${keys} ${k}, ${Math.round(share * 100)} percent${load}`;
}

function row({ name, weight, points, keys, share, expected, spread, active, capacity }, looks, box, most, busiest) {
  const { w } = box;
  const look = looks.get(name);
  const column = (which, words) =>
    svg`<text class="figure" x=${w * ENDS[which]} y="13" text-anchor="end">${words}</text>`;
  const scale = (x) => ((w * x) / most).toFixed(1);
  return svg`<rect class="card" x="-4" y="-4" width=${w + 8} height=${box.row - 1} rx="4"/>
    <path class="emblem" d=${`M6 8.5${shape(look, 6)}`}/>
    <text class="name" x="18" y="13">${name}</text>
    ${column('weight', number(weight))}${column('points', number(points, 9))}${column('keys', number(keys, 9))}
    ${column('share', percent(share))}
    <rect class="trough" y="18" width=${w} height=${BAR}/>
    <rect class="bar" y="18" width=${scale(share)} height=${BAR}/>
    ${look > 0 ? svg`<rect y="18" width=${scale(share)} height=${BAR} fill="url(#hash-ring-${look})"/>` : nothing}
    <path class="spread" d=${`M${scale(Math.max(0, expected - spread))} ${19 + BAR}H${scale(expected + spread)}`}/>
    <path class="expected" d=${`M${scale(expected)} 15.5v${BAR + 5}`}/>
    ${busiest > 0 ? load(active, capacity, w, busiest) : nothing}`;
}

function load(active, capacity, w, busiest) {
  const room = w - 96;
  const scale = (x) => ((room * x) / busiest).toFixed(1);
  const words = capacity === null ? `${active} in flight` : `${active}, bound ${capacity}`;
  return svg`<rect class="load" y="32" width=${scale(active)} height="5"/>
    ${capacity === null ? nothing : svg`<path class="limit" d=${`M${scale(capacity)} 29.5v10`}/>`}
    <text class="num" x=${w} y="40" text-anchor="end">${words}</text>`;
}

function end({ x, w }, which) {
  return x + w * ENDS[which];
}
