/** Reads a recording that was written as JSON Lines, line by line, and refuses what is not one, with the reason. */

import { decoder } from '../core/decode.js';
import { labMore } from '../labs/index.js';
import { entries, fields, inWords, list, name, orNull, scalar, text, time, whole } from './shape.js';

/** What the header's `ringside` says. Another number is another format. */
export const VERSION = 1;
/** Bytes. What is larger is not read, so it is not written either. */
export const LARGEST = 20_000_000;

const LOOK_EVERY = 500; // events after which the state's size is looked at
const GAP = fields({ from: time, to: time, dropped: orNull(whole(0, Number.MAX_SAFE_INTEGER)) });
const SCHEMA = entries(list(name, 50), 1000);
const PARAMS = entries(scalar, 500);

/** Why a file is no recording that can be shown; the message says it in words. */
export class RecordingError extends Error {
  /** @param {string} message @param {number|null} [line]  from 1 */
  constructor(message, line = null) {
    super(line === null ? message : `Line ${line}: ${message}`);
    this.name = 'RecordingError';
    this.line = line;
  }
}

/**
 * @typedef {object} Stretch
 * @property {any} start  the state it begins with
 * @property {import('../core/chunk.js').Gap|null} gap  what is missing before it
 * @property {any[][]} rows
 *
 * @typedef {object} ReadRecording
 * @property {string} lab
 * @property {Record<string, any>} params
 * @property {number|null} seed
 * @property {import('./jsonl.js').Action[]} actions
 * @property {import('../core/decode.js').Schema} schema
 * @property {number} from
 * @property {number} to
 * @property {Stretch[]} stretches
 * @property {number} events
 */

/**
 * @param {AsyncIterable<string>|Iterable<string>} pieces  of the text, cut anywhere
 * @param {{schemaOf?: (lab: string) => Promise<import('../core/decode.js').Schema|null>, size?: number|null}} [options]
 *   schemaOf: the events that this Ringside knows, to compare the file's with; size: bytes, if known beforehand
 * @returns {Promise<ReadRecording>} rejects with a RecordingError
 */
export async function readRecording(pieces, { schemaOf = async () => null, size = null } = {}) {
  if (size !== null && size > LARGEST) throw tooLarge(size);
  const reader = new Reader();
  let rest = '';
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > LARGEST) throw tooLarge(null);
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      reader.line(line);
      if (reader.justBegun) await reader.begin(schemaOf);
    }
  }
  if (rest !== '') {
    reader.line(rest, true);
    if (reader.justBegun) await reader.begin(schemaOf);
  }
  return reader.finish();
}

function tooLarge(size) {
  const has = size === null ? '' : ` It has ${Math.ceil(size / 1e5) / 10} MB.`;
  return new RecordingError(`The file is larger than ${LARGEST / 1e6} MB, the most that is read.${has}`);
}

class Reader {
  /** @type {any} */
  header = null;
  justBegun = false; // was the line just read the header
  #number = 0;
  #rules = null;
  #reducer = null;
  #decode = null;
  #state = null;
  #checks = new Map(); // kind -> a check for each field
  /** @type {Stretch[]} */
  #stretches = [];
  #events = 0;
  #t = 0;
  #ended = false;

  /** @param {string} line @param {boolean} [isLast]  nothing follows it, not even a line feed */
  line(line, isLast = false) {
    this.#number += 1;
    this.justBegun = false;
    if (line.trim() === '') {
      if (this.header && !this.#ended) this.#refuse('it is empty.');
      return;
    }
    if (this.#ended) this.#refuse('the recording has ended before; nothing may follow its end line.');
    const value = this.#parse(line, isLast);
    if (this.header === null) this.#head(value);
    else if (Array.isArray(value)) this.#event(value);
    else if (value?.end === true) this.#end(value);
    else if (value?.gap) this.#gap(value);
    else this.#refuse('it is neither an event nor a gap nor the end.');
  }

  /**
   * After the header: what it says is looked at, with the help of those who know its lab.
   * @param {(lab: string) => Promise<import('../core/decode.js').Schema|null>} schemaOf
   */
  async begin(schemaOf) {
    const { header } = this;
    const lab = await labMore(header.lab);
    if (!lab?.recorded) {
      const called = typeof header.lab === 'string' ? `“${header.lab.slice(0, 60)}”` : 'no lab';
      throw new RecordingError(`The recording is of ${called}; this Ringside has no such lab.`);
    }
    this.#rules = lab.recorded;
    this.#reducer = lab.rules;
    this.#must(
      fields({
        params: PARAMS, seed: orNull(whole(0, Number.MAX_SAFE_INTEGER)), schema: SCHEMA, from: time, to: time,
        start: this.#rules.state, actions: list(action, 100_000),
      }),
      header,
      'header',
    );
    if (header.to < header.from) this.#refuse('the recording ends before it begins.');
    this.#t = header.from;
    this.#decode = decoder(header.schema);
    this.#stretch(header.start, null);
    this.#knows(await schemaOf(header.lab));
  }

  /** @param {import('../core/decode.js').Schema|null} schema  what this Ringside's lab can say */
  #knows(schema) {
    if (!schema) return;
    for (const [kind, names] of Object.entries(this.header.schema)) {
      const ours = Object.hasOwn(schema, kind) ? schema[kind] : null;
      if (ours && ours.join() !== names.join()) {
        const words = `${kind} has the fields ${names.join(', ') || 'none'}, here it has ${ours.join(', ') || 'none'}`;
        throw new RecordingError(`The recording was made by another version of Ringside: in it, ${words}.`);
      }
      if (!ours) this.header.schema[kind] = null; // refused where it is used
    }
  }

  /** @returns {ReadRecording} */
  finish() {
    if (this.header === null) throw new RecordingError('The file is empty.');
    if (!this.#ended) {
      throw new RecordingError(
        `The recording breaks off after line ${this.#number}: its end line is missing. The file was cut short.`,
      );
    }
    const { lab, params, seed, actions, schema, from, to } = this.header;
    const known = Object.fromEntries(Object.entries(schema).filter(([, names]) => names !== null));
    const stretches = this.#stretches;
    return { lab, params, seed, actions, schema: known, from, to: Math.max(to, this.#t), stretches, events: this.#events };
  }

  #parse(line, isLast) {
    try {
      return JSON.parse(line);
    } catch {
      if (this.header === null) throw new RecordingError('The file is not JSON Lines: its first line is not JSON.');
      if (isLast) this.#refuse('it breaks off in the middle. The file was cut short.');
      return this.#refuse('it is not JSON.');
    }
  }

  #head(header) {
    const version = Array.isArray(header) ? undefined : header?.ringside;
    if (version === undefined) {
      throw new RecordingError('The file is not a recording of Ringside: its first line does not say “ringside”.');
    }
    if (version !== VERSION) {
      const which = typeof version === 'number' ? `format ${version}` : 'an unknown format';
      throw new RecordingError(`The recording has ${which}; this Ringside reads format ${VERSION}.`);
    }
    this.header = header;
    this.justBegun = true;
  }

  #stretch(start, gap) {
    this.#state = structuredClone(start);
    this.#stretches.push({ start, gap, rows: [] });
  }

  #event(row) {
    const [t, kind, ...values] = row;
    if (!Number.isFinite(t)) this.#refuse('it does not begin with a time.');
    if (t < this.#t) this.#refuse(`the time goes back, from ${this.#t} to ${t}.`);
    const names = typeof kind === 'string' && Object.hasOwn(this.header.schema, kind) ? this.header.schema[kind] : null;
    if (!names) this.#refuse(`there is no kind of event “${String(kind).slice(0, 60)}”.`);
    if (values.length !== names.length) {
      this.#refuse(`${kind} has ${names.length} fields (${names.join(', ')}), but ${values.length} are given.`);
    }
    const checks = this.#checksOf(kind, names);
    for (let i = 0; i < names.length; i += 1) {
      const problem = checks[i](values[i]);
      if (problem) this.#refuse(`${inWords(problem, `${kind}: ${names[i]}`)}.`);
    }
    this.#t = t;
    this.#events += 1;
    this.#stretches.at(-1).rows.push(row);
    this.#reducer.apply(this.#state, this.#decode(row));
    if (this.#events % LOOK_EVERY === 0) this.#look();
  }

  /** For the fields of a kind, in order. */
  #checksOf(kind, names) {
    let checks = this.#checks.get(kind);
    if (!checks) {
      const { eventFields } = this.#rules;
      checks = names.map((field) => (Object.hasOwn(eventFields, field) ? eventFields[field] : scalar));
      this.#checks.set(kind, checks);
    }
    return checks;
  }

  #look() {
    if (this.#rules.tooMuch(this.#state)) this.#refuse('more has piled up by here than any lab can hold.');
  }

  #gap({ gap, state }) {
    this.#look();
    this.#must(GAP, gap, 'gap');
    this.#must(this.#rules.state, state, 'state');
    const { from, to, dropped } = gap;
    this.#stretch(state, { from, to, dropped });
  }

  #end({ events }) {
    this.#look();
    if (events !== this.#events) {
      this.#refuse(`the end line speaks of ${String(events).slice(0, 20)} events, but there are ${this.#events}.`);
    }
    this.#ended = true;
  }

  #must(check, value, whole) {
    const problem = check(value);
    if (problem) this.#refuse(`${inWords(problem, whole)}.`);
  }

  /** @returns {never} */
  #refuse(reason) {
    throw new RecordingError(reason, this.#number);
  }
}

/** @type {import('./shape.js').Check} */
function action(value) {
  const wanted = 'a list of a time, “set” or “act”, a name, and a value';
  if (!Array.isArray(value) || value.length !== 4) return { path: [], wanted };
  const [t, what, called, given] = value;
  const known = what === 'set' ? scalar(given) : what === 'act' ? entries(scalar, 50)(given) : { path: [], wanted };
  return time(t) ?? name(called) ?? text(what) ?? known;
}
