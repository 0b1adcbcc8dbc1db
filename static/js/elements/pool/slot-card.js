/** One slot of the pool as a card: number, thread, word, age, glyph; hatched while active. */

import { nothing, svg } from 'lit';
import { age } from '../stage/age.js';
import { GLYPHS } from './glyphs.js';
import { item } from '../stage/item.js';
import { slotName } from './slots.js';

const NOTE_LETTER = 6; // px

/**
 * @param {import('./slots.js').SlotView} view
 * @param {import('./layout.js').Box} box
 * @param {{level: string, time: number, chosen: boolean, stop: boolean}} how
 */
export function slotCard(view, box, { level, time, chosen, stop }) {
  const { w, h } = box;
  const classes = `slot ${view.state} ${level}${view.leaked ? ' leaked' : ''}`;
  const content = svg`
    <rect class="card" width=${w} height=${h} rx="4"/>
    ${view.state === 'active' ? svg`<rect class="weave" width=${w} height=${h} rx="4"/>` : nothing}
    <text class="num" x="7" y="16">${view.slot}</text>
    ${GLYPHS[view.state] ? svg`<g transform="translate(${w - 13} 12)">${GLYPHS[view.state]}</g>` : nothing}
    ${view.parted === null ? nothing : farewell(w)}
    ${level === 'small' ? nameOnly(view, w, h) : words(view, w, h, level === 'full' ? time : null)}`;
  return item({ kind: 'slot', id: view.slot, label: slotName(view), classes, box, chosen, stop }, content);
}

/** The one before was closed here just now: a slot is often taken again before anybody could see it empty. */
function farewell(w) {
  return svg`<g class="farewell" transform="translate(${w / 2} 2)"><circle r="10"/>${GLYPHS.closed}</g>`;
}

function nameOnly({ who, state, note }, w, h) {
  const word = who ?? (state === 'closed' ? '' : note);
  return svg`<text class="who" x=${w / 2} y=${h - 7} text-anchor="middle">${word ?? nothing}</text>`;
}

/** @param {number|null} time  null: no room for the last line */
function words({ who, state, note, since }, w, h, time) {
  const last = h - 10;
  const wordAt = time === null ? last : last - 15;
  let below = nothing;
  if (note !== null) {
    if (time !== null) below = noteText(note, last, w);
    else below = who === null ? noteText(note, wordAt - 17, w) : noteOnTop(note, w);
  } else if (time !== null && since !== null) {
    below = svg`<text class="num" x="7" y=${last}>${age(since, time)}</text>`;
  }
  return svg`
    <text class="who" x=${w / 2} y=${wordAt / 2 + 8} text-anchor="middle">${who ?? nothing}</text>
    <text class="word" x="7" y=${wordAt}>${state}</text>
    ${below}`;
}

/** A phase or a reason; squeezed a little rather than running out of a narrow card. */
function noteText(note, y, w) {
  const room = w - 12;
  const squeezed = note.length * NOTE_LETTER > room ? room : nothing;
  return svg`<text class="note" x="7" y=${y} textLength=${squeezed} lengthAdjust="spacingAndGlyphs">${note}</text>`;
}

function noteOnTop(note, w) {
  return svg`<text class="num" x=${w / 2} y="16" text-anchor="middle">${note}</text>`;
}
