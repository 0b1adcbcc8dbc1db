/** `<metric-strip>`: what the server measured, each figure with its curve. */

import { LitElement, html, nothing } from 'lit';
import { value as withUnit } from '../lib/format.js';

const WIDTH = 100,
  HEIGHT = 28,
  POINTS = 120;
const TONES = new Set(['active', 'waiting', 'closed']);

export class MetricStrip extends LitElement {
  static properties = { metrics: { attribute: false }, list: { attribute: false } };

  constructor() {
    super();
    /** Declarations, from the lab's description. @type {any[]} */
    this.list = [];
    /** A new object for every picture. @type {import('../core/session.js').LabSession['metrics']} */
    this.metrics = { values: {}, history: () => [] };
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  render() {
    const shown = this.list.filter((metric) => metric.strip);
    if (shown.length === 0) return nothing;
    return html`<dl class="metrics">${shown.map((metric) => this.figure(metric))}</dl>`;
  }

  figure({ name, label, unit, tone, of, help }) {
    const { values, history } = this.metrics;
    const most = of && values[of] != null ? html`<small>/${values[of]}</small>` : nothing;
    return html`<div><dt title=${help ?? nothing}>${label}</dt>
      <dd><span>${split(values[name], unit)}${most}</span>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          <path class="spark ${TONES.has(tone) ? tone : ''}" d=${sparkline(history(name))}/></svg></dd></div>`;
  }
}

/** "21 ms" with a big figure and a small unit. */
function split(value, unit) {
  if (value === null || value === undefined) return html`<span aria-label="not measured yet">–</span>`;
  const [, figure, word] = withUnit(value, unit).match(/^([^\sa-zµ/]*)(.*)$/u);
  return html`${figure}${word ? html`<small>${word}</small>` : nothing}`;
}

/**
 * A curve from 0 to its highest point: pure. Moments without a value leave a gap.
 * @param {[number, number|null][]} points
 */
export function sparkline(points) {
  const last = points.slice(-POINTS);
  if (last.length < 2) return '';
  const [from, to] = [last[0][0], last[last.length - 1][0]];
  const top = Math.max(...last.map(([, y]) => y ?? 0)) || 1;
  let path = '';
  let pen = 'M';
  for (const [t, y] of last) {
    if (y !== null) {
      const x = ((t - from) / (to - from || 1)) * WIDTH;
      path += `${pen}${x.toFixed(1)} ${(HEIGHT - 2 - (y / top) * (HEIGHT - 5)).toFixed(1)}`;
    }
    pen = y === null ? 'M' : 'L';
  }
  return path;
}
customElements.define('metric-strip', MetricStrip);
