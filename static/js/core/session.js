/**
 * One lab as a page sees it: any moment of what it did, and everything the learner can do to it.
 *
 * The work is done elsewhere: the tie to the server (link.js), writing down what it says (scribe.js, recording.js),
 * the moment on screen (shown.js, view.js), the rules of the lab (reduce/). Nothing here draws: a page calls `tick`
 * once per animation frame.
 */

import { NO_RULES } from '../labs/index.js';
import { Goals } from './goals.js';
import { LabLink } from './link.js';
import { pageConnection } from './live.js';
import { Scribe } from './scribe.js';
import { Shown } from './shown.js';

/**
 * Events: `change` (status, params, description, pace or live changed), `rebuilt` (the lab began anew),
 * `notice` (detail.message: something the learner should know, such as dropped events), `goal` (one has moved).
 */
export class LabSession extends Shown {
  /** Is it a recording that is played, and no lab; see replay-session.js. */
  replayed = false;
  /** What the lab is and can be told; as in `GET /api/labs/<slug>`. @type {any} */
  description = null;
  /** Which run of the lab this is: a rebuild starts the next. @type {number|null} */
  recordingNumber = null;
  /** How the run of an experiment stands, as last told. @type {any} */
  progress = null;
  /** The lab's clock. @type {import('./scribe.js').Pace} */
  pace = { paused: false, hidden: false, slow: 1, slipped: 0 };
  #scribe;
  #link;
  #fork;
  #goals = new Goals();
  #visible = true;
  #isNew = true; // is there anything to draw beyond what the view knows of

  /**
   * @param {object} options
   * @param {string} options.lab  slug
   * @param {import('../labs/index.js').Rules} [options.rules]  what its events mean
   * @param {Record<string, any>} [options.params]  those that differ from the defaults
   * @param {number|null} [options.seed]
   * @param {import('./live.js').LiveConnection} [options.connection]
   * @param {() => number} [options.now]  the clock of animation frames, in ms
   * @param {import('./taken.js').Action[]} [options.actions]  to be lived through again, at their model times
   * @param {number} [options.t]  model time at which it then waits
   * @param {{id: string, t: number}} [options.origin]  the lab it is a fork of, and from when on
   */
  constructor(options) {
    const { lab, rules = NO_RULES, params = {}, seed = null, actions, t, origin } = options;
    const { connection = pageConnection(), now = () => performance.now() } = options;
    const scribe = new Scribe(rules, now, {
      askForKeyframe: () => this.keyframe(),
      begun: () => this.#begun(),
      paced: (pace) => this.#setPace(pace),
      notice: (text) => this.#notice(text),
    });
    super(scribe);
    this.#scribe = scribe;
    this.addEventListener('change', () => (this.#isNew = true));
    const past = actions ? { actions, t } : {};
    if (actions) this.pace.paused = true; // it waits at `t`
    const same = { lab, rules, connection, now };
    this.#fork = (from) => new LabSession({ ...same, params: this.params, seed: this.seed, origin: from });
    /** @type {Record<string, any>} */
    this.params = params;
    this.seed = seed;
    this.#link = new LabLink(connection, {
      wish: () => ({ lab, params: this.params, seed: this.seed ?? undefined, ...(this.recordingNumber ? {} : past) }),
      origin,
      seq: () => this.recording.seq,
      opened: (answer, afresh) => this.#opened(answer, afresh),
      resumed: (answer) => this.#resumed(answer),
      message: (kind, message) => this.#heard(kind, message),
      statusChanged: () => this.announce(),
    });
  }

  /** Opens the lab; also after it closed or failed. Rejects with a RequestError. */
  connect() {
    return this.#link.connect();
  }

  /** Ends the lab for good. */
  close() {
    this.#link.close();
  }

  /** @returns {import('./link.js').Status} */
  get status() {
    return this.#link.status;
  }

  /** Why the lab is lost, closed or failed. */
  get error() {
    return this.#link.error;
  }

  /** The goals set, and how far they have come. */
  get goals() {
    return this.#goals.list;
  }

  /**
   * Once per animation frame: lets the clock on screen go on.
   * @param {number} nowMs
   * @returns {boolean} is there anything new to draw
   */
  tick(nowMs) {
    const { paused, hidden, slow } = this.pace;
    const moved = this.advance(nowMs, { running: this.status === 'open' && !paused && !hidden, slow });
    const isNew = moved || this.#isNew;
    this.#isNew = false;
    return isNew;
  }

  // What the learner does. Each gives the server's answer, or rejects with a RequestError and changes nothing.

  /** @param {string} name @param {any} value */
  async set(name, value) {
    const answer = await this.#link.request('set', { name, value });
    this.params = { ...this.params, [name]: answer.value };
    if (name === 'seed') this.seed = answer.value;
    if (name === 'slow') this.#setPace({ slow: answer.value });
    this.announce();
    return answer;
  }

  /** @param {string} action @param {object} [args] */
  act(action, args = {}) {
    return this.#link.request('act', { action, args });
  }

  /** All parameters at once: those not named take their defaults. @param {object} params @param {number} [seed] */
  async preset(params, seed) {
    const answer = await this.#link.request('preset', { params, seed });
    this.#adopt(answer);
    return answer;
  }

  /** Sets goals for the lab, in place of those there were; the server checks them. @param {(string|object)[]} names */
  async watch(names) {
    const answer = await this.#link.request('goals', { names });
    this.#goals.set(names, answer.goals);
    this.dispatchEvent(new Event('goal'));
    return answer;
  }

  async play() {
    const answer = await this.#link.request('play');
    this.#setPace({ paused: false });
    return answer;
  }

  async pause() {
    const answer = await this.#link.request('pause');
    this.#setPace({ paused: true });
    return answer;
  }

  /** To the next instant at which anything happens. */
  step() {
    return this.#link.request('step');
  }

  /** @param {number} slow */
  async speed(slow) {
    const answer = await this.#link.request('speed', { slow });
    if ('slow' in this.params) this.params = { ...this.params, slow: answer.slow };
    this.#setPace({ slow: answer.slow });
    return answer;
  }

  /**
   * Another lab that goes on from model time `t` of this one, with the same past.
   * @param {number} [t]  default: the moment shown
   * @returns {Promise<LabSession>} open; rejects as the server does, with code `not_repeatable` in system order
   */
  async fork(t = Math.min(this.viewTime, this.recording.to)) {
    const fork = this.#fork({ id: this.#link.id, t });
    fork.pace = { ...this.pace, hidden: false, slipped: 0 }; // it stands still if this one does
    await fork.connect();
    return fork;
  }

  keyframe() {
    return this.#link.request('keyframe');
  }

  /** A lab that nobody sees stops its clock. @param {boolean} on */
  setVisible(on) {
    if (on === this.#visible) return;
    this.#visible = on;
    if (this.status === 'open') this.#tellVisible();
  }

  // What the server says.

  #opened(answer, afresh) {
    this.#scribe.restart(answer.schema);
    this.#scribe.taken.told(answer);
    this.goLive();
    this.#resumed(answer);
    if (this.#goals.wanted.length > 0) this.watch(this.#goals.wanted).catch(() => {}); // a lab that has none of them
    if (afresh) this.#notice('The lab had been closed, started afresh.');
  }

  #resumed(answer) {
    this.description = answer.lab;
    this.#adopt(answer);
    this.#scribe.resumed();
    if (!this.#visible) this.#tellVisible();
  }

  #heard(kind, message) {
    if (kind === 'progress') Object.assign(this, { progress: message }).announce();
    else if (kind !== 'goal') this.#scribe.hear(kind, message);
    else if (this.#goals.hear(message)) this.dispatchEvent(new Event('goal'));
  }

  #begun() {
    this.progress = null;
    const isFirst = this.recordingNumber === null;
    this.recordingNumber = this.recording.number;
    this.goLive();
    if (!isFirst) this.dispatchEvent(new Event('rebuilt'));
  }

  #tellVisible() {
    this.#link.request('visible', { on: this.#visible }).catch(() => {}); // told again after a reconnect
  }

  /** How the lab is set, in the server's words. */
  #adopt({ params, seed, slow }) {
    this.params = params;
    this.seed = seed;
    this.#setPace({ slow });
    this.announce();
  }

  #setPace(changes) {
    const before = this.pace;
    this.pace = { ...before, ...changes };
    this.#isNew = true;
    if (['paused', 'hidden', 'slow'].some((name) => before[name] !== this.pace[name])) this.announce();
  }

  #notice(message) {
    this.dispatchEvent(new CustomEvent('notice', { detail: { message } }));
  }
}
