/**
 * A recording out of a file, with the face of a LabSession: it plays, stands still and can be sought in; nothing in it
 * can be changed, for it has happened. Its clock runs here, in the page.
 */

import { settle } from '../tools/share.js';
import { RequestError } from './live.js';
import { curvesOf, recordingOf } from './replayed.js';
import { View } from './view.js';

const LONGEST_FRAME_MS = 250; // a page that was hidden does not catch up

/** Events: `change`, `notice` (detail.message); it is never `rebuilt`. */
export class ReplaySession extends EventTarget {
  /** For whoever has to tell it from a lab that runs. */
  replayed = true;
  /** @type {import('./link.js').Status} */
  status = 'open';
  error = null;
  live = false; // there is no newest moment that it could follow
  recordingNumber = 1;
  eventsPerSecond = 0;
  goals = [];
  theory = null;
  /** Sentences on what is peculiar about this recording. @type {string[]} */
  remarks;
  #recorded;
  #measured;
  #view;
  #time; // where it plays
  #params = null;
  #last = null; // ms of the frame before
  #isNew = true;
  #curves;

  /**
   * @param {import('../tools/jsonl-read.js').ReadRecording} recorded
   * @param {any} description  of its lab, from this server: the file's own is not trusted
   * @param {import('../labs/index.js').LabMore} lab
   */
  constructor(recorded, description, lab) {
    super();
    this.description = description;
    this.seed = recorded.seed;
    this.#recorded = recorded;
    const { params, notices } = settle(recorded.params, description);
    const defaults = Object.entries(description.params.properties).map(([name, { default: value }]) => [name, value]);
    this.startParams = { ...Object.fromEntries(defaults), ...params };
    this.#measured = lab.recorded.measured;
    this.recording = recordingOf(recorded, lab.rules);
    this.remarks = [...notices, ...this.recording.gaps().map(missing)];
    this.pace = { paused: false, hidden: false, slow: this.startParams.slow ?? 1, slipped: 0 };
    this.#curves = curvesOf(this.recording, lab);
    this.#view = new View(this.recording);
    this.#time = this.recording.from;
    this.#view.seek(this.#time);
  }

  async connect() {}

  close() {
    this.status = 'closed';
  }

  /** Model time shown. */
  get viewTime() {
    return this.#view.time;
  }

  /** Of the last event shown; see core/steps.js. */
  get eventNumber() {
    return this.#view.number;
  }

  /** The state shown: the same object until it changes; read only. */
  get state() {
    return this.#view.state;
  }

  /** The parameters at the moment shown: those of the start, and what the learner changed up to then. */
  get params() {
    const done = this.actionsTaken.filter(([t, what]) => what === 'set' && t <= this.viewTime);
    if (this.#params?.count !== done.length) {
      const changes = settle(Object.fromEntries(done.map(([, , name, value]) => [name, value])), this.description);
      this.#params = { count: done.length, values: { ...this.startParams, ...changes.params } };
    }
    return this.#params.values;
  }

  get actionsTaken() {
    return this.#recorded.actions;
  }

  /** What the state of model time `t` tells. @param {number} t */
  measuredAt(t) {
    return this.#measured(this.recording.at(t));
  }

  /** What the state alone tells; the rest was measured by a server that is not here. */
  get metrics() {
    const values = this.#measured(this.state);
    return { values, detail: null, history: (name) => (name in values ? this.#curves.curve(name, this.viewTime) : []) };
  }

  /**
   * Once per animation frame.
   * @param {number} nowMs
   * @returns {boolean} is there anything new to draw
   */
  tick(nowMs) {
    const passed = this.#last === null ? 0 : Math.min(Math.max(nowMs - this.#last, 0), LONGEST_FRAME_MS);
    this.#last = nowMs;
    const { paused, hidden, slow } = this.pace;
    if (!paused && !hidden && passed > 0) this.#goOn(passed / 1000 / slow);
    const isNew = this.#view.tick(nowMs, { running: false, slow }) || this.#isNew;
    this.#isNew = false;
    return isNew;
  }

  /** @param {number} t */
  seek(t) {
    this.#view.seek(t);
    this.#moved();
  }

  /** Shows the moment right after event `number`, and stays there. @param {number} number */
  seekEvent(number) {
    this.pace = { ...this.pace, paused: true };
    this.#view.seekEvent(number);
    this.#moved();
  }

  /** Shows the moment that `leader` says. @param {() => number} leader  model time */
  follow(leader) {
    this.#view.follow(leader);
    this.#setPace({ paused: true });
  }

  /** Its newest moment is its end. */
  goLive() {
    this.seek(this.recording.to);
  }

  async play() {
    if (this.#time >= this.recording.to) this.seek(this.recording.from);
    this.#setPace({ paused: false });
    return { ok: true };
  }

  async pause() {
    this.#setPace({ paused: true });
    return { ok: true };
  }

  /** To the next instant at which anything happens. */
  async step() {
    this.#setPace({ paused: true });
    this.seek(this.recording.eventsBetween(this.viewTime, Infinity)[0]?.t ?? this.recording.to);
    return { ok: true, t: this.viewTime };
  }

  /** @param {number} slow */
  async speed(slow) {
    if (!(slow > 0)) throw new RequestError({ code: 'out_of_range', message: 'slow must be more than 0' });
    this.#setPace({ slow });
    return { ok: true, slow };
  }

  async keyframe() {
    return { ok: true };
  }

  /** @param {boolean} on */
  setVisible(on) {
    if (this.pace.hidden === on) this.#setPace({ hidden: !on });
  }

  // What would change the past.

  set() {
    return refused();
  }

  act() {
    return refused();
  }

  preset() {
    return refused();
  }

  fork() {
    return refused();
  }

  watch() {
    return refused();
  }

  #goOn(seconds) {
    const { to } = this.recording;
    const before = this.#time;
    this.#time = Math.min(before + seconds, to);
    this.#view.follow(() => this.#time);
    for (const gap of this.recording.gaps()) if (gap.from >= before && gap.from < this.#time) this.#tell(missing(gap));
    if (this.#time >= to) this.#setPace({ paused: true });
  }

  #moved() {
    this.#time = this.#view.time;
    this.#announce();
  }

  #setPace(changes) {
    this.pace = { ...this.pace, ...changes };
    this.#announce();
  }

  #announce() {
    this.#isNew = true;
    this.dispatchEvent(new Event('change'));
  }

  #tell(message) {
    this.dispatchEvent(new CustomEvent('notice', { detail: { message } }));
  }
}

/** @param {import('./chunk.js').Gap} gap */
function missing({ from, to, dropped }) {
  const what = dropped === null ? 'events' : `${dropped} events`;
  return `The recording has a gap: ${what} between ${from.toFixed(2)} s and ${to.toFixed(2)} s are missing.`;
}

function refused() {
  const message = 'This is a recording: it can be played, but not changed. Go back to the live lab to change something.';
  return Promise.reject(new RequestError({ code: 'replay', message }));
}
