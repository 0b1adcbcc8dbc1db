/** `<thread-pool-stage>`: the picture of a pool of threads, its queue, its cores and its last seconds, at one moment. */

import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { stills } from '../core/motion.js';
import { ropes } from './pool/ring.js';
import { PictureStage } from './stage/picture-stage.js';
import { emptyPlaces, workerCard } from './thread-pool/cards.js';
import { coresPart, takers } from './thread-pool/cores.js';
import { TaskFlights } from './thread-pool/flights.js';
import { threadPoolLayout } from './thread-pool/layout.js';
import { legend } from './thread-pool/legend.js';
import { placesOf } from './thread-pool/places.js';
import { latestOf, producerPart } from './thread-pool/producer.js';
import { taskQueue } from './thread-pool/queue.js';
import { plural } from './thread-pool/words.js';

const AGES_EVERY = 100; // ms: figures that change sixty times a second cannot be read
const MANY_LANES = 24;
const FAREWELL = 1.2; // real seconds that the end of a task stands out

/** @typedef {import('../labs/index.js').View & {state: import('../reduce/thread-pool.js').ThreadPoolState}} View */

export class ThreadPoolStage extends PictureStage {
  constructor() {
    super();
    this.flights = new TaskFlights();
    this.ages = { at: -Infinity, time: 0 };
    this.later = null; // the timeline and the details: loaded when the first picture stands
    this.history = null;
    this.drawn = { at: -Infinity, top: 0, picture: null };
  }

  forget() {
    super.forget();
    this.flights.clear();
    this.history?.clear();
  }

  /** Does the picture change although nothing happens? */
  get moving() {
    return this.flights.moving;
  }

  willUpdate(changed) {
    if (!changed.has('view') || !this.view) return;
    const { state, live, now, time } = this.view;
    const before = changed.get('view');
    const goesOn = before && before.state !== state && live && before.live && time >= before.time;
    if (goesOn && !stills()) this.flights.notice(before.state, state, now);
    if (!live) this.flights.clear();
    if (!live || now - this.ages.at >= AGES_EVERY) this.ages = { at: now, time };
  }

  firstUpdated() {
    import('./thread-pool/later.js').then((later) => {
      this.later = later;
      this.history = new later.WorkerHistory();
      this.requestUpdate();
    });
  }

  render() {
    if (!this.view || this.width < 100) return nothing;
    const { state, running, live, now, time, slow, recording } = this.view;
    const { pool } = state;
    const places = placesOf(state);
    const span = this.later?.spanOf(this.view);
    this.history?.goTo(recording, Math.min(time, recording.to), span);
    const inside = pool.core_size;
    const layout = threadPoolLayout({
      width: this.width,
      inside,
      outside: places.length - inside,
      capacity: pool.queue_capacity,
      cores: state.cores.count,
      gil: state.cores.gil,
      lanes: Math.max(this.history?.lanes.size ?? 0, Math.min(places.length, 8)),
      floor: this.steady.height,
    });
    this.steady.drew(layout.height, now, live);
    const picture = svg`
      ${producerPart({ state, params: this.view.params, latest: latestOf(state, time - FAREWELL / slow, time), layout })}
      ${ropes(layout.ring)}${fan(layout, inside)}
      ${taskQueue({ state, layout, time: this.ages.time, ...this.picked('task', state.queue) })}
      ${titles(layout, pool, places)}
      ${this.workers(places, layout)}
      ${coresPart(state, takers(state), layout)}
      ${this.lanes(layout, span)}
      ${this.drawFlights(places, layout)}`;
    const label = `Thread pool: ${plural(Object.keys(state.workers).length, 'worker')}, at most ${pool.max_size}`;
    return html`<svg
        width=${this.width}
        height=${layout.height}
        role="group"
        aria-label=${label}
        class=${running ? '' : 'halted'}
        @click=${this.onClick}
        @keydown=${this.onKey}
        @focusin=${this.onFocus}
      >
        ${picture}
      </svg>
      ${this.chosen && this.later ? this.later.detail(this) : nothing} ${legend(state.cores.gil)}`;
  }

  workers(places, { cards, grid: { level } }) {
    const { state, time } = this.view;
    const taken = places.map((place, i) => ({ ...place, box: cards[i] })).filter(({ who }) => who !== null);
    const free = places.flatMap(({ who }, i) => (who === null ? [cards[i]] : []));
    const { chosen, stop } = this.picked(
      'worker',
      taken.map(({ who }) => who),
    );
    const draw = ({ who, inside, box }) => {
      const how = { level, inside, time, ages: this.ages.time, chosen: chosen === who, stop: stop === who };
      return workerCard(who, state.workers[who], box, how);
    };
    return svg`${emptyPlaces(free, level)}
      <g role="list" aria-label="Workers">${repeat(taken, ({ who }) => who, draw)}</g>`;
  }

  /** The timeline. Where the lanes are many it is drawn anew only now and then: it has thousands of stretches. */
  lanes(layout, span) {
    const { later, history, drawn, view } = this;
    const { now, time, live, state } = view;
    if (!later) return nothing;
    const many = live && history.lanes.size > MANY_LANES;
    if (!many || now - drawn.at >= AGES_EVERY || drawn.top !== layout.lanes.top) {
      const picture = later.lanesPart({ history, layout, time, span, live, capacity: state.pool.queue_capacity });
      this.drawn = { at: now, top: layout.lanes.top, picture };
    }
    return this.drawn.picture;
  }

  /** Which one of a list is chosen, and which one Tab reaches. */
  picked(kind, ids) {
    const chosen = this.chosen?.kind === kind ? this.chosen.id : null;
    return { chosen, stop: this.roving.stop(kind, ids.map(String)) };
  }

  drawFlights(places, { cards, queue, producer, grid }) {
    if (grid.level === 'tiny') return nothing; // they would hide what they fly to
    const head = queue.at(0);
    const starts = {
      queue: { x: head.x + head.w / 2, y: head.y + head.h / 2 },
      producer: { x: producer.x + producer.w, y: producer.y + producer.h / 2 },
    };
    const d = this.flights.path(this.view.now, (from, who) => {
      const box = cards[places.findIndex((place) => place.who === who)];
      return box ? { from: starts[from], to: { x: box.x + box.w / 2, y: box.y + 4 } } : null;
    });
    return d ? svg`<path class="flying" aria-hidden="true" d=${d}/>` : nothing;
  }

  /** @param {string} action @param {Record<string, any>} args */
  ask(action, args) {
    this.dispatchEvent(new CustomEvent('lab-ask', { bubbles: true, detail: { action, args } }));
  }
}

/** From the head of the queue to the workers, as the picture of every text book has it. */
function fan({ queue, ring, cards, grid: { columns } }, inside) {
  const head = queue.at(0);
  const x = head.x + head.w / 2;
  const y = queue.y + queue.h;
  const bus = ring.y - 12;
  const ends = cards.slice(0, Math.min(columns, inside)).map((card) => card.x + card.w / 2);
  if (ends.length === 0) return nothing;
  const shown = ends.length > 12 ? [ends[0], ends[ends.length - 1]] : ends;
  const left = Math.min(x, ...ends);
  const right = Math.max(x, ...ends);
  const down = shown.map((end) => `M${end} ${bus}V${ring.y + 14}m-4-5l4 5l4-5`).join('');
  return svg`<path class="wire" aria-hidden="true" d="M${x} ${y}V${bus}M${left} ${bus}H${right}${down}"/>`;
}

function titles({ ring, overflow, narrow }, { core_size: core, max_size: most, growth, shutdown, ended }, places) {
  const outside = places.length - core;
  const how = growth === 'java' ? 'when the queue is full' : 'when none is idle';
  const beyond = most > core ? `beyond the core${narrow ? '' : `, ${how}`}` : 'left over from before';
  const word = ended ? 'ended' : shutdown ? 'shut down' : '';
  return svg`<text class="zone" x=${ring.x} y=${ring.y - 19}>Workers<tspan class="sub"
      dx="8">core ${core}, max ${most}</tspan>${word ? svg`<tspan class="alert" dx="8">${word}</tspan>` : nothing}</text>
    ${outside > 0 ? svg`<text class="zone" x=${overflow.x} y=${overflow.y}>${outside} more<tspan class="sub" dx="8">${beyond}</tspan></text>` : nothing}`;
}

customElements.define('thread-pool-stage', ThreadPoolStage);
