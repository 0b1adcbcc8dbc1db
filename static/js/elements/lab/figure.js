/** What one `<ring-lab>` consists of: its stage with controls and time, perhaps a fork next to it, figures, panels. */

import { html, nothing } from 'lit';
import { trouble } from '../trouble.js';
import { badge, measuredBadge } from './badge.js';
import { stillsNote } from './stills.js';

/** @param {import('../ring-lab.js').RingLab} lab */
export function figureOf(lab) {
  const { session, rival, corner } = lab;
  return html`<div class="lab ${rival ? 'comparing' : ''}" @lab-error=${lab.onError}>
    <div class="corner">
      ${rival ? html`<h2>A <small>the original</small></h2>` : heading(lab)}${card(lab)}
    </div>
    ${rival ? html`<lab-compare .a=${session} .b=${rival} .figure=${lab}></lab-compare>` : nothing}
    ${corner ? nothing : html`<metric-strip .list=${session?.description?.metrics ?? []}></metric-strip>`}
    ${lab.notices.render()}
    ${corner ? nothing : html`<lab-panels .session=${session} .lab=${lab.lab}
      .tables=${session?.description?.tables?.length > 0} .panel=${lab.panel}
      @panel-change=${({ detail }) => { lab.panel = detail.panel; }}></lab-panels>`}
  </div>`;
}

/** For those who go from heading to heading; the others see what it is. */
function heading({ corner, session }) {
  return corner ? nothing : html`<h2 class="vh">The lab: ${session?.description?.title ?? 'not open yet'}</h2>`;
}

function card(lab) {
  const { session, locked, version } = lab;
  const description = session?.description;
  const replayed = Boolean(session?.replayed);
  const past = Boolean(session && !session.live && !replayed);
  const usual = lab.params.slow ?? description?.params.properties.slow?.default ?? 1;
  const fork = lab.corner || replayed || description?.experiment ? null : (t) => lab.fork(t);
  const corner = lab.corner || (lab.rival ? 'A' : '');
  const title = `${corner}${corner ? ': ' : ''}${description?.title ?? 'Lab'}`;
  return html`<section class="stage ${past ? 'past' : ''}" aria-label=${title}>
    <figure class="scene" @lab-ask=${(event) => onAsk(lab, event)}>
      ${lab.stage ?? html`<div class="picture"></div>`}
      ${trouble(lab)}
      <figcaption class="foot">
        ${replayed ? wayBack(lab) : nothing}
        ${description ? badgeOf(session) : nothing}${stillsNote()}
        <p class="ago"></p>
      </figcaption>
      <p class="vh" role="status"></p>
    </figure>
    <lab-controls .session=${session} .version=${version} .main=${lab.controls} .actions=${lab.actions}
      .lit=${lab.highlight} .groups=${lab.module?.groups ?? {}} .asked=${lab.module?.asked ?? []} .corner=${corner} ?inert=${locked}></lab-controls>
    <time-bar .session=${session} .version=${version} .usual=${usual} .fork=${fork} ?inert=${locked}></time-bar>
  </section>`;
}

function badgeOf({ description, params, seed, pace }) {
  return description.experiment ? measuredBadge(pace) : badge(params, seed, pace);
}

/** Somebody asks for something inside the picture: as with a button beside it. */
async function onAsk({ session, locked, notices }, event) {
  event.stopPropagation();
  const { action, args, set, value } = event.detail;
  try {
    if (locked) throw new Error('Answer first: the lab waits for your prediction.');
    await (set ? session.set(set, value) : session.act(action, args));
  } catch (error) {
    notices.add(error.message);
  }
}

/** What is on screen is not the lab, and how to have that again. */
function wayBack(lab) {
  return html`<p class="badge"><b>recording, replayed</b>
    <button type="button" class="ghost" @click=${() => lab.show(null)}>Back to the live lab</button></p>`;
}
