/**
 * `<ring-lab lab="connection-pool" params='{"threads": 8}' seed="7" controls="max_size" actions="leak" highlight="…">`
 *
 * One running lab as a figure. It opens when it is first seen, and stops its clock when nobody sees it.
 */

import { LitElement, html, nothing } from 'lit';
import { onFrame } from '../core/frame.js';
import { LabSession } from '../core/session.js';
import { duration } from '../lib/format.js';
import { NoticeList } from './notices.js';
import { ensurePatterns } from './patterns.js';
import { badge } from './pool/legend.js';
import { sentence } from './pool/sentence.js';
import { trouble } from './trouble.js';
import './lab-controls.js';
import './metric-strip.js';
import './pool-stage.js';
import './time-bar.js';

const SAY_EVERY = 1000; // ms
const MEASURE_EVERY = 250; // ms
const REDRAW_EVERY = 50; // ms
const words = { converter: (text) => text?.split(/[\s,]+/).filter(Boolean) ?? [] };

export class RingLab extends LitElement {
  static properties = {
    lab: {},
    params: { type: Object },
    seed: { type: Number },
    session: { attribute: false },
    controls: words,
    actions: words,
    highlight: words,
    version: { state: true },
  };

  constructor() {
    super();
    this.lab = 'connection-pool';
    this.params = {};
    /** @type {number|undefined} */
    this.seed = undefined;
    /** @type {LabSession|null} */
    this.session = null;
    this.controls = [];
    this.actions = [];
    this.highlight = [];
    this.version = 0; // grows with every change the session tells of
    this.notices = new NoticeList(() => this.requestUpdate());
    this.seen = false;
    this.settling = 0; // presets on their way: what they restart is no news
    this.said = this.measured = this.drawn = this.last = -Infinity; // ms of the frames in which these were last done
    this.measuredLive = false; // was that while the view was live
    this.stale = true; // something has changed since the picture was drawn
    this.elapsed = 0; // real seconds the lab's clock has been running for this page
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    ensurePatterns();
    this.watcher = new IntersectionObserver((entries) => this.look(entries[entries.length - 1].isIntersecting));
    this.watcher.observe(this);
    document.addEventListener('visibilitychange', this.onVisibility);
    this.stopFrames = onFrame((now) => this.frame(now));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.stopFrames();
    this.session?.close();
    this.session = null;
  }

  willUpdate(changed) {
    if (!changed.has('session')) return;
    for (const [kind, listener] of Object.entries(this.listeners)) {
      changed.get('session')?.removeEventListener(kind, listener);
      this.session?.addEventListener(kind, listener);
    }
  }

  listeners = {
    change: () => {
      this.version += 1;
      this.tell();
    },
    rebuilt: () => this.onRebuilt(),
    notice: ({ detail }) => this.notices.add(detail.message),
  };

  onVisibility = () => this.look(this.seen);

  /** @param {boolean} seen  is any of it inside the window */
  look(seen) {
    this.seen = seen;
    const visible = seen && !document.hidden;
    if (visible && !this.session) this.open();
    this.session?.setVisible(visible);
  }

  open() {
    this.session = new LabSession({ lab: this.lab, params: this.params, seed: this.seed ?? null });
    this.again();
  }

  again() {
    this.connecting = this.session.connect();
    this.connecting.catch(() => {}); // the session's status says it
  }

  /**
   * Sets the whole lab at once, as a round of a lesson does; before it has opened, it opens like that.
   * @param {{params?: object, controls?: string[], actions?: string[], highlight?: string[], seed?: number}} setting
   */
  async preset({ params = {}, controls = [], actions = [], highlight = [], seed }) {
    Object.assign(this, { params, controls, actions, highlight });
    if (seed !== undefined) this.seed = seed;
    if (!this.session) return;
    if (['closed', 'failed'].includes(this.session.status)) {
      this.session.params = params; // what it opens with
      this.again();
      return;
    }
    this.settling += 1;
    try {
      await this.connecting;
      await this.session.preset(params, seed);
      this.notices.clear();
    } finally {
      this.settling -= 1;
    }
  }

  onRebuilt() {
    this.elapsed = 0;
    this.version += 1;
    this.querySelector('pool-stage')?.forget();
    if (this.settling === 0) this.notices.add('The run was restarted: its clock began again at 0.');
    this.tell();
  }

  render() {
    const { session } = this;
    const description = session?.description;
    const past = Boolean(session && !session.live);
    const usual = this.params.slow ?? description?.params.properties.slow?.default ?? 1;
    return html`<div class="lab" @lab-error=${({ detail }) => this.notices.add(detail.message)}>
      <section class="stage ${past ? 'past' : ''}" aria-label=${description?.title ?? 'Lab'}>
        <figure class="scene">
          <pool-stage></pool-stage>
          ${trouble(session, () => this.again())}
          <figcaption class="foot">
            ${description ? badge(session.params, session.seed, session.pace) : nothing}<p class="ago"></p>
          </figcaption>
          <p class="vh" role="status"></p>
        </figure>
        <lab-controls .session=${session} .version=${this.version} .main=${this.controls} .actions=${this.actions}
          .lit=${this.highlight}></lab-controls>
        <time-bar .session=${session} .version=${this.version} .usual=${usual}></time-bar>
      </section>
      <metric-strip .list=${description?.metrics ?? []}></metric-strip>
      ${this.notices.render()}
    </div>`;
  }

  /** @param {number} now  ms */
  frame(now) {
    const { session } = this;
    const stage = this.querySelector('pool-stage');
    if (!session || !this.seen || !stage) return;
    const running = session.status === 'open' && !session.pace.paused && !session.pace.hidden;
    if (running) this.elapsed += Math.min(1, Math.max(0, (now - this.last) / 1000)) || 0;
    this.last = now;
    const dirty = session.tick(now);
    if (now - this.said >= SAY_EVERY) this.say(now);
    this.stale ||= dirty || stage.moving;
    if (!this.stale || !session.description) return;

    const { state, viewTime: time, live, pace, params, recording } = session;
    // While nothing happens only ages and clocks go on, and nobody reads those sixty times a second.
    const calm = live && state === stage.view?.state && state.pool.pooling && !stage.moving;
    if (calm && now - this.drawn < REDRAW_EVERY) return;
    this.drawn = now;
    this.stale = false;
    stage.view = { state, time, slow: pace.slow, live, running, params, recording, now };
    Object.assign(this.querySelector('time-bar'), { now, elapsed: this.elapsed });
    const back = duration(Math.max(0, recording.to - time));
    this.querySelector('.ago').textContent = live ? '' : `in the past: ${back} back`;
    // Not too often, but always where the view has jumped: a paused lab draws no second picture.
    if (!live || !this.measuredLive || now - this.measured >= MEASURE_EVERY) {
      Object.assign(this, { measured: now, measuredLive: live });
      this.querySelector('metric-strip').metrics = session.metrics;
    }
  }

  /** Once a second at most: the sentence for those who listen, and the figure for the page's header. */
  say(now) {
    this.said = now;
    this.tell();
    const { session } = this;
    const place = this.querySelector('.scene > [role=status].vh');
    if (session.status !== 'open' || !session.description) return;
    const back = session.live ? 0 : Math.max(0, session.recording.to - session.viewTime);
    const text = sentence(session.state, session.viewTime, { back });
    if (place.textContent !== text) place.textContent = text;
  }

  tell() {
    const { session } = this;
    const detail = {
      status: session.status,
      paused: session.pace.paused,
      live: session.live,
      eventsPerSecond: session.eventsPerSecond,
    };
    this.dispatchEvent(new CustomEvent('lab-change', { bubbles: true, detail }));
  }
}
customElements.define('ring-lab', RingLab);
