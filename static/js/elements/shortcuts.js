/**
 * Keys for those who work a lab from the keyboard, the dialog that lists them, and the button that opens it.
 *
 * They stay out of the way of everybody else's keys: only without Ctrl, Alt and Meta; only while the focus is in a
 * figure or nowhere; never in anything that is typed into or takes letters itself; and in the dialog they can be
 * switched off (WCAG 2.1.4), for those whose screen reader or speech input sends single letters. A screen reader in
 * browse mode keeps its letters for itself: they never come here. Space, Enter and the arrows are left alone.
 */

import { html, render } from 'lit';

const KEY = 'ringside-keys';
const TAKES_LETTERS = [
  'input', 'select', 'textarea', '[contenteditable]:not([contenteditable=false])', 'dialog',
  ...['textbox', 'searchbox', 'combobox', 'listbox', 'option', 'slider', 'spinbutton', 'menu', 'tree', 'grid'].map(
    (role) => `[role=${role}]`,
  ),
].join();

/** @type {[string, string, (figure: any) => unknown][]} */
const KEYS = [
  ['k', 'Play or pause the lab', (figure) => press(figure, '.keys :is([aria-label=Play], [aria-label=Pause])')],
  [',', 'Step back', (figure) => press(figure, '.keys [aria-label="Step back"]')],
  ['.', 'Step forward', (figure) => press(figure, '.keys [aria-label="Step forward"]')],
  ['l', 'Back to live', (figure) => press(figure, '.golive')],
];

let on = remembered();
let ready = false;

/** Once per page, when there is a figure to work on. */
export function setUpKeys() {
  if (ready) return;
  ready = true;
  document.addEventListener('keydown', onKey);
  const header = document.querySelector('.top');
  if (!header) return;
  const button = document.createElement('button');
  Object.assign(button, { className: 'ghost keys-button', type: 'button', textContent: 'Keys' });
  button.setAttribute('aria-haspopup', 'dialog');
  button.addEventListener('click', openKeys);
  header.insertBefore(button, header.querySelector('#theme'));
}

/** Shows which keys there are. */
export function openKeys() {
  let dialog = document.getElementById('keys');
  if (!dialog) {
    dialog = Object.assign(document.createElement('dialog'), { id: 'keys' });
    dialog.setAttribute('aria-labelledby', 'keys-title');
    document.body.append(dialog);
  }
  render(contents(dialog), dialog);
  if (!dialog.open) dialog.showModal(); // the browser gives the focus back when it closes
}

function contents(dialog) {
  const line = ([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`;
  return html`<h2 id="keys-title">Keys</h2>
    <p>They work while the focus is in a figure, or nowhere, and never where you type.</p>
    <dl class="keylist">${[...KEYS, ['?', 'This list']].map(line)}</dl>
    <p>In the picture, the tabs and the list of events, the arrow keys go from one to the next;
      <kbd>Home</kbd> and <kbd>End</kbd> go to the first and the last, and <kbd>Enter</kbd> opens.
      In the moment shown, the arrow keys go along the recording.</p>
    <label class="switch"><span>Single keys do something <small>Switch this off if your screen reader or speech input
      sends single letters.</small></span><input type="checkbox" role="switch" .checked=${on}
      @change=${({ target }) => turn(target.checked)}></label>
    <form method="dialog"><button type="button" class="solid" @click=${() => dialog.close()}>Close</button></form>`;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const { key, target } = event;
  if (!on || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector('dialog[open]') || target.closest?.(TAKES_LETTERS)) return;
  const figure = target.closest?.('ring-lab') ?? (target === document.body ? inView() : null);
  if (!figure) return;
  if (key === '?') openKeys();
  else {
    const act = KEYS.find(([name]) => name === key)?.[2];
    if (!act || (key === 'k' && event.repeat) || figure.locked) return;
    act(figure);
  }
  event.preventDefault();
}

/** What the key does is what the button does, also when it cannot. */
function press(figure, selector) {
  const all = figure.querySelectorAll(`time-bar ${selector}`);
  const button = [...all].find((it) => it.checkVisibility()); // two labs with one clock: the time bar that is there
  if (button && !button.disabled) button.click();
}

/** The figure that is on screen, if the focus is nowhere. */
function inView() {
  return [...document.querySelectorAll('ring-lab')].find((figure) => figure.seen) ?? null;
}

function turn(to) {
  on = to;
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // not allowed to remember: then it holds for this page
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}
