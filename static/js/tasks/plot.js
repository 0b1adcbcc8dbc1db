/** Where things stand on a task's scale, and how things change places in a list. Pure. */

/** The place of `value` on the scale, in percent of its length, never beyond its ends. @param {number} value @param {[number, number]} scale */
export function place(value, [low, high]) {
  return Math.min(100, Math.max(0, ((value - low) / (high - low)) * 100));
}

/** A few round values on the scale, ends included where they are round. @param {[number, number]} scale @returns {number[]} */
export function ticks([low, high], most = 5) {
  const rough = (high - low) / (most - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999);
  const found = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high * (1 + 1e-9); index += 1) {
    found.push(Number((index * step).toPrecision(12)));
  }
  return found;
}

/** The middle of the scale, on a step. @param {[number, number]} scale @param {number} step */
export function middle([low, high], step) {
  return Number((low + Math.round((high - low) / 2 / step) * step).toPrecision(12));
}

/** `list` with the thing at `from` standing at `to`. @template T @param {T[]} list @param {number} from @param {number} to @returns {T[]} */
export function moved(list, from, to) {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(Math.min(Math.max(to, 0), rest.length), 0, list[from]);
}

/** Points of a polyline over n columns, in percent from the top left. @param {number[]} values @param {[number, number]} scale */
export function line(values, scale) {
  return values
    .map((value, index) => `${((index + 0.5) / values.length) * 100},${100 - place(value, scale)}`)
    .join(' ');
}
