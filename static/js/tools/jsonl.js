/**
 * A recording as a file of JSON Lines: a header, a line for every event, an end.
 *
 * Where events are missing, a line `{"gap": {from, to, dropped}, "state": …}` says so and tells what the lab was like
 * afterwards. Reading is in jsonl-read.js.
 */

import { LARGEST, VERSION } from './jsonl-read.js';

export { LARGEST, readRecording, RecordingError, VERSION } from './jsonl-read.js';

/**
 * @typedef {[number, 'set'|'act', string, any]} Action  model time, what, name, value or arguments
 * @typedef {object} Run  what a file says of a run beside its events
 * @property {string} lab  slug
 * @property {Record<string, any>} params  those the run began with
 * @property {number|null} seed
 * @property {Action[]} actions  all the learner did since the run began
 * @property {any} description  of the lab
 */

/**
 * What a session says of its run.
 * @param {import('../core/session.js').LabSession} session
 * @returns {Run}
 */
export function runOf(session) {
  const { description, params, startParams, seed, actionsTaken } = session;
  const begun = Object.keys(startParams).length > 0 ? startParams : params;
  return { lab: description.slug, params: begun, seed, actions: [...actionsTaken], description };
}

/**
 * @param {import('../core/recording.js').Recording} recording
 * @param {Run} run
 * @param {{largest?: number}} [limit]
 * @returns {{parts: string[], bytes: number, from: number, to: number, events: number, gaps: object[], cut: boolean}}
 *   parts: the text, in pieces; cut: the file begins later than the recording, to stay below the limit
 */
export function writeRecording(recording, run, { largest = LARGEST } = {}) {
  const { lab, params, seed, actions, description } = run;
  const size = new TextEncoder();
  const bytesOf = (text) => size.encode(text).length;

  // From the newest stretch back, for as long as there is room: what happened last matters most.
  const stretches = [];
  let room = largest - bytesOf(JSON.stringify({ params, seed, actions, description })) - 20_000;
  for (const chunk of [...recording.chunks].reverse()) {
    const rows = chunk.events.map((event) => JSON.stringify(rowOf(event, description.events)));
    const body = rows.length > 0 ? `${rows.join('\n')}\n` : '';
    const cost = bytesOf(body) + bytesOf(JSON.stringify(chunk.start));
    if (cost > room && stretches.length > 0) break;
    room -= cost;
    stretches.unshift({ chunk, body, events: rows.length });
  }

  const { from, start } = stretches[0]?.chunk ?? { from: recording.from, start: recording.latest };
  const gaps = stretches.slice(1).flatMap(({ chunk }) => chunk.gap ?? []);
  const events = stretches.reduce((sum, it) => sum + it.events, 0);
  const header = {
    ringside: VERSION, lab, params, seed, schema: description.events, from, to: recording.to, gaps, start, actions,
    description,
  };
  const parts = [`${JSON.stringify(header)}\n`];
  stretches.forEach(({ chunk, body }, i) => {
    if (i > 0 && chunk.gap) parts.push(`${JSON.stringify({ gap: chunk.gap, state: chunk.start })}\n`);
    if (body) parts.push(body);
  });
  parts.push(`${JSON.stringify({ end: true, events })}\n`);
  const bytes = parts.reduce((sum, part) => sum + bytesOf(part), 0);
  return { parts, bytes, from, to: recording.to, events, gaps, cut: stretches.length < recording.chunks.length };
}

/** As on the wire: `[t, kind, ...fields]`. */
function rowOf(event, schema) {
  return [event.t, event.kind, ...(schema[event.kind] ?? []).map((field) => event[field] ?? null)];
}
