/** Which place in the source an event came from, as far as the event tells: pure. */

/**
 * @typedef {object} Mark  lines of a place that have to do with an event; see app/source/listing.py
 * @property {string} kind
 * @property {number} from
 * @property {number} to
 * @property {'writes'|'decides'|'waits'} role
 * @property {Record<string, any[]>} when  the values that fields have if the event came from here
 * @property {string[]} else  fields of `when` that can have others as well
 * @typedef {{file: string, function: string, first: number, lines: string[], marks: Mark[]}} Place
 * @typedef {{kinds: Record<string, string[]>, places: Record<string, Place>, changed: string[]}} Code
 * @typedef {{id: string, marks: Mark[], score: number}} Candidate  marks: those of the event's kind
 */

/**
 * All places of an event's kind, the likeliest first. Without an event to look at, in the order of the source.
 * @param {Code} code
 * @param {string} kind
 * @param {Record<string, any>} [event]
 * @returns {Candidate[]}
 */
export function placesOf(code, kind, event) {
  const ids = code.kinds[kind] ?? [];
  const told = ids.some((id) => code.places[id].marks.some((mark) => mark.kind === kind && says(mark)));
  const candidates = ids.map((id) => {
    const own = code.places[id].marks.filter((mark) => mark.kind === kind);
    const scores = own.map((mark) => fitness(mark, event, told));
    const score = Math.max(...scores);
    return { id, marks: own.filter((mark, i) => scores[i] === score), score };
  });
  return candidates.sort((a, b) => b.score - a.score);
}

/** Is this place out of the question for the event it was scored for? @param {Candidate} candidate */
export function isRuledOut({ score }) {
  return score === -Infinity;
}

/**
 * The mark that begins or covers a line, one of `kind` before others.
 * @param {Place} place
 * @param {number} line  in the file
 * @param {string} [kind]
 */
export function markAt(place, line, kind) {
  const here = place.marks.filter((mark) => mark.from <= line && line <= mark.to);
  return here.find((mark) => mark.kind === kind) ?? here[0] ?? null;
}

/**
 * May the event have come from these lines?
 * @param {Mark} mark
 * @param {Record<string, any>} event
 */
export function mayBeFrom(mark, event) {
  if (mark.kind !== event.kind) return false;
  return Object.entries(mark.when).every(([name, values]) => values.includes(event[name]) || mark.else.includes(name));
}

function says(mark) {
  return Object.keys(mark.when).length > 0;
}

/** Where a thread waits tells most; then where the event's own values were decided; then where it was written. */
function fitness(mark, event, told) {
  if (mark.role === 'waits') return 100;
  const turn = (mark.role === 'decides') === told ? 0.1 : 0;
  if (!event) return turn;
  if (!mayBeFrom(mark, event)) return -Infinity;
  const points = Object.entries(mark.when).map(([name, values]) => {
    if (!values.includes(event[name])) return -1;
    return mark.else.includes(name) ? 1 : 2 + 1 / values.length;
  });
  return points.reduce((sum, each) => sum + each, turn);
}
