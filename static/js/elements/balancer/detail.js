/** The panel under the picture that says everything about one server, and lets the learner do something to it. */

import { html, nothing } from 'lit';
import { clock, duration, NOTHING } from '../../lib/format.js';
import { detailPanel } from '../stage/detail-panel.js';
import { describeClient } from './client-detail.js';
import { percent, howIs, plural, rounded } from './words.js';
import { shares, workOf } from './work.js';

/**
 * What is known of a server: pure.
 * @param {string} name
 * @param {import('../../reduce/balancer.js').Server|undefined} server
 * @param {{request: string, state: string}[]} work
 * @param {{share?: number|null, expected?: number|null, p50?: number, p95?: number, p99?: number,
 *   utilisation?: number}} [got]
 * @returns {import('../stage/detail-panel.js').About}
 */
export function describe(name, server, work, got = {}) {
  const title = `Server ${name}`;
  if (!server) return { title, rows: [], none: 'This server has been removed.' };
  const { weight, effective, speed, workers, queue, queue_capacity: capacity, failure_rate: fails } = server;
  const { share, expected, utilisation } = got;
  const rows = [
    ['State', howIs(server).word + why(server)],
    ['Weight', effective === weight ? String(weight) : `${rounded(effective)} now, of ${weight}`],
    ['Speed', `${rounded(speed)} of normal`],
    ['In the queue', `${queue.length} of at most ${capacity}`],
    [
      'Workers',
      `${work.length} of ${workers} busy${work.length > 0 ? `: ${work.map((it) => `#${it.request}`).join(', ')}` : ''}`,
    ],
    ['Open requests', String(server.active)],
    ['Got', plural(server.picked, 'request') + of(share, ', ', '') + of(expected, ' (expected ', ')')],
    ['Served', String(server.served)],
    ['Failed attempts', String(server.failed)],
    ['Fails by itself', fails > 0 ? percent(fails) : 'never'],
    ['p50, p95, p99', [got.p50, got.p95, got.p99].map((it) => duration(it)).join(', ')],
    ['Utilisation', utilisation == null ? NOTHING : percent(utilisation)],
  ];
  if (server.streak)
    rows.push(['Health checks', `${server.streak.count} in a row ${server.streak.ok ? 'passed' : 'failed'}`]);
  return { title, rows };
}

function of(share, before, after) {
  return share == null ? '' : before + percent(share) + after;
}

function why({ reason, until }) {
  const because = reason === 'failures' ? ': it failed too often' : reason === 'checks' ? ': its checks failed' : '';
  return because + (until == null ? '' : `, until ${clock(until)}`);
}

/** The panel of what was chosen. @param {import('../balancer-stage.js').BalancerStage} stage */
export function detail(stage) {
  return stage.chosen.kind === 'client' ? clientPanel(stage) : serverPanel(stage);
}

/** Looked up as often as other figures change: it goes through all that was recorded. */
function clientPanel(stage) {
  const { chosen, figures, view } = stage;
  const key = `${chosen.id} ${figures.at}`;
  if (stage.client?.key !== key) {
    const { recording, time, state } = view;
    const events = recording.eventsBetween(recording.from - 1, time);
    stage.client = { key, about: describeClient(chosen.id, state.requests, events) };
  }
  return detailPanel(stage.client.about, () => stage.choose(null));
}

function serverPanel(stage) {
  const [lane, name] = stage.chosen.id.split(/\/(.*)/s);
  const of = stage.view.state.balancers[lane];
  const server = of?.servers[name];
  const got = of ? shares(of, stage.figures.detail?.balancers?.[lane]).of[name] : {};
  const about = describe(name, server, workOf(stage.gathered, lane, name), got);
  return detailPanel({ ...about, more: server ? buttons(stage, name, server) : undefined }, () => stage.choose(null));
}

function buttons(stage, name, { up, stopped, weight, speed, health }) {
  const idle = stage.view.asks === false;
  const button = (word, action, args, off = false) => html`<button type="button" class="ghost" ?disabled=${idle || off}
    @click=${() => stage.ask(action, { server: name, ...args })}>${word}</button>`;
  const less = weight > 1 ? weight - 1 : weight / 2;
  const more = weight < 1 ? weight * 2 : weight + 1;
  return html`<div class="does" role="group" aria-label=${`Do something to server ${name}`}>
    ${up ? button('Crash', 'crash') : nothing}
    ${up && !stopped ? button('Stop', 'stop_server') : button('Restart', 'restart_server')}
    ${button('Half the speed', 'set_speed', { speed: speed / 2 })}
    ${button('Twice the speed', 'set_speed', { speed: speed * 2 })}
    ${button('Weight −', 'set_weight', { weight: less })}${button('Weight +', 'set_weight', { weight: more })}
    ${button('Drain', 'drain', {}, health === 'draining')}${button('Remove', 'remove_server')}</div>`;
}
