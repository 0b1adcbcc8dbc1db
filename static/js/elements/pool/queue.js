/** Those who wait for a connection: tickets with name and age, the longest wait first, and those that just gave up. */

import { nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { duration } from '../../lib/format.js';
import { age } from '../stage/age.js';
import { item } from '../stage/item.js';

/**
 * @param {object} q
 * @param {{who: string, since: number}[]} q.waiters  the first is served next
 * @param {{who: string}[]} q.gone  gave up a moment ago
 * @param {ReturnType<typeof import('./layout.js').poolLayout>} q.layout
 * @param {number} q.time
 * @param {number|null} q.timeout  acquire_timeout
 * @param {string|null} q.chosen  thread whose details are open
 * @param {string|undefined} q.stop  the ticket that Tab reaches
 */
export function waitersQueue({ waiters, gone, layout, time, timeout, chosen, stop }) {
  const { queue, narrow } = layout;
  const draw = (waiter, i) => {
    const { who } = waiter;
    return ticket(waiter, i, queue.tickets[i], { time, timeout, chosen: chosen === who, stop: stop === who });
  };
  return svg`<g class="queue">
    <text class="zone" x=${queue.x} y=${queue.y + 16}>Waiting</text>
    <text class="sub" x=${narrow ? 70 : 0} y=${queue.y + (narrow ? 16 : 34)}>${count(waiters.length)}</text>
    <g role="list" aria-label=${`Waiting for a connection: ${count(waiters.length)}, the next first`}>
      ${repeat(waiters.slice(0, queue.tickets.length), ({ who }) => who, draw)}
      ${queue.more > 0 ? moreTicket(queue.more, queue.moreAt) : nothing}
    </g>
    ${gone.length > 0 ? goneTicket(gone, queue.goneAt) : limit(timeout, layout)}
  </g>`;
}

/** A ticket on its way into a slot. */
export function flyingTicket({ who, x, y, w, h }) {
  return svg`<g class="ticket" aria-hidden="true" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">
    <path class="tick" d=${outline({ w, h })}/><text x="8" y=${h / 2 + 4.5}>${who}</text></g>`;
}

function ticket({ who, since }, i, box, { time, timeout, chosen, stop }) {
  const { w, h } = box;
  const label = `${who}, waiting, number ${i + 1} in the queue`;
  const spent = timeout > 0 ? Math.min(1, Math.max(0, time - since) / timeout) * (w - 10) : 0;
  const content = svg`
    <path class="tick" d=${outline(box)}/>
    <rect class="spent" x="1" y=${h - 5} width=${spent.toFixed(1)} height="4"/>
    <text x="8" y=${h / 2 + 4.5}>${who}</text>
    <text class="age" x=${w - 11} y=${h / 2 + 4} text-anchor="end">${age(since, time)}</text>`;
  return item({ kind: 'thread', id: who, group: 'waiter', label, classes: 'ticket', box, chosen, stop }, content);
}

function moreTicket(more, { x, y, h }) {
  const label = `and ${more} more waiting`;
  return svg`<g role="listitem" class="ticket more" aria-label=${label} transform="translate(${x} ${y})">
    <path class="tick" d="M3 0V${h}M8 0V${h}"/><text x="16" y=${h / 2 + 4.5}>+${more} more</text></g>`;
}

function goneTicket(gone, { x, y, w, h }) {
  return svg`<g class="ticket gone" aria-hidden="true" transform="translate(${x} ${y})">
    <path class="tick" d=${outline({ w, h })}/>
    <text x="8" y=${h / 2 + 4.5}>${gone[0].who}${gone.length > 1 ? `+${gone.length - 1}` : ''}</text>
    <text class="age" x=${w - 11} y=${h / 2 + 4} text-anchor="end">timed out</text></g>`;
}

function limit(timeout, { queue, narrow }) {
  if (timeout === undefined) return nothing;
  const words = timeout === null ? 'no timeout' : `timeout ${duration(timeout)}`;
  return narrow
    ? svg`<text class="sub" x=${queue.w} y=${queue.y + 16} text-anchor="end">${words}</text>`
    : svg`<text class="sub" x="0" y=${queue.y + queue.h}>${words}</text>`;
}

/** The arrow shape of a ticket. */
function outline({ w, h }) {
  return `M0 0H${w - 10}L${w} ${h / 2}L${w - 10} ${h}H0Z`;
}

function count(n) {
  return n === 1 ? '1 waiter' : n === 0 ? 'nobody' : `${n} waiters`;
}
