/** `<hash-ring-stage>`: the picture of a hash ring, its servers and its keys, at one moment. */

import { html, nothing, svg } from 'lit';
import { stills } from '../core/motion.js';
import { arcsOf, pointsOf } from './hash-ring/arcs.js';
import { asks } from './hash-ring/asks.js';
import { changeSentence, hasMoved } from './hash-ring/change.js';
import { figuresOf } from './hash-ring/figures.js';
import { asked, fewKeys, manyKeys } from './hash-ring/keys-part.js';
import { FEW, movedKeys, outlines, standing } from './hash-ring/keys.js';
import { ringLayout } from './hash-ring/layout.js';
import { remembering } from './hash-ring/remember.js';
import { arcPaths, middle, MOST_NAMES, ringBand } from './hash-ring/ring.js';
import { serversTable } from './hash-ring/servers.js';
import { looksOf, PATTERNS } from './hash-ring/shapes.js';
import { strip } from './hash-ring/strips.js';
import { PictureStage } from './stage/picture-stage.js';

const EXAMPLE = 'user:123'; // the document's own
const NONE = new Set();
const LEAST_MOVED = 2; // px, half the width of a mark that has moved, however small the others are

export class HashRingStage extends PictureStage {
  static properties = { highlight: { state: true }, later: { state: true } };

  constructor() {
    super();
    /** What the first picture does not need. @type {typeof import('./hash-ring/later.js')|null} */
    this.later = null;
    /** @type {import('./hash-ring/motion.js').RingMotions|null} */
    this.motions = null;
    this.highlight = true; // are the keys that the last change moved pointed out
    this.key = EXAMPLE;
    // Made anew only when what it is made of has changed: with traffic, a state is another one sixty times a second.
    this.looks = remembering((...names) => looksOf(names));
    this.points = remembering((...parts) => {
      const nodes = {};
      for (let i = 0; i < parts.length; i += 2) nodes[parts[i]] = { points: parts[i + 1] };
      return pointsOf(nodes);
    });
    this.arcs = remembering((points, finest) => arcsOf(points, finest));
    this.band = remembering((points, arcs, looks, cx, cy, outer, inner) =>
      ringBand(points, arcs, looks, { cx, cy, outer, inner }),
    );
    this.standing = remembering((positions, cx, cy, r, depth) => standing(positions, { cx, cy, r, depth }));
    this.moved = remembering((moves) => (moves ? movedKeys(moves) : NONE));
    this.marks = remembering((at, owners, looks, moved, passes) => {
      const paths = (r, wanted) => outlines(at.spots, owners, looks, r, wanted);
      const fade = moved.size > 0 ? 'faded' : '';
      const kept = paths(at.size / 2, (key) => !moved.has(key));
      const gone = passes ? new Map() : paths(Math.max(at.size / 2, LEAST_MOVED), (key) => moved.has(key));
      return manyKeys(kept, gone, looks, fade);
    });
    this.strips = [0, 1].map(() =>
      remembering((title, owners, moves, looks, ...box) => {
        const [x, y, w, top, pitch, columns, line, numbered] = box;
        const cells = pitch === null ? null : { pitch, columns, line, numbered };
        return strip({ title, owners, moves, looks, box: { x, y, w, top, cells } });
      }),
    );
  }

  get moving() {
    return Boolean(this.motions?.moving);
  }

  async firstUpdated() {
    this.later = await import('./hash-ring/later.js');
    this.motions = new this.later.RingMotions();
  }

  resize(width) {
    if (width !== this.width) this.motions?.clear();
    super.resize(width);
  }

  /** The key that most requests ask for: the lab makes it the first. */
  get hot() {
    return this.view.params.hot_share > 0 ? 0 : null;
  }

  forget() {
    super.forget();
    this.motions?.clear();
  }

  /** @param {string} action @param {object} [args] */
  ask(action, args = {}) {
    this.dispatchEvent(new CustomEvent('lab-ask', { bubbles: true, detail: { action, args } }));
  }

  willUpdate(changed) {
    if (!changed.has('view') || !this.view) return;
    const { state, live, now, time } = this.view;
    const before = changed.get('view');
    if (before && before.state.moved?.t !== state.moved?.t) this.highlight = true;
    if (!live || stills()) this.motions?.clear();
    else if (before && before.state !== state && before.live && time >= before.time) {
      this.motions?.notice(before.state, state, now);
    }
  }

  render() {
    if (!this.view || this.width < 100) return nothing;
    const { state, running, live, now, params, asks: may = true } = this.view;
    const names = Object.keys(state.nodes);
    const figures = figuresOf(state, params);
    const traffic = params.traffic_rate > 0 || Object.keys(state.requests).length > 0;
    const lookup = state.lookup && state.lookup.t >= (state.moved?.t ?? 0) ? state.lookup : null;
    const layout = ringLayout({
      width: this.width, servers: names.length, keys: state.owners.length, traffic, walk: lookup !== null,
      floor: this.steady.height,
    });
    this.steady.drew(layout.height, now, live);
    const changed = hasMoved(state);
    const moves = changed && this.highlight ? state.moved : null;
    const looks = this.looks(...names);
    const ask = (action, args) => this.ask(action, args);
    const toggle = () => { this.highlight = !this.highlight; };
    return html`<svg width=${this.width} height=${layout.height} role="group" class=${running ? '' : 'halted'}
        aria-label=${`Hash ring: ${names.length} servers, ${state.owners.length} keys`}
        @click=${this.onClick} @keydown=${this.onKey} @focusin=${this.onFocus}>
        <defs>${PATTERNS}</defs>
        ${this.ring(state, layout, looks, moves, lookup)}
        ${serversTable({
          figures, looks, traffic, box: layout.table, chosen: this.chosen?.id ?? null, stop: this.roving.stop('server', names),
        })}
        ${this.rows(state, layout, looks, moves)}
        ${lookup ? this.later?.walkLine(lookup, looks, layout.walk) : nothing}
      </svg>
      <p class="change">${changed ? changeSentence(state) : 'Add a server or remove one to see which keys move.'}</p>
      ${asks({ may, servers: names.length, key: this.key, ask, highlight: changed ? { on: this.highlight, toggle } : null })}
      ${this.chosen ? this.detail(figures, { may, servers: names.length, ask }) : nothing}`;
  }

  detail(figures, how) {
    const { id } = this.chosen;
    const about = this.later?.aboutServer(id, figures.find(({ name }) => name === id), how);
    return about ? this.later.detailPanel(about, () => this.choose(null)) : nothing;
  }

  ring(state, layout, looks, moves, lookup) {
    const { ring } = layout;
    const points = this.points(...Object.entries(state.nodes).flatMap(([name, node]) => [name, node.points]));
    const arcs = this.arcs(points, Math.round(ring.outer * 9)); // half a pixel each
    const sweep = this.motions?.at(this.view.now) ?? null;
    const sweepLooks = sweep ? new Map([...sweep.looks, ...looks]) : looks;
    const moved = this.moved(moves?.ring ?? null);
    const few = state.positions.length <= FEW;
    return svg`${this.band(points, arcs, looks, ring.cx, ring.cy, ring.outer, ring.inner)}
      ${sweep ? arcPaths(this.later.sweepPaths(sweep.arcs, ring), sweepLooks) : nothing}
      ${few
        ? this.fewKeys(state, ring, points, sweepLooks, moved, sweep)
        : this.manyKeys(state, ring, sweepLooks, moved, sweep)}
      ${middle(ring, { keys: state.owners.length, moved: moves ? moved.size : null, hot: this.hot })}
      ${lookup ? this.later?.walkAround(lookup, looks, ring, points.length <= MOST_NAMES) : nothing}`;
  }

  fewKeys({ positions, owners: now, requests }, ring, points, looks, moved, sweep) {
    const owners = sweep ? now.map((owner, key) => sweep.ownerOf(key, owner)) : now;
    const track = ring.inner - 14;
    const { spots, size } = this.standing(positions, ring.cx, ring.cy, track, track - ring.hole);
    const stop = this.roving.stop('key', positions.map((_, key) => `user:${key}`));
    return svg`${fewKeys({ positions, owners, spots, size, points, looks, ring, track, moved, stop })}
      ${asked(spots, requests, this.hot, size)}`;
  }

  manyKeys({ positions, owners, requests }, ring, looks, moved, sweep) {
    const r = ring.inner - 8;
    const at = this.standing(positions, ring.cx, ring.cy, r, r - ring.hole);
    return svg`${this.marks(at, owners, looks, moved, sweep !== null)}
      ${sweep ? manyKeys(new Map(), this.later.passing(moved, owners, at, looks, sweep.ownerOf), looks) : nothing}
      ${asked(at.spots, requests, this.hot, at.size)}`;
  }

  rows(state, layout, looks, moves) {
    const draw = (i, title, owners, of) => {
      const { x, y, w, top, cells } = layout.strips[i];
      const { pitch = null, columns, line, numbered } = cells ?? {};
      return this.strips[i](title, owners, of, looks, x, y, w, top, pitch, columns, line, numbered);
    };
    return svg`${draw(0, 'Ring', state.owners, moves?.ring ?? null)}
      ${draw(1, 'hash % n', state.modulo, moves?.modulo ?? null)}`;
  }

  choose(choice) {
    if (choice?.kind !== 'key') return super.choose(choice);
    this.key = choice.id;
    this.ask('look_up', { key: choice.id });
  }

  onClick(event) {
    const picked = event.target.closest('[data-pick]')?.dataset.pick;
    if (picked) this.choose({ kind: 'server', id: picked });
    else super.onClick(event);
  }
}
customElements.define('hash-ring-stage', HashRingStage);
