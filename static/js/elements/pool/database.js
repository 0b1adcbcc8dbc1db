/** The in-process database as a cylinder with its sessions; when it is down, a broken outline, a cross and the word. */

import { nothing, svg } from 'lit';

const LID = 11;

/**
 * @param {import('../../reduce/pool.js').PoolState} state
 * @param {import('./layout.js').Box} box
 * @param {{narrow: boolean, title: number}} layout
 */
export function database(state, box, { narrow, title }) {
  const { up } = state.database;
  const middle = box.x + box.w / 2;
  const heading = svg`<text class="zone" x=${middle} y=${title} text-anchor="middle">In-process</text>
    <text class="zone" x=${middle} y=${title + 17} text-anchor="middle">database</text>`;
  return svg`<g class="database ${up ? 'up' : 'down'}" role="img" aria-label=${nameOf(state)}>
    ${narrow ? nothing : heading}
    ${cylinder(box)}
    ${up ? counts(state, box, narrow) : down(box, narrow)}
  </g>`;
}

function nameOf({ database: { up, max_connections: most }, sessions }) {
  if (!up) return 'In-process database, down';
  const { all, querying } = tally(sessions);
  return `In-process database, up, ${plural(all)}${most ? ` of at most ${most}` : ''}, ${querying} querying`;
}

function cylinder({ x, y, w, h }) {
  const [r, right, top, bottom] = [w / 2, x + w, y + LID, y + h - LID];
  const body = `M${x} ${top}A${r} ${LID} 0 0 1 ${right} ${top}V${bottom}A${r} ${LID} 0 0 1 ${x} ${bottom}Z`;
  return svg`<path class="db" d=${body}/><path class="db lid" d="M${x} ${top}A${r} ${LID} 0 0 0 ${right} ${top}"/>`;
}

function counts({ sessions }, { x, y, w, h }, narrow) {
  const { all, querying, queued } = tally(sessions);
  const work = queued > 0 ? `${queued} want a core` : `${querying} querying`;
  const middle = x + w / 2;
  const at = y + h / 2;
  if (narrow) {
    return svg`<text class="count inline" x=${middle} y=${at + 8} text-anchor="middle">In-process database</text>
      <text class="sub" x=${middle} y=${at + 25} text-anchor="middle">${plural(all)}, ${work}</text>`;
  }
  return svg`<text class="count" x=${middle} y=${at} text-anchor="middle">${all}</text>
    <text class="sub" x=${middle} y=${at + 18} text-anchor="middle">${all === 1 ? 'session' : 'sessions'}</text>
    <text class="sub work" x=${middle} y=${at + 40} text-anchor="middle">${work}</text>`;
}

function down({ x, y, w, h }, narrow) {
  const middle = x + w / 2;
  const at = y + h / 2 + (narrow ? 6 : -8);
  const cross = svg`<path class="glyph" d="M-13-13L13 13M13-13L-13 13"/>`;
  if (narrow) {
    return svg`<g transform="translate(${middle - 90} ${at})">${cross}</g>
      <text class="count" x=${middle + 14} y=${at + 6} text-anchor="middle">database down</text>`;
  }
  return svg`<g transform="translate(${middle} ${at})">${cross}</g>
    <text class="count" x=${middle} y=${at + 40} text-anchor="middle">down</text>`;
}

function tally(sessions) {
  const all = Object.values(sessions);
  const of = (state) => all.filter((it) => it.state === state).length;
  return { all: all.length, querying: of('querying'), queued: of('queued') };
}

function plural(n) {
  return n === 1 ? '1 session' : `${n} sessions`;
}
