/** Over the picture: that the lab is not there yet, or no longer, and why. */

import { html, nothing } from 'lit';

/** @param {import('./ring-lab.js').RingLab} lab */
export function trouble(lab) {
  const { session, module, broken } = lab;
  const again = () => lab.again();
  const reason = session?.error?.message;
  if (broken) return told('alert', 'The lab could not be opened.', `What draws it could not be loaded: ${broken}`, again);
  switch (session?.status ?? 'connecting') {
    case 'open':
      return module?.stage === null ? told('status', '', 'There is no picture of this lab.') : nothing;
    case 'connecting':
      return told('status', '', 'Connecting to the lab …');
    case 'lost':
      return told('status', 'Reconnecting …', 'The connection to the server is lost. The picture stands still.');
    case 'closed':
      return told('alert', 'The lab has ended.', reason ?? '', again);
    default:
      return told('alert', 'The lab could not be opened.', reason ?? 'The server cannot be reached.', again);
  }
}

function told(role, heading, words, again) {
  const button = html`<button type="button" class="ghost" @click=${again}>Start again</button>`;
  return html`<p class="trouble" role=${role}>
    ${heading ? html`<b>${heading}</b>` : nothing}<span>${words}</span>${again ? button : nothing}</p>`;
}
