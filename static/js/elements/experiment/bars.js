/** The result as bars: one for each way of doing the tasks, with its median, and every repetition as a dot. */

import { nothing, svg } from 'lit';
import { item } from '../stage/item.js';
import { barsLayout } from './bars-layout.js';
import { figure } from './result.js';

/**
 * @param {import('./result.js').Row[]} rows
 * @param {object} how
 * @param {number} how.width
 * @param {string|null} how.chosen
 * @param {(list: string, members: string[]) => string|undefined} how.stop  the row that Tab reaches
 * @param {string|null} how.replayed
 */
export function bars(rows, { width, chosen, stop, replayed }) {
  const layout = barsLayout(rows, width);
  const { narrow, left, bottom, ticks, height } = layout;
  const x = narrow ? width : width - 8;
  const reached = stop('row', rows.map(({ name }) => name));
  const picture = svg`
    <g class="axis" aria-hidden="true">
      ${ticks.map((it) => svg`<path d="M${it.x} 18V${bottom}"/>
        <text x=${it.x} y=${bottom + 16} text-anchor=${it.x > width - 20 ? 'end' : it.x < 20 ? 'start' : 'middle'}>${
          it.value === 0 ? '0' : figure(it.value, rows[0].unit)}</text>`)}</g>
    <text class="sub" x=${left} y="11">time for all tasks</text>
    ${narrow ? nothing : svg`<text class="sub" x=${x - 66} y="12" text-anchor="end">median</text><text class="sub" x=${x} y="12" text-anchor="end">p95</text>`}
    <g role="list" aria-label="Measured, each with its repetitions">${layout.bars.map((bar) => {
      const { name } = bar.row;
      return one(bar, layout, { chosen: chosen === name, stop: reached === name, replayed: replayed === name });
    })}</g>`;
  return { picture, height };
}

function one({ row, y, bar, x, end, start, expected, dots }, { narrow, width, step }, { chosen, stop, replayed }) {
  const { label, median, p95, unit, series, name, runs } = row;
  const box = { x: 0, y, w: width, h: step - 2 };
  const from = start ?? x;
  const base = bar.y - y + bar.h / 2 + 4.5;
  const words = `${label}: median ${figure(median, unit)} of ${runs.length}, p95 ${figure(p95, unit)}`;
  const content = svg`${[
    svg`<rect class="hit" width=${width} height=${step - 2} rx="3"/>`,
    replayed ? svg`<path class="replayed" d="M1 ${(narrow ? 14 : base) - 9}l8 4.5l-8 4.5z"/>` : nothing,
    svg`<text class="label" x=${replayed ? 14 : narrow ? 0 : 14} y=${narrow ? 14 : base}>${label}</text>`,
    start === null ? nothing : svg`<rect class="start-up" x=${x} y=${bar.y - y} width=${Math.max(1, start - x)} height=${bar.h} rx="2"/>`,
    svg`<rect class="bar ${series}" x=${from} y=${bar.y - y} width=${Math.max(1.5, end - from)} height=${bar.h} rx="2"/>`,
    svg`<rect class="weave" x=${from} y=${bar.y - y} width=${Math.max(1.5, end - from)} height=${bar.h} rx="2"/>`,
    expected === null ? nothing : svg`<path class="expected" d="M${expected} ${bar.y - y - 3}v${bar.h + 6}"/>`,
    svg`<g class="dots">${dots.map((dot) => svg`<circle cx=${dot.x} cy=${dot.y - y} r="2.6"/>`)}</g>`,
    narrow
      ? svg`<text class="figure" x=${width} y="14" text-anchor="end">${figure(median, unit)}<tspan class="sub" dx="6">p95 ${figure(p95, unit)}</tspan></text>`
      : svg`<text class="figure" x=${width - 74} y=${base} text-anchor="end">${figure(median, unit)}</text>
        <text class="sub" x=${width - 8} y=${base} text-anchor="end">${figure(p95, unit)}</text>`,
  ]}`;
  return item({ kind: 'row', id: name, label: words, classes: `measured ${replayed ? 'now' : ''}`, box, chosen, stop }, content);
}
