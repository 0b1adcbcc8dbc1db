/** One thing in a picture that has a name and can be chosen: a list item holding a button, with a frame for focus. */

import { nothing, svg } from 'lit';

/**
 * @param {object} it
 * @param {string} it.kind  what it is, such as a slot or a thread
 * @param {string|number} it.id
 * @param {string} it.label  what it is called, read out loud
 * @param {string} it.classes
 * @param {import('../pool/layout.js').Box} it.box  `x` and `y`: where it stands; the content begins at 0,0
 * @param {boolean} it.chosen  its details are open
 * @param {boolean} it.stop  Tab reaches it; the arrow keys reach the others of its list
 * @param {string} [it.group]  which list it belongs to, if not the one of its kind
 * @param {unknown} content
 */
export function item({ kind, id, label, classes, box, chosen, stop, group }, content) {
  const { x, y, w, h } = box;
  return svg`<g role="listitem" class=${classes} aria-label=${label} transform="translate(${x} ${y})">
    <g role="button" class=${chosen ? 'chosen' : ''} aria-label=${label} aria-expanded=${chosen}
        tabindex=${stop ? 0 : -1} data-kind=${kind} data-id=${id} data-group=${group ?? nothing}>
      ${content}
      <rect class="ring" x="-3.5" y="-3.5" width=${w + 7} height=${h + 7} rx="6"/>
    </g>
  </g>`;
}
