/** The balancer: which policy decides, what on, and where the next request goes. */

import { nothing, svg } from 'lit';
import { farewell } from './card.js';
import { plural, policyWord } from './words.js';

const LETTERS = 18; // of the box's text in a line
const LOST = [
  ['failed', 'failed'],
  ['refused', 'refused'],
  ['timed_out', 'timed out'],
];

/**
 * @param {object} it
 * @param {import('../../reduce/balancer.js').Lane} it.lane
 * @param {string[]} it.lines  what the policy decided on
 * @param {number} it.between  requests that no server has
 * @param {string|null} it.flash
 * @param {ReturnType<typeof import('./layout.js').balancerLayout>} it.layout
 */
export function balancerBox({ lane, lines, between, flash, layout: { box, narrow } }) {
  const { x, y, w, h } = box;
  const policy = narrow ? [policyWord(lane.policy)] : wrapped(policyWord(lane.policy), LETTERS);
  const rule = y + (narrow ? 48 : 36 + policy.length * 17);
  const says = alerts(lane, between).slice(0, narrow ? 2 : 6);
  const decided = narrow ? [lines.filter(Boolean).join(', ')] : lines;
  const shown = decided.filter(Boolean);
  const top = narrow ? rule + 22 : rule + (lane.picked ? 70 : 28);
  const line = (text, i) => svg`<text class="sub" x=${x + 10} y=${top + i * 17}
    textLength=${text.length * 7.25 > w - 18 ? w - 18 : nothing} lengthAdjust="spacingAndGlyphs">${text}</text>`;
  const alert = (text, i) => svg`<text class="alert" x=${narrow ? x + w - 10 : x + 10}
      y=${narrow ? y + 22 + i * 16 : y + h - 12 - (says.length - 1 - i) * 17}
      text-anchor=${narrow ? 'end' : 'start'}>${text}</text>`;
  const label = [`Balancer, ${policyWord(lane.policy)}`, ...lines, ...says].filter(Boolean).join(', ');
  return svg`<g class="balancer ${lane.panic ? 'panic' : ''}" role="img" aria-label=${label}>
    <rect class="frame" x=${x} y=${y} width=${w} height=${h} rx="4"/>
    <text class="zone" x=${x + 10} y=${y + 22}>Balancer</text>
    ${policy.map((text, i) => svg`<text class="policy" x=${x + 10} y=${y + 40 + i * 17}>${text}</text>`)}
    <path class="rope red" d="M${x + 1} ${rule}h${w - 2}M${x + 1} ${rule + 6}h${w - 2}"/>
    <path class="rope" d="M${x + 1} ${rule + 3}h${w - 2}"/>
    ${narrow || !lane.picked ? nothing : lastPick(lane.picked, x + 10, rule + 28)}${shown.map(line)}${says.map(alert)}
    ${flash ? farewell(flash, x + w - 4, y) : nothing}
  </g>`;
}

function lastPick({ request, server }, x, y) {
  return svg`<text class="sub" x=${x} y=${y}>last pick</text>
    <text class="pick" x=${x} y=${y + 20}>#${request} → ${server}</text>`;
}

function alerts({ panic, totals, servers }, between) {
  const all = [];
  if (Object.keys(servers).length === 0) all.push('no server');
  if (panic) all.push('panic: to all');
  if (between > 0) all.push(`${between} between`);
  if (totals.retries > 0) all.push(plural(totals.retries, 'retry', 'retries'));
  for (const [name, word] of LOST) if (totals[name] > 0) all.push(`${totals[name]} ${word}`);
  return all;
}

/** The wires to the servers; that of the last pick stands out. @param {string[]} names @param {string|null} picked */
export function wires(names, picked, { box, cell, cards, narrow }) {
  const across = ({ x, y, h }) => (narrow ? `M${cell.x + 8} ${y + h / 2}H${x}` : `M${box.x + box.w} ${y + h / 2}H${x}`);
  const last = cards[cards.length - 1];
  const down = narrow && last ? `M${cell.x + 8} ${box.y + box.h}V${last.y + last.h / 2}` : '';
  const hot = cards[names.indexOf(picked)];
  return svg`<g aria-hidden="true"><path class="wire" d=${down + cards.map(across).join('')}/>
    ${hot ? svg`<path class="wire picked" d=${across(hot)}/>` : nothing}</g>`;
}

/** What the policy notes of a server, between balancer and server. */
export function noteCell({ text, mark, credit }, won, { y, h }, { cell }) {
  const { x, w } = cell;
  const tall = Math.min(22, h);
  const top = y + (h - tall) / 2;
  const half = (w - 4) / 2;
  const bar =
    credit === undefined
      ? nothing
      : svg`<rect class="credit ${credit < 0 ? 'owes' : ''}" height="4" y=${top + tall - 5}
    x=${x + 2 + half + Math.min(0, credit) * half} width=${Math.abs(credit) * half}/>`;
  return svg`<g class="note ${mark ?? ''} ${won ? 'won' : ''}">
    <rect class="plate" x=${x} y=${top} width=${w} height=${tall} rx="3"/>
    ${bar}<text x=${x + w / 2} y=${top + tall / 2 + (credit === undefined ? 4.5 : 2)} text-anchor="middle"
      textLength=${text.length > 6 ? w - 6 : nothing} lengthAdjust="spacingAndGlyphs">${text}</text></g>`;
}

/** The cursor of a round robin, on its way or at the server that is next. @param {number} y */
export function cursorMark(y, { cell, narrow }) {
  const x = narrow ? cell.x + 12 : cell.x + 8;
  return svg`<path class="cursor" aria-hidden="true" d="M0-11H16L28 0L16 11H0Z"
    transform="translate(${x} ${y.toFixed(1)})"/>`;
}

function wrapped(text, letters) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length >= letters) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}
