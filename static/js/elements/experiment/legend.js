/** Below the chart and below the lanes: what their shapes mean. */

import { html, nothing, svg } from 'lit';
import { point, SERIES } from './curves.js';
import { hasCurves, variantsOf } from './result.js';

const entry = (shape, word) => html`<span><svg viewBox="-8 -8 16 16" aria-hidden="true">${shape}</svg>${word}</span>`;
const legend = (label, entries) => html`<div class="legend" role="group" aria-label=${label}>${entries}</div>`;

/** @param {import('./result.js').Result} result @param {boolean} [before]  is there anything else that was measured */
export function chartLegend(result, before = false) {
  const rows = variantsOf(result);
  if (!hasCurves(result)) {
    const [{ series }] = rows;
    const expected = rows.some(({ extra }) => extra.expected != null);
    const starts = rows.some(({ extra }) => extra.start_up != null);
    return legend('Legend of the chart', html`
      ${entry(svg`<rect class="bar ${series}" x="-8" y="-5" width="16" height="10"/><rect class="weave" x="-8" y="-5" width="16" height="10"/>`, 'median')}
      ${entry(svg`<circle class="dot" r="3"/>`, 'one repetition')}
      ${starts ? entry(svg`<rect class="start-up" x="-8" y="-5" width="16" height="10"/>`, 'until the last process has started') : nothing}
      ${expected ? entry(svg`<path class="expected" d="M0 -8V8"/>`, 'by arithmetic (modelled)') : nothing}`);
  }
  const series = [...new Set(rows.map((row) => row.series))];
  return legend('Legend of the chart', html`
    ${series.map((name) => entry(svg`<path class="curve ${name}" d="M-8 0H8"/><g class="at ${name}">${point(name, 3.5)}</g>`, SERIES[name]?.word ?? name))}
    ${entry(svg`<path class="modelled" d="M-8 4L8 -4"/>`, 'by the formula (modelled)')}
    ${entry(svg`<path class="answer" d="M0 -8V8"/>`, 'the formula’s answer')}
    ${entry(svg`<circle class="knee" r="6"/>`, 'knee: 95 % of the best')}
    ${before ? entry(svg`<g class="before"><path class="curve ${series[0]}" d="M-8 0H8"/><g class="at ${series[0]}">${point(series[0], 3.5)}</g></g>`, 'measured before') : nothing}
    ${rows.every((row) => row.series === 'cpu') ? nothing
      : entry(svg`<path class="curve ${series[0]} p50" d="M-8 0H8"/>`, 'p50 (p95 is solid)')}`);
}

/** @param {string} mode  of the variant shown */
export function lanesLegend(mode) {
  return legend('Legend of the lanes', html`
    ${mode === 'processes' ? entry(svg`<rect class="lane-of starting" x="-8" y="-6" width="16" height="12"/>`, 'starting') : nothing}
    ${entry(svg`<rect class="lane-of waiting" x="-8" y="-3" width="16" height="6"/>`, 'waiting')}
    ${entry(svg`<rect class="lane-of computing" x="-8" y="-6" width="16" height="12"/><rect class="weave" x="-8" y="-6" width="16" height="12"/>`, 'computing, or wanting to')}
    ${entry(svg`<path class="lane-of idle" d="M-8 0H8"/>`, 'idle')}
    ${mode !== 'threads' && mode !== 'processes' ? nothing : entry(svg`<path class="backlog" d="M-8 6V-6H0V0H8V6Z"/>`, 'tasks in the queue')}`);
}
