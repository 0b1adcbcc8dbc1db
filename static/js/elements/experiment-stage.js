/**
 * `<experiment-stage>`: the picture of any experiment. What will be measured and the button for it; the progress; the
 * result as a chart; and what was recorded, replayed in slow motion, a lane for each worker.
 */

import { html, nothing } from 'lit';
import { expectedLength, hasCurves, rowOf, variantsOf } from './experiment/result.js';
import { runPart } from './experiment/run-part.js';
import { PictureStage } from './stage/picture-stage.js';

const BESIDE = 860; // px from which the replay stands beside the chart
const CHART = 0.44; // of the width, then
const BETWEEN = 28;
const TALL = 262; // px of the lanes beside curves, which are tall
const BUTTONS = '.run button';

/** @typedef {import('../labs/index.js').View & {state: import('../reduce/experiment.js').ExperimentState}} View */

export class ExperimentStage extends PictureStage {
  static properties = { later: { state: true } };

  constructor() {
    super();
    /** What the first picture does not need. @type {typeof import('./experiment/later.js')|null} */
    this.later = null;
    /** @type {import('./experiment/story.js').Story|null} */
    this.story = null;
    this.held = null; // the button that was pressed: focus goes to the one in its place
    this.stop = (list, members) => this.roving.stop(list, members);
  }

  forget() {
    super.forget();
    this.story?.clear();
  }

  willUpdate(changed) {
    const focused = document.activeElement;
    if (this.contains(focused) && focused.matches(BUTTONS)) this.held = focused;
    if (!changed.has('view') || !this.view) return;
    const { result, variant } = this.view.state;
    if (result || variant) this.load();
  }

  /** Who pressed Run finds Cancel in its place, and the other way round. */
  updated() {
    const { held } = this;
    if (!held || held.isConnected) return;
    this.held = null;
    if (document.activeElement === document.body) this.querySelector(BUTTONS)?.focus();
  }

  async load() {
    if (this.loading) return;
    this.loading = import('./experiment/later.js');
    this.later = await this.loading;
    this.story = new this.later.Story();
  }

  render() {
    if (!this.view || this.width < 100) return nothing;
    const { state, live, params, asks, progress, recording } = this.view;
    // How the run stands now, also while an older moment of the recording is looked at.
    const run = live ? state.experiment : (progress ?? recording.latest.experiment);
    const { result } = state;
    const head = runPart({ slug: this.slug, run, result, params, asks }, (action) => this.ask(action));
    if (!result || !this.later) return head;
    if (this.story) this.story.goTo(recording, this.view.number ?? recording.count);
    const beside = this.width >= BESIDE;
    const chart = beside ? Math.floor(this.width * CHART) : this.width;
    const lanes = beside ? this.width - chart - BETWEEN : this.width;
    const columns = beside ? `grid-template-columns: ${chart}px ${lanes}px` : '';
    return html`${head}<div class="outcomes ${beside ? 'beside' : ''}" style=${columns}>
      ${this.measured(state, chart)}${this.replayed(state, lanes, beside && hasCurves(result) ? TALL : undefined)}</div>`;
  }

  get slug() {
    return this.closest('ring-lab')?.lab ?? '';
  }

  get shown() {
    return this.story?.chapter ?? null;
  }

  measured({ result, others = [] }, width) {
    const rows = variantsOf(result);
    const curves = hasCurves(result);
    const chosen = this.chosen?.kind === 'row' ? this.chosen.id : null;
    const how = { width, chosen, stop: this.stop, replayed: this.shown?.variant ?? null };
    const before = curves ? others.filter(hasCurves).map(variantsOf) : [];
    const { picture, height } = curves ? this.later.curves({ ...result, rows, before }, how) : this.later.bars(rows, how);
    const label = curves ? 'Throughput and time of a task, by number of threads' : 'Time for all tasks, one bar for each way';
    return html`<section class="measurement" aria-label="What was measured">
        ${this.svg({ width, height, label, picture, classes: 'chart' })}${this.later.chartLegend(result, before.length > 0)}</section>
      ${chosen ? this.detail(this.aboutRow(result, chosen)) : nothing}
      <ul class="says">${result.sentences.map((text) => html`<li>${text}</li>`)}</ul>
      ${this.later.resultTable(result)}`;
  }

  replayed(state, width, room) {
    const { result } = state;
    const { shown } = this;
    const { time } = this.view;
    const chosen = this.chosen?.kind === 'worker' ? this.chosen.id : null;
    const length = shown ? expectedLength(state, shown.variant) : 0;
    const { picture, height } = this.later.lanes(shown, { time, width, room, length, chosen, stop: this.stop });
    const label = shown ? `Replay of ${shown.label}, a lane for each worker` : 'The replay';
    return html`<section class="replay" aria-label="What was recorded">
      <header><h3>What happened, in slow motion</h3>${this.choice(result, shown)}</header>
      ${this.svg({ width, height, label, picture, classes: 'lanes' })}
      ${this.later.lanesLegend(shown?.mode)}
      ${chosen ? this.detail(this.later.aboutWorker(shown?.lanes.get(chosen), chosen, time)) : nothing}
    </section>`;
  }

  /** Which variant is replayed, and another one instead. */
  choice(result, shown) {
    const rows = variantsOf(result);
    return html`<label class="choice"><span>Replayed</span>
      <select ?disabled=${!this.view.asks} .value=${shown?.variant ?? ''}
        @change=${({ target }) => this.ask('show', { variant: target.value })}>
        ${shown ? nothing : html`<option value="" selected>–</option>`}
        ${rows.map(({ name, label }) => html`<option value=${name} ?selected=${name === shown?.variant}>${label}</option>`)}
      </select></label>`;
  }

  svg({ width, height, label, picture, classes }) {
    return html`<svg class=${classes} width=${width} height=${height} role="group" aria-label=${label} @click=${this.onClick}
      @keydown=${this.onKey} @focusin=${this.onFocus}>${picture}</svg>`;
  }

  aboutRow(result, name) {
    const row = rowOf(result, name);
    const replay = html`<p class="does"><button type="button" class="ghost" ?disabled=${!this.view.asks}
      @click=${() => this.ask('show', { variant: name })}>Replay this one</button></p>`;
    return { ...this.later.aboutRow(row), more: row ? replay : nothing };
  }

  detail(about) {
    return this.later.detailPanel(about, () => this.choose(null));
  }

  /** @param {string} action @param {Record<string, any>} [args] */
  ask(action, args = {}) {
    this.dispatchEvent(new CustomEvent('lab-ask', { bubbles: true, detail: { action, args } }));
  }
}
customElements.define('experiment-stage', ExperimentStage);
