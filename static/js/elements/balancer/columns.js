/** Servers as columns of queued requests, for a race and for a crowd: a few paths for all of them. */

import { nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { duration } from '../../lib/format.js';
import { item } from '../stage/item.js';
import { FOOT, HEAD } from './columns-layout.js';
import { howIs, percent, serverName } from './words.js';
import { workOf } from './work.js';

/**
 * @param {object} it
 * @param {string} it.lane
 * @param {import('../../reduce/balancer.js').Lane} it.of
 * @param {ReturnType<typeof import('./columns-layout.js').columnsLayout>} it.layout
 * @param {number} it.most  requests in the highest column there is, in any lane
 * @param {import('./work.js').Gathered} it.gathered
 * @param {{mark?: string}} it.notes  by server: who was looked at
 * @param {ReturnType<typeof import('./work.js').shares>} [it.got]
 * @param {string|null} it.cursor
 * @param {string|null} it.chosen
 * @param {string|undefined} it.stop
 */
export function columns({ lane, of, layout, most, gathered, notes, got, cursor, chosen, stop }) {
  const names = Object.keys(of.servers);
  const { cells, stack, worker: high, roomy, named, step } = layout;
  const unit = stack / Math.max(most, 6);
  const paths = { waits: '', work: '', idle: '', off: '', looked: '', passed: '', picked: '', cursor: '' };
  const texts = [];
  names.forEach((name, i) => {
    const server = of.servers[name];
    const { x, y, w } = cells[i];
    const floor = y + HEAD + stack;
    const { length } = server.queue;
    const work = workOf(gathered, lane, name);
    paths.waits += pile(x, floor, w, length, unit);
    const share = w / server.workers;
    for (let worker = 0; worker < server.workers; worker += 1) {
      const at = x + worker * share;
      const looks = worker < work.length ? 'work' : server.up ? 'idle' : 'off';
      paths[looks] += bar(at, floor + 2, Math.max(1, share - (share > 4 ? 1.5 : 0.5)), high - 3);
      if (roomy && share > 44 && work[worker]) texts.push(doing(work[worker], at + share / 2, floor + 15));
    }
    const counted = named && length > 1 && w >= 16;
    const tip = floor - length * unit - 3;
    const middle = x + w / 2;
    const mark = notes[name]?.mark;
    if (of.picked?.server === name) paths.picked += arrow(middle, tip - (counted ? 11 : 0));
    else if (mark === 'candidate') paths.looked += arrow(middle, tip - (counted ? 11 : 0));
    else if (mark === 'passed') paths.passed += `M${n(middle - 3)} ${n(tip - 7)}l6 6m0-6l-6 6`;
    if (cursor === name) paths.cursor += `M${n(x - 1)} ${n(floor + high + 0.5)}h${n(w + 2)}v3h-${n(w + 2)}z`;
    if (named) {
      const { look } = howIs(server);
      const below = floor + high + 13;
      const much = roomy ? figures(got?.of[name] ?? {}, step) : '';
      texts.push(nameOf(name, look, much, middle, below));
      if (counted) texts.push(svg`<text class="many halo" x=${middle} y=${tip} text-anchor="middle">${length}</text>`);
    }
  });
  return svg`<g aria-hidden="true">
    ${Object.entries(paths).map(([looks, d]) => (d ? svg`<path class=${looks} d=${d}/>` : nothing))}
    ${texts}${crosses(names, of, cells, layout)}</g>
    <g role="list" aria-label=${`Servers of balancer ${lane}`}>${repeat(
      names,
      (name) => name,
      (name, i) => {
        const id = `${lane}/${name}`;
        const label = serverName(name, of.servers[name], workOf(gathered, lane, name).length);
        const box = cells[i];
        const hit = svg`<rect class="hit" width=${box.w} height=${box.h}/><title>${label}</title>`;
        const how = { chosen: chosen === id, stop: stop === id };
        return item({ kind: 'server', group: `lane ${lane}`, id, label, classes: 'column', box, ...how }, hit);
      },
    )}</g>`;
}

function doing({ request }, x, y) {
  return svg`<text class="doing" x=${x} y=${y} text-anchor="middle">#${request}</text>`;
}

function nameOf(name, look, more, x, y) {
  const rest = more ? svg`<tspan class="sub" dx="6">${more}</tspan>` : nothing;
  return svg`<text class="name ${look}" x=${x} y=${y} text-anchor="middle">${name}${rest}</text>`;
}

/** What a server got and how long it took, as far as there is room. */
function figures({ share, p95 }, step) {
  if (share == null) return '';
  return percent(share) + (p95 != null && step > 170 ? `, p95 ${duration(p95)}` : '');
}

/** Servers that are not simply up say so above their column, as a word if there is room. */
function crosses(names, { servers }, cells, { stack, named }) {
  const out = names.map((name, i) => ({ ...howIs(servers[name]), cell: cells[i] })).filter(({ look }) => look !== 'up');
  return out.map(({ look, word, cell: { x, y, w } }) => {
    const middle = x + w / 2;
    const floor = y + HEAD + stack;
    if (named) {
      const turned = `translate(${middle + 4} ${floor - 5}) rotate(-90)`;
      return svg`<text class="name halo ${look}" transform=${turned}>${word}</text>`;
    }
    return svg`<path class="sign ${look}" d="M${n(middle - 3)} ${n(floor - 8)}l6 6m0-6l-6 6"/>`;
  });
}

/** One block for every request, as long as they can be told apart. */
function pile(x, floor, w, count, unit) {
  if (count === 0) return '';
  if (unit < 2.8) return bar(x, floor - count * unit, w, count * unit);
  let d = '';
  for (let i = 1; i <= count; i += 1) d += bar(x, floor - i * unit, w, unit - Math.min(1.5, unit * 0.3));
  return d;
}

function bar(x, y, w, h) {
  return `M${n(x)} ${n(y)}h${n(w)}v${n(h)}h-${n(w)}z`;
}

function arrow(x, y) {
  return `M${n(x)} ${n(y)}l-5-7h10z`;
}

function n(x) {
  return x.toFixed(1);
}
