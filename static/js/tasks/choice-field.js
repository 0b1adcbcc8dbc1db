/** Choosing one, or several: radio buttons or checkboxes, and afterwards which of them was right and why. */

import { html, nothing } from 'lit';

/**
 * @param {{id: string, options: string[]}} task
 * @param {{answer: any, several?: boolean, locked: boolean, said?: any, change: (answer: any) => void}} how
 *   `said`: what the server said to `answer`, if it did
 */
export function choiceField(task, { answer, several = false, locked, said, change }) {
  const chosen = several ? new Set(answer ?? []) : new Set(answer === null || answer === undefined ? [] : [answer]);
  const pick = (index, on) => {
    if (!several) change(index);
    else change([...chosen].filter((each) => each !== index).concat(on ? [index] : []).sort((a, b) => a - b));
  };
  return html`<div class="choices" role=${several ? 'group' : 'radiogroup'} aria-labelledby="ask-${task.id}">
    ${task.options.map((text, index) => {
      const right = rightness(said, index, chosen.has(index));
      const because = said && (said.truth?.because?.[index] || said.because?.[index]);
      return html`<label class="choice ${right ?? ''}">
        <input type=${several ? 'checkbox' : 'radio'} name="choice-${task.id}" .checked=${chosen.has(index)}
          ?disabled=${locked} @change=${(event) => pick(index, event.target.checked)}>
        <span><span .innerHTML=${text}></span>
          ${right ? html`<b class="mark-${right}">${WORDS[right]}</b>` : nothing}
          ${because ? html`<small .innerHTML=${because}></small>` : nothing}</span>
      </label>`;
    })}
  </div>`;
}

const WORDS = { right: '✓ right', wrong: '✕ not this', missed: '✓ this one' };

/** @param {any} said @param {number} index @param {boolean} chosen @returns {'right'|'wrong'|'missed'|null} */
export function rightness(said, index, chosen) {
  if (!said) return null;
  const known = said.truth?.right;
  if (known) {
    if (known.includes(index)) return chosen ? 'right' : 'missed';
    return chosen ? 'wrong' : null;
  }
  if (!chosen) return null;
  if (said.marks) return said.marks[index] ? 'right' : 'wrong';
  return said.verdict === 'right' ? 'right' : 'wrong';
}
