/**
 * `<ring-lab lab="connection-pool" params='{"threads": 8}' seed="7" controls="max_size" actions="leak" highlight="…"
 * panel="code">`
 *
 * One running lab as a figure. It opens when it is first seen, and stops its clock when nobody sees it.
 */

import { LitElement } from 'lit';
import { onFrame } from '../core/frame.js';
import { onMotionChange } from '../core/motion.js';
import { LabSession } from '../core/session.js';
import { figureOf } from './lab/figure.js';
import { properties } from './lab/properties.js';
import { Screen } from './lab/screen.js';
import { NoticeList } from './notices.js';
import { ensurePatterns } from './patterns.js';
import './lab-controls.js';
import './metric-strip.js';
import './pool-stage.js';
import './time-bar.js';

const SHARED = '#share='; // a link to somebody's run
const askedPanel = new URLSearchParams(location.search).get('panel') ?? '';

export class RingLab extends LitElement {
  static properties = properties;

  constructor() {
    super();
    this.lab = 'connection-pool';
    this.params = {};
    /** @type {number|undefined} */
    this.seed = undefined;
    /** What is on screen. @type {LabSession|null} */
    this.session = null;
    /** The page's own lab, while another session is shown in its place. @type {LabSession|null} */
    this.home = null;
    /** A fork of it, shown next to it. @type {LabSession|null} */
    this.rival = null;
    /** 'B' in the figure that shows the fork: it has no panels, and others tell it when it is seen. */
    this.corner = '';
    this.controls = [];
    this.actions = [];
    this.highlight = [];
    this.panel = askedPanel; // the one below that is open; '': none
    this.locked = false; // its controls cannot be used: a prediction comes first
    this.version = 0; // grows with every change the session tells of
    this.notices = new NoticeList(() => this.requestUpdate());
    this.screen = new Screen(this);
    this.seen = false;
    this.settling = 0; // presets on their way: what they restart is no news
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    ensurePatterns();
    this.watcher = new IntersectionObserver((entries) => this.look(entries[entries.length - 1].isIntersecting));
    if (!this.corner) this.watcher.observe(this);
    document.addEventListener('visibilitychange', this.onVisibility);
    addEventListener('hashchange', this.onHash);
    this.stopFrames = onFrame((now) => this.screen.frame(now));
    this.stopMotion = onMotionChange(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
    document.removeEventListener('visibilitychange', this.onVisibility);
    removeEventListener('hashchange', this.onHash);
    this.stopFrames();
    this.stopMotion();
    for (const session of [this.session, this.home, this.rival]) session?.close();
    this.session = this.home = this.rival = null;
  }

  willUpdate(changed) {
    if (changed.has('locked')) this.classList.toggle('locked', this.locked);
    if (!changed.has('session')) return;
    for (const [kind, listener] of Object.entries(this.listeners)) {
      changed.get('session')?.removeEventListener(kind, listener);
      this.session?.addEventListener(kind, listener);
    }
    this.screen.restart();
  }

  listeners = {
    change: () => {
      this.version += 1;
      this.tell();
    },
    rebuilt: () => this.onRebuilt(),
    notice: ({ detail }) => this.notices.add(detail.message),
  };

  onError = (event) => {
    event.stopPropagation();
    this.notices.add(event.detail.message);
  };

  onVisibility = () => this.look(this.seen);

  /** @param {boolean} seen  is any of it inside the window */
  look(seen) {
    this.seen = seen;
    const visible = seen && !document.hidden;
    if (visible && !this.session) this.open();
    this.session?.setVisible(visible);
    this.part('lab-compare')?.look?.(seen);
  }

  open() {
    if (!this.corner && location.hash.startsWith(SHARED)) {
      this.opening ??= this.openShared();
      return;
    }
    this.session = new LabSession({ lab: this.lab, params: this.params, seed: this.seed ?? null });
    this.again();
    this.connecting.catch(() => {}).finally(() => this.fetchRest());
  }

  /** The address names a run of somebody's: that one. */
  async openShared() {
    const { openShared } = await import('../tools/shared.js');
    const { session, params, notices } = await openShared(this.lab, location.hash);
    if (!this.isConnected) return void session.close();
    Object.assign(this, { session, params });
    this.connecting = Promise.resolve();
    for (const notice of notices) this.notices.add(notice);
    this.look(this.seen);
    this.fetchRest();
  }

  onHash = () => {
    if (!this.corner && location.hash.startsWith(SHARED)) location.reload();
  };

  again() {
    this.connecting = this.session.connect();
    this.connecting.catch(() => {}); // the session's status says it
  }

  /** What the first picture does not need. */
  async fetchRest() {
    const rest = [import('./time/time-steps.js'), ...(this.corner ? [] : [import('./lab-panels.js')])];
    await Promise.allSettled(rest);
    this.screen.stale = true; // they have not been told yet what there is to see
  }

  /** An element of this figure, not of one inside it. @param {string} selector @returns {any} */
  part(selector) {
    const inside = this.querySelector('ring-lab');
    return [...this.querySelectorAll(selector)].find((it) => !inside?.contains(it)) ?? null;
  }

  /**
   * Shows another session, such as a recording that is replayed, in place of the page's own lab, which is kept with
   * its clock stopped; null: that lab again. Whatever is left behind otherwise is closed.
   * @param {LabSession|null} session
   */
  show(session) {
    const next = session ?? this.home;
    if (next === this.session || (!session && !this.home && !this.session)) return;
    this.compare(null);
    const own = this.home ?? this.session;
    if (this.session === own) this.session?.setVisible(false);
    else this.session?.close();
    this.home = next === own ? null : own;
    this.session = next;
    this.notices.clear();
    this.look(this.seen);
  }

  /** Shows `rival` next to the lab; null: closes it. @param {LabSession|null} rival */
  compare(rival) {
    this.rival?.close();
    this.rival = rival;
  }

  /** Another lab goes on from model time `t`, next to this one. Rejects as the server does. @param {number} t */
  async fork(t) {
    const { session } = this;
    const [rival] = await Promise.all([session.fork(t), import('./compare/lab-compare.js')]);
    if (session === this.session) this.compare(rival);
    else rival.close();
  }

  /**
   * Sets the whole lab at once, as a round of a lesson does; before it has opened, it opens like that.
   * @param {{params?: object, controls?: string[], actions?: string[], highlight?: string[], seed?: number,
   *   panel?: string}} setting
   */
  async preset({ params = {}, controls = [], actions = [], highlight = [], seed, panel }) {
    if (this.home) this.show(null);
    this.compare(null);
    Object.assign(this, { params, controls, actions, highlight });
    if (seed !== undefined) this.seed = seed;
    if (panel !== undefined) this.panel = panel;
    if (!this.session) return;
    if (['closed', 'failed'].includes(this.session.status)) {
      this.session.params = params; // what it opens with
      this.again();
      return;
    }
    this.settling += 1;
    try {
      await this.connecting;
      const { session } = this;
      const begun = new Promise((done) => session.addEventListener('rebuilt', done, { once: true }));
      await session.preset(params, seed);
      await Promise.race([begun, new Promise((done) => setTimeout(done, 1000))]); // the first keyframe follows the answer
      this.notices.clear();
    } finally {
      this.settling -= 1;
    }
  }

  onRebuilt() {
    this.version += 1;
    this.screen.restart();
    if (this.settling === 0) this.notices.add('The run was restarted: its clock began again at 0.');
    this.tell();
  }

  render() {
    return figureOf(this);
  }

  tell() {
    const { session } = this;
    const detail = {
      status: session.replayed ? 'replay' : session.status,
      paused: session.pace.paused,
      live: session.live,
      eventsPerSecond: session.eventsPerSecond,
    };
    this.dispatchEvent(new CustomEvent('lab-change', { bubbles: true, detail }));
  }
}
customElements.define('ring-lab', RingLab);
