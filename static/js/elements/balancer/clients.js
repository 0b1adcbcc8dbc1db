/** The clients: whoever has asked so far, with the requests that are open. */

import { nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { item } from '../stage/item.js';
import { plural } from './words.js';

const WIDE = { w: 88, h: 20, step: 24 };
const NARROW = { w: 72, h: 20, step: 78 };
const byAddress = new Intl.Collator('en', { numeric: true });

/**
 * @param {Map<string, number>} clients  address -> its open requests; also of those that have none now
 * @param {number|undefined} all  clients there are
 * @param {ReturnType<typeof import('./layout.js').balancerLayout>} layout
 * @param {{chosen: string|null, stopOf: (addresses: string[]) => string|undefined}} how
 */
export function clientsList(clients, all, { clients: { x, y, w, h }, box, narrow, title }, { chosen, stopOf }) {
  const asking = [...clients.values()].filter((n) => n > 0).length;
  const words = `${asking}${all ? ` of ${all}` : ''} ask`;
  const size = narrow ? NARROW : WIDE;
  const fits = Math.max(1, Math.floor((narrow ? w : h - 24) / size.step));
  const shown = someOf(clients, fits);
  const places = shown.map(([address]) => address);
  const stop = stopOf(places);
  const place = (i) =>
    narrow ? { x: x + i * size.step, y: y + 24, ...size } : { x, y: y + 26 + i * size.step, ...size };
  const client = ([address, n], i) => {
    const label = `client ${address}, ${plural(n, 'request')} open`;
    const how = { chosen: chosen === address, stop: stop === address };
    return item(
      { kind: 'client', id: address, label, classes: 'client', box: place(i), ...how },
      chip(address, n, size),
    );
  };
  const more = clients.size - shown.length;
  const at = place(shown.length);
  const middle = y + h / 2;
  const arrow = narrow
    ? `M${w / 2} ${y + h}V${box.y - 2}m-4-5l4 5l4-5`
    : `M${x + w - 4} ${middle}H${box.x - 2}m-5-4l5 4l-5 4`;
  return svg`<g class="clients"><text class="zone" x=${x} y=${narrow ? 16 : title}>Clients</text>
    <text class="sub" x=${narrow ? x + 66 : x} y=${narrow ? 16 : y + 14}>${words}</text>
    <g role="list" aria-label=${`Clients: ${words}`}>${repeat(shown, ([address]) => address, client)}</g>
    ${more > 0 ? svg`<text class="sub" x=${at.x} y=${at.y + 15}>+${more}${narrow ? '' : ' more'}</text>` : nothing}
    <path class="wire" d=${arrow}/></g>`;
}

/** All of them, or the busiest, in the order of their addresses. */
function someOf(clients, fits) {
  const busiest = clients.size > fits ? [...clients].sort((a, b) => b[1] - a[1]).slice(0, fits - 1) : [...clients];
  return busiest.sort(([a], [b]) => byAddress.compare(a, b));
}

function chip(address, n, { w, h }) {
  const room = w - 14 - (n > 1 ? 8 + 7 * String(n).length : 0);
  return svg`<rect class="chip" width=${w} height=${h} rx="2"/>
    ${n > 0 ? svg`<rect class="open" width="4" height=${h}/>` : nothing}
    <text x="8" y="14" textLength=${address.length * 6.7 > room ? room : nothing}
      lengthAdjust="spacingAndGlyphs">${address}</text>
    ${n > 1 ? svg`<text class="times" x=${w - 3} y="14" text-anchor="end">×${n}</text>` : nothing}`;
}
