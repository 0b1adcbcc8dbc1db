/** Above everything else: what a run would do and the button for it, how it stands, or what became of it. */

import { html, nothing } from 'lit';
import { duration } from '../../lib/format.js';
import { planOf } from './plan.js';
import { count, machineWords } from './result.js';

/**
 * @param {object} it
 * @param {string} it.slug
 * @param {import('../../reduce/experiment.js').Run} it.run  how it stands now
 * @param {any} it.result  of these parameters; null: none
 * @param {Record<string, any>} it.params
 * @param {boolean} it.asks  may the learner ask for anything
 * @param {(action: string) => void} ask
 */
export function runPart(it, ask) {
  const { run, result } = it;
  if (run.phase === 'queued' || run.phase === 'running') return underWay(it, ask);
  const ended = run.phase === 'failed' || run.phase === 'cancelled' ? outcome(run) : nothing;
  return html`<section class="run ${result ? '' : 'todo'}" aria-label="The run">
    ${ended}${result ? measured(it, ask) : todo(it, ask)}</section>`;
}

function todo({ slug, run, params, asks }, ask) {
  const cost = run.estimate ? `It takes about ${duration(run.estimate)}, at full speed, in a process of its own.` : '';
  return html`${planned(slug, params)}
    <p class="go"><button type="button" class="solid start" ?disabled=${!asks} @click=${() => ask('run')}>
        Run it on this machine</button>
      <span>${cost} Nothing is simulated: afterwards you watch what happened, in slow motion.</span></p>`;
}

function planned(slug, params) {
  const plan = planOf(slug, params);
  return plan
    ? html`<h3>What is to be measured</h3><p>${plan.intro}</p>
      <ul>${plan.ways.map((way) => html`<li>${way}</li>`)}</ul><p>${plan.rest}</p>`
    : nothing;
}

function underWay({ slug, run, result, params, asks }, ask) {
  const { phase, place, done, total, note, estimate } = run;
  const queued = phase === 'queued' && place > 0; // it is told that it is, before its turn comes at once
  const words = queued
    ? `${count(place, 'run')} ${place === 1 ? 'comes' : 'come'} first: one at a time, or they would disturb each other.`
    : note || 'The process is starting …';
  const steps = queued || !total ? `about ${duration(estimate)} in all` : `step ${Math.min(done + 1, total)} of ${total}`;
  return html`<section class="run doing" aria-label="The run">
    <p><b>${queued ? 'In the queue' : 'Measuring'}</b> <span class="note">${words}</span>
      <span class="steps-done">${steps}</span></p>
    <p class="go"><progress max=${total || 1} value=${queued ? 0 : done} aria-label="Steps of the run done"></progress>
      <button type="button" class="ghost stop" ?disabled=${!asks} @click=${() => ask('cancel')}>Cancel</button></p>
  </section>
  ${result ? nothing : html`<section class="run todo" aria-label="What is measured">${planned(slug, params)}</section>`}`;
}

function outcome({ phase, error }) {
  return phase === 'failed'
    ? html`<p class="outcome failed" role="alert"><b>✕ The run failed.</b> ${error ?? 'Nobody said why.'}</p>`
    : html`<p class="outcome"><b>The run was cancelled.</b> Its process has ended, and nothing of it is kept.</p>`;
}

function measured({ result, asks }, ask) {
  const { machine, n, took, started } = result;
  const at = new Date(started);
  const clock = Number.isNaN(at.getTime()) ? started : at.toLocaleTimeString([], { timeStyle: 'short', hourCycle: 'h23' });
  return html`<p class="go"><span class="about"><b>Measured</b> at ${clock} in ${duration(took)}, n = ${n} each.
      <span class="machine">${machineWords(machine)}</span></span>
    <button type="button" class="ghost start" ?disabled=${!asks} @click=${() => ask('run')}>Run it again</button></p>`;
}
