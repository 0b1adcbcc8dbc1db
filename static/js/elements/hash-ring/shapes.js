/** What tells servers apart besides their colour: a shape for their keys and a pattern for their arcs, twelve of each. */

import { svg } from 'lit';

/** So many servers look different; one more looks like another. */
export const LOOKS = 12;

/** Corners of shapes about 2 wide around 0,0; where there are two rounds of them, the second is a hole. */
const CORNERS = [
  null, // a disc
  [[-0.85, -0.85, 0.85, -0.85, 0.85, 0.85, -0.85, 0.85]],
  [[0, -1.05, 1.1, 0.85, -1.1, 0.85]],
  [[0, -1.2, 1.2, 0, 0, 1.2, -1.2, 0]],
  [[-0.38, -1.1, 0.38, -1.1, 0.38, -0.38, 1.1, -0.38, 1.1, 0.38, 0.38, 0.38, 0.38, 1.1, -0.38, 1.1, -0.38, 0.38,
    -1.1, 0.38, -1.1, -0.38, -0.38, -0.38]],
  [[-1.1, -0.85, 1.1, -0.85, 0, 1.05]],
  [[-0.95, -0.95, 0.95, -0.95, 0.95, 0.95, -0.95, 0.95], [-0.4, -0.4, -0.4, 0.4, 0.4, 0.4, 0.4, -0.4]],
  [[-1.15, -0.45, 1.15, -0.45, 1.15, 0.45, -1.15, 0.45]],
  [[-1, -0.55, -0.55, -1, 0, -0.45, 0.55, -1, 1, -0.55, 0.45, 0, 1, 0.55, 0.55, 1, 0, 0.45, -0.55, 1, -1, 0.55, -0.45, 0]],
  [[0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0], [0, -0.6, -0.6, 0, 0, 0.6, 0.6, 0]],
  [[-0.45, -1.15, 0.45, -1.15, 0.45, 1.15, -0.45, 1.15]],
  [[-1, -1, 0, -0.35, 1, -1, 1, 1, 0, 0.35, -1, 1]],
];

/**
 * The outline of a look's shape, to be appended to `Mx y`: thousands of them make one path.
 * @param {number} look  0 to 11
 * @param {number} r  half its width
 */
export function shape(look, r) {
  const key = `${look} ${r}`;
  if (!made.has(key)) made.set(key, outline(CORNERS[look], r));
  return made.get(key);
}

const made = new Map();

function outline(rounds, r) {
  if (rounds === null) return `m${n(-r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0z`;
  let [x, y] = [0, 0];
  return rounds
    .map((corners) => {
      const steps = [];
      const start = [corners[0] * r, corners[1] * r];
      for (let i = 0; i < corners.length; i += 2) {
        const [nx, ny] = [corners[i] * r, corners[i + 1] * r];
        steps.push(`${i === 0 ? 'm' : 'l'}${n(nx - x)} ${n(ny - y)}`);
        [x, y] = [nx, ny];
      }
      [x, y] = start; // after z the pen is back there
      return `${steps.join('')}z`;
    })
    .join('');
}

function n(x) {
  return String(Math.round(x * 100) / 100);
}

/**
 * Which look each server has. It goes with the name, so that a server keeps it when others leave.
 * @param {string[]} names  in the order added
 * @returns {Map<string, number>}
 */
export function looksOf(names) {
  const taken = new Set();
  return new Map(
    names.map((name) => {
      let look = wished(name);
      if (taken.size < LOOKS) while (taken.has(look)) look = (look + 1) % LOOKS;
      taken.add(look);
      return [name, look];
    }),
  );
}

/** S1 and server-a have the first, S2 and server-b the second; any other name has one of its own. */
function wished(name) {
  const [, digits, letter] = /(?:(\d+)|(?:^|-)([a-z]))$/i.exec(name) ?? [];
  if (digits) return (Number(digits) + LOOKS - 1) % LOOKS;
  if (letter) return (letter.toLowerCase().charCodeAt(0) - 97) % LOOKS;
  return [...name].reduce((sum, char) => sum + char.codePointAt(0), 0) % LOOKS;
}

/** What a server is called where there is little room: server-a is "a". @param {string} name */
export function short(name) {
  return name.replace(/^server-/, '').slice(0, 4);
}

const WEAVES = [
  null,
  'M-2 2L2-2M0 8L8 0M6 10L10 6',
  'M2 2h.01M6 6h.01',
  'M-2 6L2 10M0 0L8 8M6-2L10 2',
  'M2 0V8M6 0V8',
  'M0 0L8 8M8 0L0 8',
  'M0 2H8M0 6H8',
  'M4 4h.01',
  'M2 0V8',
  'M0 4H8M4 0V8',
  'M0 6L4 2L8 6',
  'M1 3h2M5 7h2',
];
const THICK = { 2: 2.6, 7: 4, 8: 3.5, 11: 3 };

/** To be put into the picture's defs. */
export const PATTERNS = WEAVES.map((d, i) =>
  d === null
    ? svg``
    : svg`<pattern id="hash-ring-${i}" width="8" height="8" patternUnits="userSpaceOnUse"><path d=${d} fill="none"
        stroke="var(--surface)" stroke-width=${THICK[i] ?? 1.4} stroke-linecap="round" stroke-opacity=".6"/></pattern>`,
);
