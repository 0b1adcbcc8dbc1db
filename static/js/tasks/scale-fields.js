/** A bar and a curve to drag: native sliders lie on the drawing, and the measured values are drawn over the guess. */

import { html, nothing, svg } from 'lit';
import { line, place, ticks } from './plot.js';
import { say } from './words.js';

const legend = (theory) => html`<ul class="key" aria-hidden="true">
  <li class="guessed">your guess</li><li class="measured">measured</li>
  ${theory ? html`<li class="modelled">theory (modelled)</li>` : nothing}</ul>`;

/**
 * @param {{id: string, scale: [number, number], step: number, format: string, label: string}} task
 * @param {{answer: number, locked: boolean, said?: any, change: (answer: number) => void}} how
 */
export function barField(task, { answer, locked, said, change }) {
  const { scale, format } = task;
  const truth = said?.truth?.value;
  return html`<div class="bar-field">
    <label for="bar-${task.id}">${task.label}</label><output for="bar-${task.id}">${say(answer, format)}</output>
    <div class="plot">
      <div class="area" aria-hidden="true">
        <i class="guess" style="width: ${place(answer, scale)}%"></i>
        ${truth === undefined ? nothing : html`<i class="truth" style="width: ${place(truth, scale)}%"></i>`}
      </div>
      <input id="bar-${task.id}" type="range" min=${scale[0]} max=${scale[1]} step=${task.step} .value=${String(answer)}
        aria-valuetext=${say(answer, format)} ?disabled=${locked}
        @input=${(event) => change(event.target.valueAsNumber)}>
      <div class="axis" aria-hidden="true">${ticks(scale, 4).map((at) =>
        html`<span style="left: ${place(at, scale)}%">${say(at, format)}</span>`)}</div>
    </div>
    ${truth === undefined ? nothing : legend(false)}
  </div>`;
}

/**
 * @param {{id: string, scale: [number, number], step: number, format: string, label: string,
 *   over: {label: string, values: number[], texts: string[]}}} task
 * @param {{answer: number[], locked: boolean, said?: any, change: (answer: number[]) => void}} how
 */
export function curveField(task, { answer, locked, said, change }) {
  const { scale, format, over } = task;
  const truth = said?.truth;
  const every = Math.ceil(over.texts.length / 4); // so many words fit below
  return html`<div class="curve-field">
    <p class="axis-name">${task.label}</p>
    <div class="plot">
      <div class="axis" aria-hidden="true">${ticks(scale, 5).map((at) =>
        html`<span style="bottom: ${place(at, scale)}%">${say(at, format)}</span>`)}</div>
      <div class="area">
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          ${ticks(scale, 5).map((at) => svg`<path class="grid" d="M0 ${100 - place(at, scale)}H100"/>`)}
          ${truth?.theory ? svg`<polyline class="theory" points=${line(truth.theory, scale)}/>` : nothing}
          <polyline class="guess" points=${line(answer, scale)}/>
          ${truth?.values ? svg`<polyline class="truth" points=${line(truth.values, scale)}/>` : nothing}
        </svg>
        ${(truth?.values ?? []).map((value, index) => html`<i class="point" aria-hidden="true"
          style="left: ${((index + 0.5) / answer.length) * 100}%; bottom: ${place(value, scale)}%"></i>`)}
      </div>
      <div class="points" role="group" aria-labelledby="ask-${task.id}">
        ${answer.map((value, index) => html`<input type="range" class="upright" min=${scale[0]} max=${scale[1]}
          step=${task.step} .value=${String(value)} aria-orientation="vertical" ?disabled=${locked}
          aria-label="${task.label} at ${over.label.toLowerCase()} ${over.texts[index]}" aria-valuetext=${say(value, format)}
          @input=${(event) => change(answer.with(index, event.target.valueAsNumber))}>`)}
      </div>
    </div>
    <div class="below" aria-hidden="true">${over.texts.map((text, index) =>
      html`<span>${index % every === 0 ? text : ''}<small>${locked ? '' : say(answer[index], format)}</small></span>`)}</div>
    <p class="axis-name under">${over.label}</p>
    ${truth?.values ? html`${legend(Boolean(truth.theory))}
      <details class="as-table"><summary>As a table</summary><table>
        <thead><tr><th>${over.label}</th><th>You</th><th>Measured</th>${truth.theory ? html`<th>Theory</th>` : nothing}</tr></thead>
        <tbody>${over.texts.map((text, index) => html`<tr><td>${text}</td><td>${say(answer[index], format)}</td>
          <td>${truth.texts[index]}</td>${truth.theory ? html`<td>${say(truth.theory[index], format)}</td>` : nothing}</tr>`)}</tbody>
      </table></details>` : nothing}
  </div>`;
}
