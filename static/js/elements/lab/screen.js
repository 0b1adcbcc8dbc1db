/** Brings a session onto its figure, picture by picture: no oftener than anybody can read. */

import { stills } from '../../core/motion.js';
import { duration } from '../../lib/format.js';

const SAY_EVERY = 1000; // ms
const MEASURE_EVERY = 250; // ms
const REDRAW_EVERY = 50; // ms
const STILL_EVERY = 500; // ms

export class Screen {
  /** @param {import('../ring-lab.js').RingLab} figure */
  constructor(figure) {
    this.figure = figure;
    this.said = this.measured = this.drawn = this.last = -Infinity; // ms of the frames in which these were last done
    this.measuredLive = false; // was that while the view was live
    this.stale = true; // something has changed since the picture was drawn
    this.elapsed = 0; // real seconds the lab's clock has been running for this page
    this.gist = ''; // what was last told to those who listen
  }

  /** Another run, or another session: nothing on screen leads up to it. */
  restart() {
    Object.assign(this, { elapsed: 0, gist: '', stale: true });
    this.figure.stage?.forget();
  }

  /** @param {number} now  ms */
  frame(now) {
    const { session, seen, module, stage } = this.figure;
    if (!session || !seen || !module) return;
    const running = session.status === 'open' && !session.pace.paused && !session.pace.hidden;
    if (running) this.elapsed += Math.min(1, Math.max(0, (now - this.last) / 1000)) || 0;
    this.last = now;
    const dirty = session.tick(now);
    if (now - this.said >= SAY_EVERY) this.say(now);
    this.stale ||= dirty || Boolean(stage?.moving);
    if (!this.stale || !session.description || this.isTooSoon(now, running, stage)) return;

    const { state, viewTime: time, live, pace, params, recording, metrics } = session;
    this.drawn = now;
    this.stale = false;
    // A recording that plays moves as a lab does; its clock says where it is.
    const moves = live || (session.replayed && running);
    const asks = session.status === 'open' && !session.replayed && !this.figure.locked;
    const { detail } = metrics;
    const { eventNumber: number, progress = null } = session;
    const view = { state, time, slow: pace.slow, live, running, params, recording, now, detail, asks, number, progress };
    if (stage) stage.view = { ...view, live: moves };
    this.figure.part('lab-panels')?.frame?.(view);
    Object.assign(this.figure.part('time-bar'), { now, elapsed: this.elapsed });
    const back = Math.max(0, recording.to - time);
    this.figure.part('.ago').textContent = live || session.replayed ? '' : `in the past: ${duration(back)} back`;
    // Not too often, but always where the view has jumped: a paused lab draws no second picture.
    if (!live || !this.measuredLive || now - this.measured >= MEASURE_EVERY) {
      Object.assign(this, { measured: now, measuredLive: live });
      Object.assign(this.figure.part('metric-strip') ?? {}, { metrics });
    }
  }

  /** While nothing happens only ages and clocks go on, and nobody reads those sixty times a second. */
  isTooSoon(now, running, stage) {
    const { live: follows, replayed, state } = this.figure.session;
    const live = follows || replayed;
    const since = now - this.drawn;
    if (stills()) return live && running && Boolean(stage?.view?.live) && since < STILL_EVERY;
    const calm = live && state === stage?.view?.state && !stage.moving && (stage.calm?.(state) ?? true);
    return calm && since < REDRAW_EVERY;
  }

  /** Once a second at most: the sentence for those who listen, and the figure for the page's header. */
  say(now) {
    this.said = now;
    this.figure.tell();
    const { session, module } = this.figure;
    const place = this.figure.part('.scene > [role=status].vh');
    if (session.status !== 'open' || !session.description) return;
    if (this.figure.rival || this.figure.corner) return; // the comparison speaks for both
    if (document.querySelector('dialog[open]')) return; // whoever is in there is busy
    const back = session.live || session.replayed ? 0 : Math.max(0, session.recording.to - session.viewTime);
    const gist = module.sentence(session.state, null, { back });
    if (gist === this.gist) return; // that everything is a second older is no news
    this.gist = gist;
    place.textContent = module.sentence(session.state, session.viewTime, { back });
  }
}
