/**
 * Is it a trace in the JSON Trace Event Format, such as Perfetto's reader takes without counting an error?
 *
 * The rules are those of the format's documentation, and stricter where Perfetto's own reader
 * (src/trace_processor/importers/json) is: ids of threads unique in the whole trace, times whole microseconds,
 * slices of a thread either apart or one within the other, arrows that begin and end on slices.
 */

const PHASES = new Set(['M', 'X', 'b', 'e', 'i', 'C', 's', 'f']);
const TOP = new Set(['traceEvents', 'displayTimeUnit', 'otherData']);
const NAMES = { process_name: 'name', thread_name: 'name', process_sort_index: 'sort_index' };
const SCOPES = new Set(['t', 'p', 'g']);

/**
 * @param {any} trace  as parsed from the file
 * @returns {string[]} all that is wrong with it
 */
export function faultsOf(trace) {
  const faults = [];
  const fault = (i, words) => faults.push(`event ${i}: ${words}`);
  if (trace === null || typeof trace !== 'object' || !Array.isArray(trace.traceEvents)) {
    return ['not an object with a list traceEvents'];
  }
  for (const key of Object.keys(trace)) if (!TOP.has(key)) faults.push(`unknown key ${key}`);
  if (!['ms', 'ns'].includes(trace.displayTimeUnit)) faults.push('displayTimeUnit is neither ms nor ns');

  const named = { process: new Set(), thread: new Map() }; // thread: tid -> pid
  const used = new Map(); // tid -> pid
  const open = new Map(); // pid, cat, id -> names of spans begun
  const slices = new Map(); // tid -> slices
  const arrows = new Map(); // cat, id -> {s, f}
  let last = -Infinity;

  trace.traceEvents.forEach((event, i) => {
    const { ph, name, pid, tid, ts, args } = event;
    if (!PHASES.has(ph)) return fault(i, `phase ${ph}`);
    if (typeof name !== 'string' || name === '') fault(i, 'no name');
    if (!isId(pid)) fault(i, `pid ${pid}`);
    if (!isId(tid)) fault(i, `tid ${tid}`);
    if (!Number.isSafeInteger(ts) || ts < 0) fault(i, `ts ${ts}`);
    if (args === null || typeof args !== 'object' || Array.isArray(args)) fault(i, 'args is no object');
    if (used.has(tid) && used.get(tid) !== pid) fault(i, `tid ${tid} is in two processes`);
    used.set(tid, pid);
    if (ph === 'M') {
      if (!(name in NAMES) || args[NAMES[name]] === undefined || args[NAMES[name]] === '') fault(i, `metadata ${name}`);
      if (name === 'process_name') named.process.add(pid);
      if (name === 'thread_name') named.thread.set(tid, pid);
      return;
    }
    if (ts < last) fault(i, 'times go back');
    last = Math.max(last, ts);
    if (typeof event.cat !== 'string' || event.cat === '') fault(i, 'no cat');
    if (ph === 'X') {
      if (!Number.isSafeInteger(event.dur) || event.dur < 0) fault(i, `dur ${event.dur}`);
      if (!slices.has(tid)) slices.set(tid, []);
      slices.get(tid).push({ i, from: ts, to: ts + event.dur });
    } else if (ph === 'b' || ph === 'e') {
      if (!/^0x[0-9a-f]+$/.test(event.id)) fault(i, `id ${event.id}`);
      const key = [pid, event.cat, event.id].join();
      const stack = open.get(key) ?? open.set(key, []).get(key);
      if (ph === 'b') stack.push(name);
      else if (stack.pop() !== name) fault(i, `${name} of ${key} ends, but was not the last to begin`);
    } else if (ph === 'i') {
      if (!SCOPES.has(event.s)) fault(i, `scope ${event.s}`);
    } else if (ph === 'C') {
      const values = Object.values(args);
      if (values.length === 0 || !values.every(Number.isFinite)) fault(i, 'a counter that is not numbers');
    } else {
      if (!Number.isSafeInteger(event.id) || event.id < 1) fault(i, `id ${event.id}`);
      if (ph === 'f' && event.bp !== 'e') fault(i, 'the arrow ends on nothing');
      const ends = arrows.get(event.id) ?? arrows.set(event.id, {}).get(event.id);
      if (ends[ph]) fault(i, 'an arrow with more than two ends');
      ends[ph] = { i, tid, ts };
    }
  });

  for (const [tid, pid] of used) {
    if (!named.process.has(pid)) faults.push(`process ${pid} has no name`);
    if (named.thread.get(tid) !== pid) faults.push(`thread ${tid} of process ${pid} has no name`);
  }
  for (const [key, stack] of open) if (stack.length > 0) faults.push(`${stack.join(' > ')} of ${key} never ends`);
  for (const list of slices.values()) {
    const within = [];
    for (const slice of list) {
      while (within.length > 0 && within.at(-1).to <= slice.from) within.pop();
      if (within.length > 0 && slice.to > within.at(-1).to) fault(slice.i, 'overlaps the slice before it');
      within.push(slice);
    }
  }
  const isOn = ({ tid, ts }) => (slices.get(tid) ?? []).some(({ from, to }) => from <= ts && ts < to);
  for (const [id, { s, f }] of arrows) {
    if (!s || !f) faults.push(`arrow ${id} has one end`);
    else if (s.ts > f.ts) faults.push(`arrow ${id} goes back in time`);
    else if (!isOn(s) || !isOn(f)) faults.push(`arrow ${id} is not on slices`);
  }
  return faults;
}

function isId(value) {
  return Number.isSafeInteger(value) && value > 0;
}
