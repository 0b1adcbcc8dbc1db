/** What the learner should know but was not asked for: a short list that can be dismissed. */

import { html, nothing } from 'lit';

const MOST = 3;

export class NoticeList {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {{message: string, times: number}[]} */
    this.list = [];
  }

  /** @param {string} message  said again, it is counted rather than repeated */
  add(message) {
    const known = this.list.find((it) => it.message === message);
    if (known) known.times += 1;
    else this.list = [...this.list, { message, times: 1 }].slice(-MOST);
    this.changed();
  }

  dismiss(notice) {
    this.list = this.list.filter((it) => it !== notice);
    this.changed();
  }

  clear() {
    this.list = [];
    this.changed();
  }

  render() {
    const notice = (it) => html`<p><span>${it.message}${it.times > 1 ? ` (${it.times} times)` : nothing}</span>
      <button type="button" class="ghost" aria-label="Dismiss: ${it.message}"
        @click=${() => this.dismiss(it)}>Dismiss</button></p>`;
    return html`<div class="notices" role="log" aria-live="polite" aria-label="Notices">${this.list.map(notice)}</div>`;
  }
}
