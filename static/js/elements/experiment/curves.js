/** The result of a sweep as curves over the number of threads, with the formula's answers beside what was measured. */

import { nothing, svg } from 'lit';
import { duration, number } from '../../lib/format.js';
import { item } from '../stage/item.js';
import { curvesLayout, pathOf } from './curves-layout.js';
import { figure } from './result.js';

export const SERIES = {
  python: { word: 'pure Python', shape: 'disc' },
  native: { word: 'lets go of the GIL', shape: 'square' },
  processes: { word: 'processes', shape: 'triangle' },
  cpu: { word: 'never waits', shape: 'disc' },
};
const HIT = { x: -11, y: -11, w: 22, h: 22 };

/** A point: each series has a shape of its own. @param {string} series @param {number} r */
export function point(series, r) {
  const { shape = 'disc' } = SERIES[series] ?? {};
  if (shape === 'square') return svg`<rect class="point" x=${-r} y=${-r} width=${2 * r} height=${2 * r}/>`;
  if (shape === 'triangle') return svg`<path class="point" d="M0 ${-r * 1.2}L${r * 1.15} ${r}H${-r * 1.15}Z"/>`;
  return svg`<circle class="point" r=${r}/>`;
}

/**
 * @param {{rows: import('./result.js').Row[], marks: import('./result.js').Mark[], before?: import('./result.js').Row[][]}} result
 * @param {{width: number, chosen: string|null, stop: (list: string, members: string[]) => string|undefined, replayed: string|null}} how
 */
export function curves({ rows, marks, before }, how) {
  const layout = curvesLayout({ rows, marks, before, width: how.width });
  const picture = svg`${layout.panels.map((panel) => svg`<g transform="translate(${panel.x} ${panel.y})">
    ${frame(panel, layout)}${answers(panel, layout)}
    <g transform="translate(0 ${panel.top})">${ghosts(panel)}${panel.name === 'throughput' ? main(panel, layout, marks, how) : more(panel)}</g>
  </g>`)}`;
  return { picture, height: layout.height };
}

function frame({ title, unit, yTicks, top }, { inner, plot, ticks }) {
  const said = (value) => (value === 0 ? '0' : unit === 's' ? duration(value) : number(value));
  return svg`<text class="zone" x="-46" y="13">${title}</text>
    <g class="axis" aria-hidden="true" transform="translate(0 ${top})">
      ${yTicks.map(({ value, y }) => svg`<path d="M0 ${y}H${inner}"/><text x="-7" y=${y + 4} text-anchor="end">${said(value)}</text>`)}
      ${ticks.map(({ size, x }) => svg`<path class="tick" d="M${x} ${plot}v5"/><text x=${x} y=${plot + 17} text-anchor="middle">${size}</text>`)}
      <text x=${inner} y=${plot + 31} text-anchor="end">threads</text></g>`;
}

/** What the formula says, as lines with a flag each. */
function answers({ name, top }, { flags, line, plot }) {
  return svg`<g class="answers">${flags.map((flag) => {
    const y = 30 + flag.line * line;
    return svg`<path class="answer" d="M${flag.at} ${Math.min(y + 3, top)}V${top + plot}"/>
      ${name === 'throughput' ? svg`<text class="flag" x=${flag.left + 3} y=${y}>${flag.words}</text>` : nothing}`;
  })}</g>`;
}

/** What was measured before with other settings: a run of one size beside the sweep. */
function ghosts({ ghosts: all }) {
  return svg`<g class="before" aria-hidden="true">${all.map(({ series, points }) => svg`<path class="curve ${series}" d=${pathOf(points)}/>
    ${points.map(({ x, y }) => svg`<g class="at ${series}" transform="translate(${x} ${y})">${point(series, 4)}</g>`)}`)}</g>`;
}

function main({ curves: all, dots, models }, { inner }, marks, { chosen, stop, replayed }) {
  const knees = new Set(marks.filter(({ name }) => name.startsWith('knee-')).map(({ series, x }) => `${series} ${x}`));
  return svg`${models.map((own) => svg`<path class="modelled" d=${pathOf(own)}/>`)}
    ${all.map(({ series, points }) => svg`<path class="curve ${series}" d=${pathOf(points)}/>`)}
    <g class="dots">${dots.map(({ x, y, series }) => svg`<circle class=${series} cx=${x} cy=${y} r="1.8"/>`)}</g>
    ${all.map(({ series, points }) => svg`<g role="list" aria-label="Throughput: ${SERIES[series]?.word ?? series}">${points.map(({ row, x, y }) => {
      const knee = knees.has(`${series} ${row.x}`);
      const label = `${row.label}: ${figure(row.median, row.unit)}, p95 of a task ${duration(row.extra.latency_p95, 3)}${knee ? ', the knee' : ''}`;
      const state = { chosen: chosen === row.name, stop: stop(series, points.map((it) => it.row.name)) === row.name };
      const now = replayed === row.name;
      const content = svg`<g transform="translate(11 11)"><circle class="hit" r="11"/>
        ${knee ? svg`<circle class="knee" r="9"/>` : nothing}
        ${knee && knees.size === 1 ? svg`<text class="flag" x=${x > inner - 40 ? 11 : 0} y="24" text-anchor=${x > inner - 40 ? 'end' : 'middle'}>knee ${row.x}</text>` : nothing}
        ${point(series, now ? 6 : 4.5)}</g>`;
      const box = { ...HIT, x: x + HIT.x, y: y + HIT.y };
      return item({ kind: 'row', id: row.name, label, classes: `at ${series} ${now ? 'now' : ''}`, box, group: series, ...state }, content);
    })}</g>`)}`;
}

/** The other panels: the same rows, seen otherwise. */
function more({ curves: all }) {
  return svg`${all.map(({ series, name, points }) => svg`<path class="curve ${series} ${name}" d=${pathOf(points)}/>
    ${points.map(({ x, y }) => svg`<g class="at ${series} ${name}" transform="translate(${x} ${y})">${point(series, 3.2)}</g>`)}`)}`;
}
