/**
 * What a lab did in the last minutes, kept so that the state at any moment can be had again, exactly.
 *
 * It is a list of chunks, each a keyframe and the events after it; the last one grows. The newest state is kept
 * up to date on the side, so that looking at the present costs nothing. Recording is never thinned out: only
 * drawing may skip. Two clocks run here: events are stamped in model time `t`, and how long they are kept is
 * counted in real milliseconds (`realMs`, the page's clock).
 */

import { binsOf } from './bins.js';
import { Chunk } from './chunk.js';
import { decoder } from './decode.js';
import { Sequence } from './sequence.js';
import { lastNumber, stateAfter } from './steps.js';
import { alike, clone, picture, VIEW_MEMORY } from './state.js';

/** Silence longer than this is a pause or a lost connection, and does not use up what is kept. */
const LONGEST_SILENCE_MS = 1000;
/** So many events end a chunk however fast they came: it bounds the cost of a seek. */
const EVENTS_PER_CHUNK = 2000;

/**
 * @typedef {{seq: number, from: number, to: number, events: any[][], dropped: number}} Frame
 * @typedef {{seq: number, t: number, state: any, recording?: number}} Keyframe
 */

export class Recording {
  /** Which recording of the lab this is: a rebuild starts the next. @type {number|null} */
  number = null;
  /** Grows whenever `latest` changes. */
  version = 0;
  /** realMs at which `to` was learnt. */
  heardAt = -Infinity;
  #sequence;
  #decode;
  /** @type {Chunk[]} */
  #chunks;
  #newest; // the living state: every event is applied to it, so it is never handed out
  #newestPicture = null;
  #to;
  #recordedMs = 0; // real time recorded so far, without the silences
  #lastRealMs = -Infinity;
  #rules;
  #limits;

  /**
   * @param {object} options
   * @param {(state: any, event: any) => void} options.apply  changes the state it is given
   * @param {() => any} options.initial
   * @param {import('./decode.js').Schema} [options.schema]
   * @param {number} [options.keepSeconds]  real
   * @param {number} [options.keyframeEvery]  real seconds
   * @param {number} [options.keepEvents]  the most events kept, however fast they come: it bounds the memory
   * @param {(state: any) => number} [options.waiting]
   * @param {(event: any) => string|null} [options.mark]
   */
  constructor({
    apply, initial, schema = {}, keepSeconds = 300, keyframeEvery = 5, keepEvents = 500_000,
    waiting = (state) => state.waiters?.length ?? 0, mark = () => null,
  }) {
    this.#rules = { apply, initial, waiting, mark };
    this.#limits = { keepMs: keepSeconds * 1000, chunkMs: keyframeEvery * 1000, keepEvents };
    this.restart(schema);
  }

  /**
   * Forgets everything, for another lab.
   * @param {import('./decode.js').Schema} schema
   */
  restart(schema) {
    this.number = null;
    this.version += 1;
    this.#sequence = new Sequence();
    this.#decode = decoder(schema);
    this.#chunks = [];
    this.#newest = this.#rules.initial();
    this.#to = 0;
  }

  /**
   * @param {Frame} frame
   * @param {number} realMs
   * @returns {'applied'|'dropped'|'gap'} dropped: the server lost events, and sends a keyframe by itself;
   *   gap: something is missing, and a keyframe must be asked for
   */
  frame(frame, realMs) {
    this.#listen(realMs);
    const outcome = this.#sequence.hear(frame);
    // Without the events before them, these would turn the state into one that never was.
    if (outcome !== 'follows') return outcome;
    if (this.#chunks.length === 0) return 'gap';
    if (this.#recordedMs - this.#chunks.at(-1).recordedAt >= this.#limits.chunkMs) this.#startChunk();
    for (const row of frame.events) this.#record(this.#decode(row));
    if (frame.events.length > 0) this.version += 1;
    this.#learnt(Math.max(this.#to, frame.to), realMs);
    this.#forget();
    return 'applied';
  }

  /**
   * @param {Keyframe} keyframe
   * @param {number} realMs
   * @returns {'started'|'cut'|'same'|'stale'} started: a new recording; cut: something is missing before it;
   *   same: it says what we knew; stale: it is older than what we know
   */
  keyframe(keyframe, realMs) {
    this.#listen(realMs);
    const { state, t, seq, recording = this.number } = keyframe;
    const { hole, seq: heard } = this.#sequence;
    const isNew = this.#chunks.length === 0 || recording !== this.number;
    const isMissing = hole !== null || seq > heard;
    if (!isNew && seq < heard) return 'stale';
    if (!isNew && !isMissing && alike(state, this.#newest)) return 'same';

    if (isNew) {
      this.number = recording;
      this.#chunks = [];
      this.#goOnFrom(state, t, null);
    } else {
      // Even with every frame heard we may be wrong; the server is not. What the view remembers is then kept.
      const memory = isMissing ? {} : { [VIEW_MEMORY]: this.#newest[VIEW_MEMORY] };
      const gap = { from: this.#to, to: Math.max(this.#to, t), dropped: hole?.dropped ?? null };
      this.#goOnFrom({ ...state, ...memory }, gap.to, gap);
    }
    this.#sequence.goOnFrom(seq);
    this.#learnt(this.#chunks.at(-1).from, realMs);
    return isNew ? 'started' : 'cut';
  }

  /** Sequence number of the last frame heard, for `resume`. */
  get seq() {
    return this.#sequence.seq;
  }

  /** The newest state. The same object until something happens, then another; read only. */
  get latest() {
    if (this.#newestPicture?.version !== this.version) {
      this.#newestPicture = { version: this.version, state: picture(this.#newest) };
    }
    return this.#newestPicture.state;
  }

  /** Model time of the oldest moment kept. */
  get from() {
    return this.#chunks[0]?.from ?? this.#to;
  }

  /** Model time up to which everything is known. */
  get to() {
    return this.#to;
  }

  /**
   * The state at model time `t`, after all events of that very instant. Before the oldest moment kept: that moment.
   * @param {number} t
   */
  at(t) {
    const chunk = this.#chunks.findLast((candidate) => candidate.from <= t) ?? this.#chunks[0];
    const isNewest = chunk === this.#chunks.at(-1) && t >= this.#newest.t;
    if (!chunk || isNewest) return picture(this.#newest);
    return chunk.replay(Math.max(t, chunk.from), this.#rules.apply);
  }

  /** How many events there have been since it began, as numbered in steps.js. */
  get count() {
    return lastNumber(this.#chunks);
  }

  /** The state right after event `number`, other events of its instant left out. @param {number} number */
  after(number) {
    return stateAfter(this.#chunks, number, this.#rules.apply);
  }

  /**
   * @param {number} n
   * @returns {{count: number, waiting: number}[]} n equal slices of what is kept; see bins.js
   */
  bins(n) {
    return binsOf(this.#chunks, this.from, this.#to, n);
  }

  /** @returns {import('./chunk.js').Mark[]} moments worth pointing at */
  marks() {
    return this.#chunks.flatMap((chunk) => chunk.marks);
  }

  /** What it consists of, oldest first, for those who write it down; read only. @returns {readonly Chunk[]} */
  get chunks() {
    return this.#chunks;
  }

  /** @returns {import('./chunk.js').Gap[]} stretches of model time of which events are missing */
  gaps() {
    return this.#chunks.slice(1).flatMap((chunk) => chunk.gap ?? []);
  }

  /**
   * Events with t0 < t <= t1, so that asking for one stretch after another gives each event once.
   * @param {number} t0
   * @param {number} t1
   * @returns {import('./decode.js').LabEvent[]}
   */
  eventsBetween(t0, t1) {
    return this.#chunks.flatMap((chunk) => chunk.between(t0, t1));
  }

  #listen(realMs) {
    const silence = Math.max(realMs - this.#lastRealMs, 0);
    this.#recordedMs += Math.min(silence, LONGEST_SILENCE_MS);
    this.#lastRealMs = realMs;
  }

  #learnt(to, realMs) {
    this.#to = to;
    this.heardAt = realMs;
  }

  #record(event) {
    if (this.#chunks.at(-1).events.length >= EVENTS_PER_CHUNK) this.#startChunk();
    this.#rules.apply(this.#newest, event);
    this.#chunks.at(-1).add(event, this.#rules.waiting(this.#newest), this.#rules.mark(event));
  }

  #goOnFrom(state, t, gap) {
    this.#newest = { ...this.#rules.initial(), t, ...clone(state) };
    this.version += 1;
    this.#startChunk(t, gap);
  }

  #startChunk(from = this.#newest.t, gap = null) {
    const waiting = this.#rules.waiting(this.#newest);
    const first = this.count + 1;
    this.#chunks.push(new Chunk(this.#newest, { first, from, recordedAt: this.#recordedMs, gap, waiting }));
  }

  /** Drops the oldest chunks: a chunk is too old when even the one after it began too long ago. */
  #forget() {
    const { keepMs, keepEvents } = this.#limits;
    const chunks = this.#chunks;
    let events = chunks.reduce((sum, chunk) => sum + chunk.events.length, 0);
    while (chunks.length > 1 && (chunks[1].recordedAt < this.#recordedMs - keepMs || events > keepEvents)) {
      events -= chunks.shift().events.length;
    }
  }
}
