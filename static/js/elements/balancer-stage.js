/** `<balancer-stage>`: the picture of a balancer with its clients and servers, or of a race, at one moment. */

import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { stills } from '../core/motion.js';
import { balancerBox, cursorMark, noteCell, wires } from './balancer/balancer-box.js';
import { serverCard } from './balancer/card.js';
import { clientsList } from './balancer/clients.js';
import { decision } from './balancer/decision.js';
import { legend, summary } from './balancer/figures.js';
import { Flights } from './balancer/flights.js';
import { balancerLayout, MOST_ROWS } from './balancer/layout.js';
import { shareBar, shareTitle } from './balancer/share-bars.js';
import { flashes, gather, longestOf, shares, workOf } from './balancer/work.js';
import { lanesOf, plural, policyWord } from './balancer/words.js';
import { PictureStage } from './stage/picture-stage.js';

const FAREWELL = 1.2; // real seconds that a bad ending stays on screen
const FIGURES_EVERY = 250; // ms: figures that change sixty times a second cannot be read

/** @typedef {import('../labs/index.js').View & {state: import('../reduce/balancer.js').BalancerState}} View */

export class BalancerStage extends PictureStage {
  constructor() {
    super();
    this.flights = new Flights();
    this.figures = { at: -Infinity, detail: null, live: false };
    this.most = { at: 0, height: 0 }; // what the columns are measured against: it shrinks slowly
    this.layouts = { key: '', layout: null };
    this.seen = new Set(); // addresses of clients, in this run
    this.asked = new Set(); // modules that are on their way, or here
  }

  resize(width) {
    if (width !== this.width) this.flights.clear();
    super.resize(width);
  }

  forget() {
    super.forget();
    this.flights.clear();
    this.seen.clear();
    Object.assign(this.most, { at: 0, height: 0 });
  }

  /** Does the picture change although nothing happens? */
  get moving() {
    return this.flights.moving;
  }

  willUpdate(changed) {
    if (this.chosen && !this.about) this.load('about', () => import('./balancer/detail.js'));
    if (!changed.has('view') || !this.view) return;
    const { state, live, now, time, detail = null } = this.view;
    const before = changed.get('view');
    const goesOn = before && before.state !== state && live && before.live && time >= before.time;
    if (goesOn && !stills()) this.flights.notice(before.state, state, now);
    if (!live) this.flights.clear();
    const { figures } = this;
    if (!live || !figures.live || now - figures.at >= FIGURES_EVERY) Object.assign(figures, { at: now, detail, live });
  }

  render() {
    if (!this.view || this.width < 100) return nothing;
    const { state, running, live, now } = this.view;
    const lanes = lanesOf(state);
    if (lanes.length === 0) return nothing;
    this.gathered = gather(state);
    const race = lanes.length > 1;
    const isCrowd = Object.keys(state.balancers[lanes[0]].servers).length > MOST_ROWS;
    if ((race || isCrowd) && !this.many) {
      this.load('many', () => import('./balancer/many.js'));
      return nothing;
    }
    const { picture, height, label, asColumns } = race ? this.many.drawRace(this, lanes) : this.drawOne(lanes[0]);
    this.steady.drew(height, now, live);
    const { detail } = this.figures;
    return html`<svg width=${this.width} height=${height} role="group" aria-label=${label}
        class=${running ? '' : 'halted'} @click=${this.onClick} @keydown=${this.onKey} @focusin=${this.onFocus}>
        ${picture}</svg>
      ${this.chosen ? (this.about?.detail(this) ?? nothing) : nothing}
      ${race ? this.many.comparison(lanes, state, detail) : summary(detail?.balancers?.[lanes[0]])}
      ${legend(asColumns)}`;
  }

  /** One balancer, with everything there is to say of it. */
  drawOne(lane) {
    const { state, time, slow, now, params } = this.view;
    const of = state.balancers[lane];
    const names = Object.keys(of.servers);
    const layout = this.layoutOf(names, of);
    const { lines, cursor, notes } = decision(of, state.requests[of.picked?.request]?.client);
    const flashing = flashes(state, time - FAREWELL / slow, time);
    const got = shares(of, this.figures.detail?.balancers?.[lane]);
    const picked = of.picked?.server ?? null;
    const box = {
      lane: of,
      lines,
      between: this.gathered.between[lane] ?? 0,
      flash: flashing.get(`${lane}/`) ?? null,
      layout,
    };
    const y = (name) => layout.cards[names.indexOf(name)];
    const note = (name, i) => (notes[name] ? noteCell(notes[name], name === picked, layout.cards[i], layout) : nothing);
    const crowd = layout.columns && this.many.drawCrowd(this, lane, layout.columns, { notes, cursor, got });
    const rows = crowd
      ? crowd.rows
      : svg`${wires(names, picked, layout)}
        ${names.map(note)}
        <g role="list" aria-label=${plural(names.length, 'server')}>${repeat(
          names,
          (name) => name,
          (name, i) => {
            const id = `${lane}/${name}`;
            const how = {
              inside: layout.inside,
              level: layout.level,
              lane,
              time,
              flash: flashing.get(id) ?? null,
              chosen: this.isChosen('server', id),
              stop: this.stop(lane, names) === id,
            };
            return serverCard(name, of.servers[name], workOf(this.gathered, lane, name), layout.cards[i], how);
          },
        )}</g>
        ${names.map((name, i) => shareBar(got.of[name], got.top, layout.cards[i], layout))}
        ${cursor && y(cursor) ? cursorMark(this.cursorTo(cursor, y(cursor), now), layout) : nothing}`;
    const way = (_, server) => wayTo(layout, crowd ? crowd.to(server) : inCard(layout, names.indexOf(server)));
    const how = {
      chosen: this.chosen?.kind === 'client' ? this.chosen.id : null,
      stopOf: (addresses) => this.roving.stop('client', addresses),
    };
    const picture = svg`${clientsList(this.allClients(), params.clients, layout, how)}${balancerBox(box)}
      ${serversTitle(of, layout)}${layout.columns ? nothing : shareTitle(layout)}${rows}
      ${this.drawFlights(way)}`;
    const label = `${policyWord(of.policy)} over ${plural(names.length, 'server')}`;
    return { picture, height: layout.height, label, asColumns: Boolean(layout.columns) };
  }

  /** Also those that have nothing open now: a name that comes and goes cannot be clicked. */
  allClients() {
    const { clients } = this.gathered;
    for (const address of clients.keys()) this.seen.add(address);
    return new Map([...this.seen].map((address) => [address, clients.get(address) ?? 0]));
  }

  drawFlights(way) {
    const d = this.flights.path(this.view.now, way);
    return d ? svg`<path class="flying" aria-hidden="true" d=${d}/>` : nothing;
  }

  /** The member of a lane's list that Tab reaches. */
  stop(lane, names) {
    return this.roving.stop(
      `lane ${lane}`,
      names.map((name) => `${lane}/${name}`),
    );
  }

  cursorTo(name, { y, h }, now) {
    return this.flights.cursorAt(name, y + h / 2, now, stills() || !this.view.live);
  }

  /** Made anew only if something has changed: it holds the shapes of all slots. */
  layoutOf(names, of) {
    const workers = names.reduce((most, name) => Math.max(most, of.servers[name].workers), 1);
    const capacity = names.reduce((most, name) => Math.max(most, of.servers[name].queue_capacity), 1);
    const counts = { width: this.width, servers: names.length, workers, capacity, floor: this.steady.height };
    const key = Object.values(counts).join();
    if (this.layouts.key !== key) this.layouts = { key, layout: balancerLayout(counts) };
    return this.layouts.layout;
  }

  /**
   * Brings in what the first picture does not need.
   * @param {'many'|'about'} name
   * @param {() => Promise<any>} module
   */
  async load(name, module) {
    if (this.asked.has(name)) return;
    this.asked.add(name);
    this[name] = await module();
    this.requestUpdate();
  }

  /** @param {string} action @param {Record<string, any>} args */
  ask(action, args) {
    this.dispatchEvent(new CustomEvent('lab-ask', { bubbles: true, detail: { action, args } }));
  }
}

function serversTitle(of, { cards, cell, columns: crowd, title }) {
  const x = crowd ? crowd.x : (cards[0]?.x ?? cell.x);
  const count = Object.keys(of.servers).length;
  const longest = crowd && longestOf(of);
  const rest = longest ? `${count}, longest queue ${longest.name}: ${longest.length}` : count;
  return zone(x, title, 'Servers', count === 0 ? 'none: every request is refused' : rest);
}

function zone(x, y, word, more) {
  return svg`<text class="zone" x=${x} y=${y}>${word}<tspan class="sub" dx="8">${more}</tspan></text>`;
}

function inCard({ cards, inside }, place) {
  const card = cards[place];
  return card && { x: card.x + inside.right - 40, y: card.y + inside.usable / 2 };
}

function wayTo({ box, narrow }, to) {
  const from = narrow ? { x: 18, y: box.y + box.h } : { x: box.x + box.w, y: to?.y ?? 0 };
  return to ? { from, to } : null;
}

customElements.define('balancer-stage', BalancerStage);
