/** The small words that sentences about events are made of: pure. */

import { clock, duration } from '../../lib/format.js';

export function lookUp(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

export function plain(name) {
  return String(name).replaceAll(/[._]/g, ' ');
}

export function count(n, word) {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

export function after(seconds) {
  return seconds == null ? '' : ` after ${duration(seconds)}`;
}

export function by(until) {
  return until == null ? '' : `, until ${clock(until)}`;
}

export function of(request) {
  return request == null ? '' : ` for request ${request}`;
}

export function forWhom(who) {
  return who ? ` for ${who}` : '';
}

/** Which balancer of a race it was; there is nothing to say where there is only one. @param {string|null} balancer */
export function lane(balancer) {
  return balancer == null || balancer === '1' ? '' : ` (balancer ${balancer})`;
}

export function valueWord(value) {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}

export function argsWords(args) {
  const all = Object.entries(args ?? {}).filter(([, value]) => value !== null);
  return all.length > 0 ? ` (${all.map(([name, value]) => `${plain(name)} ${valueWord(value)}`).join(', ')})` : '';
}
