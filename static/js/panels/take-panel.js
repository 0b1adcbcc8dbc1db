/** `<take-panel>`: a run to take along (recording, trace, link, picture), and a recording brought back. */

import { LitElement, html, nothing } from 'lit';
import { labMore } from '../labs/index.js';
import { clock, duration } from '../lib/format.js';
import { ensureStyles } from '../lib/styles.js';

ensureStyles(new URL('../../css/panels-take.css', import.meta.url));

const SIZE = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

export class TakePanel extends LitElement {
  static properties = {
    session: { attribute: false },
    said: { state: true },
    link: { state: true },
    over: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../core/session.js').LabSession|import('../core/replay-session.js').ReplaySession|null} */
    this.session = null;
    /** What came of the last button. @type {{words: string[], wrong?: boolean}|null} */
    this.said = null;
    this.link = ''; // the last one made
    this.over = false; // is a file held over the place to drop it
    this.busy = false;
    this.isEmpty = true; // is there no lab yet
  }

  createRenderRoot() {
    return this;
  }

  /** Nothing here moves with the picture; but before the first one there is nothing to take. */
  frame() {
    if (this.isEmpty) this.requestUpdate();
  }

  willUpdate(changed) {
    if (changed.has('session') && changed.get('session')) Object.assign(this, { link: '', said: this.kept ?? null });
    if (changed.has('session')) this.kept = null;
  }

  render() {
    const { session, busy } = this;
    this.isEmpty = !session?.description;
    const off = busy || this.isEmpty;
    const button = (label, act) => html`<button type="button" class="ghost" ?disabled=${off}
      @click=${() => this.doing(act)}>${label}</button>`;
    return html`<div class="take">
      <section aria-label="Take it with you">
        <h3>Take it with you</h3>
        <p class="acts-row">
          ${button('Export recording (.jsonl)', () => this.exportRecording())}
          ${button('Export trace (Perfetto)', () => this.exportTrace())}
          ${button('Copy share link', () => this.share())}
          ${button('Picture SVG', () => this.picture('svg'))}
          ${button('Picture PNG', () => this.picture('png'))}
        </p>
        <p class="what">The recording is one event a line and can be brought back. The trace opens in
          <span class="token">ui.perfetto.dev</span>. The link opens this run again at the moment shown.</p>
        ${this.link ? html`<label class="link"><span>Share link</span><input type="text" readonly .value=${this.link}
          @focus=${({ target }) => target.select()}></label>` : nothing}
      </section>
      <section aria-label="Bring one back" class="drop ${this.over ? 'over' : ''}" @dragover=${this.onDrag}
        @dragleave=${() => (this.over = false)} @drop=${this.onDrop}>
        <h3>Bring one back</h3>
        <label class="file"><span>Import a recording (.jsonl)</span>
          <input type="file" accept=".jsonl,application/jsonl" ?disabled=${busy} @change=${this.onFile}></label>
        <p class="what">Or drop the file here. It is read in this page and not sent anywhere.</p>
      </section>
      <div role="status" class="outcome">${this.said && !this.said.wrong ? this.said.words.map((it) => html`<p>${it}</p>`) : nothing}</div>
      <div role="alert" class="outcome wrong">${this.said?.wrong ? this.said.words.map((it) => html`<p>${it}</p>`) : nothing}</div>
    </div>`;
  }

  /** Does one thing, and tells what came of it. @param {() => Promise<string[]>} act */
  async doing(act) {
    this.busy = true;
    try {
      this.said = { words: await act() };
    } catch (error) {
      this.said = { words: [error.message], wrong: true };
    } finally {
      this.busy = false;
    }
  }

  get run() {
    return import('../tools/jsonl.js').then(({ runOf }) => runOf(this.session));
  }

  async exportRecording() {
    const { writeRecording } = await import('../tools/jsonl.js');
    const { parts, bytes, from, to, events, gaps, cut } = writeRecording(this.session.recording, await this.run);
    this.save(new Blob(parts, { type: 'application/jsonl' }), 'jsonl', to);
    const words = [`Saved ${events} events, model time ${clock(from)} to ${clock(to)}, ${size(bytes)}.`];
    if (cut) words.push('What happened before that is left out: the file would be larger than 20 MB.');
    if (gaps.length > 0) words.push(`The recording has ${count(gaps.length, 'gap')}: events are missing there. The file says where.`);
    return words;
  }

  async exportTrace() {
    const { traceOf } = await import('../tools/trace.js');
    const { recording, description } = this.session;
    const lab = await labMore(description.slug);
    const trace = traceOf(recording, await this.run, lab?.Trace);
    this.save(new Blob([JSON.stringify(trace)], { type: 'application/json' }), 'trace.json', recording.to);
    return [`Saved a trace of ${duration(recording.to - recording.from)} of model time. Open it in ui.perfetto.dev.`];
  }

  async share() {
    const { encodeShare } = await import('../tools/share.js');
    const run = await this.run;
    const t = Math.min(this.session.viewTime, this.session.recording.to);
    const { hash, exact, why } = encodeShare(run, t);
    this.link = new URL(`/labs/${run.lab}${hash}`, location.href).href;
    const copied = await navigator.clipboard?.writeText(this.link).then(() => true, () => false);
    const words = [copied ? 'The link is in the clipboard.' : 'Copy the link from the field.'];
    const same = `It opens this run at ${clock(t)}.`;
    return [...words, exact ? same : `It opens the same settings, but another run: ${why}.`];
  }

  async picture(kind) {
    const { pictureOf, pixelsOf } = await import('../tools/picture.js');
    const stage = this.closest('ring-lab')?.stage?.querySelector('svg[role=group]');
    if (!stage) throw new Error('There is no picture yet.');
    const { viewTime } = this.session;
    const caption = this.caption;
    const blob = kind === 'png' ? await pixelsOf(stage, caption)
      : new Blob([pictureOf(stage, caption).text], { type: 'image/svg+xml' });
    this.save(blob, kind, viewTime);
    return [`Saved the picture at ${clock(viewTime)}, ${size(blob.size)}.`];
  }

  /** What a picture has to say for itself, far from its page. */
  get caption() {
    const { description, params, seed, viewTime, pace, replayed } = /** @type {any} */ (this.session);
    const byChance = params.thread_order === 'os';
    const facts = [
      replayed ? 'recording, replayed' : null,
      description.experiment ? 'measured' : `real threads, ${byChance ? 'operating-system order' : 'seeded order'}`,
      byChance || seed === null ? null : `seed ${seed}`,
      `model time ${clock(viewTime)}`,
      `1 s = ${duration(1 / pace.slow)} of model time`,
    ];
    return { title: `${description.title} · ringside`, lines: [facts.filter(Boolean).join(' · ')] };
  }

  async read(file) {
    const { replayFile } = await import('../tools/replay.js');
    const session = await replayFile(file, describe);
    const lab = this.closest('ring-lab');
    if (session.description.slug !== lab.lab) {
      throw new Error(`This is a recording of ${session.description.title}; open that lab to replay it.`);
    }
    const { recording, remarks } = session;
    const length = duration(recording.to - recording.from);
    const words = [`Replaying ${recording.count} events, ${length} of model time.`, ...remarks];
    this.kept = { words }; // it is another session that will show this
    lab.show(session);
    for (const remark of remarks) lab.notices.add(remark);
    return words;
  }

  onFile({ target }) {
    const [file] = target.files;
    target.value = ''; // so that the same one can be chosen again
    if (file) this.doing(() => this.read(file));
  }

  onDrag(event) {
    event.preventDefault();
    this.over = true;
  }

  onDrop(event) {
    event.preventDefault();
    this.over = false;
    const [file] = event.dataTransfer.files;
    if (file) this.doing(() => this.read(file));
  }

  save(blob, ending, t) {
    const { description, seed } = this.session;
    const moment = clock(t).replaceAll(':', 'm').replace('.', 's');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    const which = description.experiment ? 'measured' : `seed${seed ?? ''}`;
    link.download = `ringside-${description.slug}-${which}-${moment}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}
customElements.define('take-panel', TakePanel);

/** What the server says of a lab. @param {string} slug */
async function describe(slug) {
  const answer = await fetch(`/api/labs/${encodeURIComponent(slug)}`);
  if (!answer.ok) throw new Error(`no description of ${slug}`);
  return answer.json();
}

function size(bytes) {
  return bytes < 1e6 ? `${SIZE.format(Math.max(1, Math.round(bytes / 1e3)))} kB` : `${SIZE.format(bytes / 1e6)} MB`;
}

function count(n, word) {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
