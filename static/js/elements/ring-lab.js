/**
 * `<ring-lab lab="connection-pool" params='{"threads": 8}' seed="7" controls="max_size" actions="leak" highlight="…"
 * panel="code">`
 *
 * One running lab as a figure. It opens when it is first seen, and stops its clock when nobody sees it.
 */

import { LitElement } from 'lit';
import { onFrame } from '../core/frame.js';
import { onMotionChange } from '../core/motion.js';
import { figureOf } from './lab/figure.js';
import { become, loadModule, namesRun, openLab } from './lab/opening.js';
import { properties } from './lab/properties.js';
import { Screen } from './lab/screen.js';
import { NoticeList } from './notices.js';
import { ensurePatterns } from './patterns.js';
import './lab-controls.js';
import './metric-strip.js';
import './time-bar.js';

/** @typedef {import('../core/session.js').LabSession} LabSession */

const askedPanel = new URLSearchParams(location.search).get('panel') ?? '';

export class RingLab extends LitElement {
  static properties = properties;

  constructor() {
    super();
    this.lab = 'connection-pool';
    /** What shows that lab, once it is loaded. @type {import('../labs/index.js').LabModule|null} */
    this.module = null;
    /** The element that draws it. @type {any} */
    this.stage = null;
    this.broken = ''; // why that could not be loaded
    this.params = {};
    /** @type {number|undefined} */
    this.seed = undefined;
    /** What is on screen. @type {LabSession|null} */
    this.session = null;
    /** The page's own lab, while another session is shown in its place. @type {LabSession|null} */
    this.home = null;
    /** A fork of it, shown next to it. @type {LabSession|null} */
    this.rival = null;
    /** An experiment that was here before this lab, with its results. @type {LabSession|null} */
    this.aside = null;
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
    if (!this.module) this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
    document.removeEventListener('visibilitychange', this.onVisibility);
    removeEventListener('hashchange', this.onHash);
    this.stopFrames();
    this.stopMotion();
    for (const session of [this.session, this.home, this.rival, this.aside]) session?.close();
    this.session = this.home = this.rival = this.aside = null;
  }

  willUpdate(changed) {
    if (changed.has('locked')) {
      this.classList.toggle('locked', this.locked);
      this.screen.stale = true; // what can be asked for in the picture is another matter now
    }
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

  /** Fetches what shows the lab. On its own pages it is on its way already. */
  load() {
    this.broken = '';
    this.loading = loadModule(this);
    this.loading.catch((error) => (this.broken = error.message));
  }

  open() {
    if (this.opening) return;
    const opening = openLab(this).finally(() => {
      if (this.opening === opening) this.opening = null;
    });
    this.opening = opening;
  }

  onHash = () => {
    if (namesRun(this)) location.reload();
  };

  again() {
    if (!this.session) {
      this.load();
      return this.look(this.seen);
    }
    this.connecting = this.session.connect();
    this.connecting.catch(() => {}); // the session's status says it
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
   * @param {{lab?: string, params?: object, controls?: string[], actions?: string[], highlight?: string[],
   *   seed?: number, panel?: string}} setting
   */
  async preset({ lab = this.lab, params = {}, controls = [], actions = [], highlight = [], seed, panel }) {
    if (lab !== this.lab) become(this, lab);
    if (this.home) this.show(null);
    this.compare(null);
    Object.assign(this, { params, controls, actions, highlight });
    if (seed !== undefined) this.seed = seed;
    if (panel !== undefined) this.panel = panel;
    if (!this.session) return this.look(this.seen);
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
    // Of an experiment it is the recording that begins anew, as was asked for.
    const asked = this.settling > 0 || this.session.description?.experiment;
    if (!asked) this.notices.add('The run was restarted: its clock began again at 0.');
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
