/** `<time-bar>`: pause, step, speed, and a scrubber over the last minutes; finer steps are in time/time-steps.js. */

import { LitElement, html, nothing, svg } from 'lit';
import { live as liveValue } from 'lit/directives/live.js';
import { clock, duration } from '../lib/format.js';

const HEIGHT = 40;
const REDRAW_EVERY = 250; // ms: the hills behind the scrubber
const MARKS_ABOVE = 14; // px: a click there is meant for a mark
const NOTCHES = 1000; // of the scrubber
const FACTORS = [0.25, 0.5, 1, 2, 4, 10];
const ICONS = {
  back: svg`<path d="M2 2h3v12H2zM14 2v12L6 8z"/>`,
  pause: svg`<path d="M3 2h4v12H3zM9 2h4v12H9z"/>`,
  play: svg`<path d="M3 2v12l11-6z"/>`,
  step: svg`<path d="M11 2h3v12h-3zM2 2v12l8-6z"/>`,
};

export class TimeBar extends LitElement {
  static properties = {
    session: { attribute: false },
    now: { attribute: false },
    version: { attribute: false },
    usual: { attribute: false },
    fork: { attribute: false },
    width: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|null} */
    this.session = null;
    this.now = 0; // ms of the frame: a new value is a new picture
    this.elapsed = 0; // real seconds the lab has been on screen
    this.width = 300;
    this.hills = null; // what is drawn behind the scrubber
    this.drawnAt = -Infinity; // ms
    /** Works that out: it comes after the first picture. @type {typeof import('./time/hills.js')|null} */
    this.surveyor = null;
    /** Starts a second lab from a moment; null where there can be none. @type {((t: number) => Promise<void>)|null} */
    this.fork = null;
    this.version = 0; // grows whenever the session's status, pace or view changed
    this.usual = 1; // the slow factor that the other speeds are counted from
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  firstUpdated() {
    this.sizer = new ResizeObserver(([entry]) => {
      this.width = Math.max(50, Math.floor(entry.contentRect.width));
      this.drawnAt = -Infinity;
    });
    this.sizer.observe(this.querySelector('.scrub'));
    import('./time/hills.js').then((surveyor) => Object.assign(this, { surveyor, drawnAt: -Infinity }), () => {});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizer?.disconnect();
  }

  render() {
    const { session } = this;
    const kept = Boolean(session?.description); // what was recorded can be seen even if the lab is gone
    const on = kept && session.status === 'open';
    const paused = Boolean(session?.pace.paused);
    const live = session?.live ?? true;
    return html`<div class="time" role="group" aria-label="Time">
      <div class="keys">
        ${this.key('back', 'Step back', kept, () => this.stepBack())}
        ${this.key(paused ? 'play' : 'pause', paused ? 'Play' : 'Pause', on, () => this.toggle())}
        ${this.key('step', 'Step forward', live ? on : kept, () => this.stepForward())}
      </div>
      <label class="speed"><span class="vh">Speed: what one second here is there</span>${this.speeds(on)}</label>
      <div class="scrub" @click=${this.onClick}>${this.hillsBehind(kept, live)}${this.scrubber(kept, live)}</div>
      <button type="button" class="ghost golive" aria-pressed=${live} ?disabled=${!kept}
        @click=${() => session.goLive()}><i></i>${session?.replayed ? 'End' : 'Live'}</button>
      ${this.clock(live)}
      </div>
      <time-steps .session=${session} .now=${live && !paused ? this.drawnAt : this.now} .version=${this.version}
        .fork=${this.fork}></time-steps>`;
  }

  key(icon, label, on, act) {
    return html`<button class="ghost" type="button" aria-label=${label} title=${label} ?disabled=${!on} @click=${act}>
      <svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[icon]}</svg></button>`;
  }

  speeds(on) {
    const { slow } = this.session?.pace ?? { slow: 1 };
    const { usual } = this;
    const factors = on ? FACTORS.map((factor) => Number((usual / factor).toPrecision(3))) : [];
    const all = [...new Set([...factors, slow])].sort((a, b) => b - a);
    const times = (it) => (it === usual || !on ? '' : ` (×${Number((usual / it).toPrecision(2))})`);
    const option = (it) =>
      html`<option value=${it} ?selected=${it === slow}>1 s = ${duration(1 / it)}${times(it)}</option>`;
    return html`<select ?disabled=${!on} .value=${liveValue(String(slow))}
      @change=${({ target }) => this.ask(this.session.speed(Number(target.value)))}>${all.map(option)}</select>`;
  }

  /** How much happened when, behind the scrubber; what comes after the moment shown is dimmed. */
  hillsBehind(kept, live) {
    const { width, surveyor } = this;
    const recording = this.session?.recording;
    const xOf = (t) => ((t - recording.from) / (recording.to - recording.from || 1)) * width;
    if (kept && surveyor && this.now - this.drawnAt >= REDRAW_EVERY) {
      this.drawnAt = this.now;
      this.hills = surveyor.hillsOf(recording, { width, height: HEIGHT }, xOf);
    }
    const { hills } = this;
    const x = live || !kept ? width : xOf(this.session.viewTime);
    return html`<svg viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${hills ? this.drawn(hills) : nothing}
      ${x < width ? svg`<rect class="later" x=${x} y="0" width=${width - x} height=${HEIGHT}/>` : nothing}</svg>`;
  }

  drawn(hills) {
    const many = ({ x, count }) => (count > 1 ? svg`<text class="times" x=${x + 6} y="10">${count}</text>` : nothing);
    return svg`<path class="dens" d=${hills.calm}/><path class="dens w" d=${hills.waiting}/>
      ${['change', 'learner', 'failure', 'timeout'].map((kind) => svg`<path class="marks ${kind}" d=${hills[kind]}/>`)}
      ${hills.drawn.map(many)}`;
  }

  /** A click at a mark means that very event; the list in `<time-steps>` does the same by keyboard. */
  onClick({ currentTarget, clientX, clientY }) {
    const { left, top } = currentTarget.getBoundingClientRect();
    const mark = this.hills && clientY - top < MARKS_ABOVE && this.surveyor.nearest(this.hills.drawn, clientX - left);
    if (mark) this.session.seekEvent(mark.number);
  }

  scrubber(kept, live) {
    const { from, to } = this.session?.recording ?? { from: 0, to: 0 };
    const at = live || !kept ? to : this.session.viewTime;
    const position = to > from ? Math.round(((at - from) / (to - from)) * NOTCHES) : NOTCHES;
    const spoken = live ? `live, ${duration(at)}` : `${duration(at)}, ${duration(to - at)} back`;
    return html`<input type="range" min="0" max=${NOTCHES} step="1" aria-label="Moment shown" aria-valuetext=${spoken}
      ?disabled=${!kept} .value=${liveValue(String(position))}
      @input=${({ target }) => this.scrub(Number(target.value) / NOTCHES)}>`;
  }

  clock(live) {
    const { session } = this;
    const time = session?.viewTime ?? 0;
    const back = live ? 0 : Math.max(0, (session?.recording.to ?? 0) - time);
    const whole = session?.replayed ? `of ${clock(session.recording.to)}` : `${duration(back)} back`;
    const below = live ? `${duration(Math.floor(this.elapsed))} here` : whole;
    return html`<p class="clock"><span title="model time">${clock(time)}</span><small>${below}</small></p>`;
  }

  scrub(share) {
    const { from, to } = this.session.recording;
    if (share >= 1) this.session.goLive();
    else this.session.seek(from + share * (to - from));
  }

  toggle() {
    this.ask(this.session.pace.paused ? this.session.play() : this.session.pause());
  }

  stepBack() {
    const { session } = this;
    session.seekEvent(session.eventNumber - 1);
  }

  async stepForward() {
    const { session } = this;
    if (!session.live) {
      const next = session.eventNumber + 1;
      if (next > session.recording.count) session.goLive();
      else session.seekEvent(next);
      return;
    }
    if (!session.pace.paused) await this.ask(session.pause());
    await this.ask(session.step());
  }

  /** What goes wrong is told by the lab, beside the picture. */
  ask(promise) {
    return promise.catch((error) =>
      this.dispatchEvent(new CustomEvent('lab-error', { bubbles: true, detail: { message: error.message } })),
    );
  }
}
customElements.define('time-bar', TimeBar);
