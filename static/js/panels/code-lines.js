/** The lines of a place as HTML, and which event to show them for: pure. */

import { endOf, eventsBefore } from './event-list.js';

/**
 * @typedef {import('./code-places.js').Place} Place
 * @typedef {import('./code-places.js').Mark} Mark
 * @typedef {import('../core/decode.js').LabEvent} LabEvent
 * @typedef {import('../core/chunk.js').Chunk} Chunk
 */

/** Events that are looked at to tell which kinds are rare. */
const RECENT = 200;

/**
 * The place's lines, those that write events as buttons. The lines come from our server, coloured and escaped there.
 * @param {Place} place
 * @param {Mark[]} current  the marks of the event shown
 * @param {Mark|null} open  the mark whose events are listed
 * @returns {string}
 */
export function linesHtml(place, current, open) {
  return place.lines.map((text, i) => lineHtml(place, place.first + i, text, current, open)).join('');
}

function lineHtml(place, line, text, current, open) {
  const isNow = current.some((mark) => mark.from <= line && line <= mark.to);
  const begins = place.marks.filter((mark) => mark.from === line);
  const mark = begins.find((each) => current.includes(each)) ?? begins[0];
  const said = isNow ? '<span class="vh"> (line of the event shown)</span>' : '';
  const names = `ln${isNow ? ' now' : ''}`;
  if (!mark) return `<span class="${names}" data-l="${line}">${text || ' '}${said}</span>`;
  const kinds = [...new Set(begins.map((each) => each.kind))].join(', ');
  const does = { writes: 'writes', decides: 'leads to', waits: 'waits after' }[mark.role];
  const what = `<span class="tag">${does} ${kinds}</span><span class="vh">, show its latest events</span>`;
  const attributes = `data-l="${line}" data-mark="${place.marks.indexOf(mark)}" aria-expanded="${mark === open}"`;
  return `<button type="button" class="${names} event" ${attributes}>${text}${said} ${what}</button>`;
}

/**
 * What happened at the last moment up to model time `until`, in order.
 * @param {readonly Chunk[]} chunks
 * @param {number} until
 * @param {string} [kind]  only of this kind
 * @returns {LabEvent[]}
 */
export function lastMoment(chunks, until, kind) {
  const { events } = eventsBefore(chunks, endOf(chunks, until), (event) => !kind || event.kind === kind, RECENT);
  const t = events.at(-1)?.t;
  return events.filter((event) => event.t === t);
}

/**
 * Of events at one moment, the one of the rarest kind lately, the last of these: what threads do goes along with
 * everything else, and would hide it.
 * @param {readonly Chunk[]} chunks
 * @param {LabEvent[]} moment
 * @returns {LabEvent|null}
 */
export function mostTelling(chunks, moment) {
  if (moment.length < 2) return moment[0] ?? null;
  const { events } = eventsBefore(chunks, endOf(chunks, moment[0].t), () => true, RECENT);
  const count = (kind) => events.filter((event) => event.kind === kind).length;
  const counts = new Map(moment.map(({ kind }) => [kind, count(kind)]));
  const least = Math.min(...counts.values());
  return moment.findLast(({ kind }) => counts.get(kind) === least) ?? null;
}

/** Kinds by what they are about: "connection" -> ["connection.acquired", …]. @param {string[]} kinds */
export function kindsByGroup(kinds) {
  const groups = {};
  for (const kind of kinds) (groups[kind.slice(0, kind.indexOf('.'))] ??= []).push(kind);
  return groups;
}
