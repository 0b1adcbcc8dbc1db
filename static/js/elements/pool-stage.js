/** `<pool-stage>`: the picture of one connection pool, its threads and its database, at one moment. */

import { html, nothing, svg } from 'lit';
import { stills } from '../core/motion.js';
import { database } from './pool/database.js';
import { poolLayout } from './pool/layout.js';
import { legend } from './pool/legend.js';
import { Motions } from './pool/motion.js';
import { flyingTicket, waitersQueue } from './pool/queue.js';
import { poolTitles, ropes } from './pool/ring.js';
import { slotCard } from './pool/slot-card.js';
import { slotViews } from './pool/slots.js';
import { SteadyPool } from './pool/steady.js';
import { threadNames, threadsRow } from './pool/threads.js';
import { wires } from './pool/wires.js';
import { PictureStage } from './stage/picture-stage.js';

const AGES_EVERY = 100; // ms: figures that change sixty times a second cannot be read

/** @typedef {import('../labs/index.js').View & {state: import('../reduce/pool.js').PoolState}} View */

export class PoolStage extends PictureStage {
  constructor() {
    super();
    /** @type {View|null} */
    this.view = null;
    this.motions = new Motions();
    this.lanes = null; // what draws the threads where there is no pool, and
    this.details = null; // what tells of the chosen part: loaded when they are first wanted
    this.steady = new SteadyPool();
    this.ages = { at: -Infinity, time: 0 };
  }

  resize(width) {
    if (width !== this.width) this.motions.clear();
    super.resize(width);
  }

  /** Another run begins: nothing on screen leads up to it. */
  forget() {
    super.forget();
    this.motions.clear();
    this.lanes?.clear();
  }

  /** Does the picture change although nothing happens? */
  get moving() {
    return this.motions.moving;
  }

  /** Is there nothing to see while nothing happens? Requests without a pool grow as time goes. */
  calm(state) {
    return state.pool.pooling;
  }

  willUpdate(changed) {
    if (!changed.has('view') || !this.view) return;
    const { state, live, now, time } = this.view;
    const before = changed.get('view');
    if (before && before.state !== state && live && before.live && time >= before.time) {
      this.motions.notice(before.state, state, now, (who) => (stills() ? undefined : this.spots?.get(who)));
    }
    if (!live) this.motions.clear();
    if (!live || now - this.ages.at >= AGES_EVERY) this.ages = { at: now, time };
  }

  render() {
    if (!this.view || this.width < 100) return nothing;
    const { state, running, live, now } = this.view;
    const { pooling } = state.pool;
    if (!pooling && !this.lanes) return void this.load();
    const { picture, height, label } = pooling ? this.drawPool() : this.drawLanes();
    this.steady.drew(height, now, live);
    return html`<svg width=${this.width} height=${height} role="group" aria-label=${label}
        class=${running ? '' : 'halted'} @click=${this.onClick} @keydown=${this.onKey} @focusin=${this.onFocus}>
        ${picture}</svg>
      ${this.chosen ? this.detail() : nothing}
      ${pooling ? legend() : this.lanes.below()}`;
  }

  drawPool() {
    const { state, time, slow, now, params } = this.view;
    const { pool, waiters } = state;
    const views = slotViews(state, { time, slow, atLeast: pool.max_size + this.steady.slotsOutside(state) });
    const outside = views.length - pool.max_size;
    const layout = poolLayout({
      width: this.width,
      threads: Object.keys(state.threads).length,
      waiters: waiters.length,
      backlog: params.loop === 'open' ? state.backlog.length : null,
      inside: pool.max_size,
      outside,
      floor: this.steady.height,
    });
    const { tickets, moreAt } = layout.queue;
    this.spots = new Map(waiters.map(({ who }, i) => [who, tickets[i] ?? moreAt]));
    const flying = this.motions.flying(now, (slot) => layout.cards[slot]);
    const gone = this.motions.leaving(now);

    const chosen = this.chosenThread;
    const stop = this.stops(state, views.length);
    const ages = this.ages.time;
    const { level } = layout.grid;
    const card = (view) => {
      const { slot } = view;
      const how = { level, time: ages, chosen: this.isChosen('slot', slot), stop: stop.slot === String(slot) };
      return slotCard(view, layout.cards[slot], how);
    };
    const overflow = pool.max_overflow > 0 ? `, ${pool.max_overflow} overflow` : '';
    const timeout = params.acquire_timeout;
    const picture = svg`
      ${threadsRow({ state, band: layout.threads, narrow: layout.narrow, chosen, stop: stop.thread })}
      ${wires(views, layout, waiters.length > 0)}
      ${ropes(layout.ring)}
      ${poolTitles(layout, pool, outside)}
      <g class="slots" role="list" aria-label="Slots: ${pool.max_size} in the pool${overflow}">${views.map(card)}</g>
      ${waitersQueue({ waiters, gone, layout, time: ages, timeout, chosen, stop: stop.waiter })}
      ${database(state, layout.database, layout)}
      ${flying.map(flyingTicket)}`;
    return { picture, height: layout.height, label: `Connection pool: ${pool.max_size} slots${overflow}` };
  }

  drawLanes() {
    const { view, width, steady, chosenThread: chosen } = this;
    return this.lanes.draw(view, { width, floor: steady.height, chosen, stop: this.stops(view.state, 0).thread });
  }

  async load() {
    const { Lanes } = await import('./pool/lanes-scene.js');
    this.lanes ??= new Lanes();
    this.requestUpdate();
  }

  /** The member of each list that Tab reaches. */
  stops(state, slots) {
    return {
      slot: this.roving.stop('slot', Array.from({ length: slots }, (_, slot) => String(slot))),
      thread: this.roving.stop('thread', threadNames(state)),
      waiter: this.roving.stop('waiter', state.waiters.map(({ who }) => who)),
    };
  }

  detail() {
    if (!this.details) {
      import('./pool/detail.js').then((details) => {
        this.details = details;
        this.requestUpdate();
      });
      return nothing;
    }
    const { describe, detailPanel } = this.details;
    const { state, time, recording, params, live } = this.view;
    const extra = { timeout: params.acquire_timeout, leak: this.leakOf(state, recording) };
    const about = describe(this.chosen, state, live ? this.ages.time : time, extra);
    return detailPanel(about, () => this.choose(null));
  }

  /** The report on the chosen slot's connection, if it has leaked; looked up once. */
  leakOf({ connections }, recording) {
    const [id, it] = Object.entries(connections).find(([, { slot }]) => this.isChosen('slot', slot)) ?? [];
    if (!it?.leaked) return null;
    if (this.leak?.id !== id) {
      const all = recording.eventsBetween(recording.from - 1, Infinity);
      const isIt = ({ kind, connection }) => kind === 'connection.leaked' && String(connection) === id;
      this.leak = { id, report: all.findLast(isIt) ?? null };
    }
    return this.leak.report;
  }

  get chosenThread() {
    return this.chosen?.kind === 'thread' ? this.chosen.id : null;
  }
}
customElements.define('pool-stage', PoolStage);
