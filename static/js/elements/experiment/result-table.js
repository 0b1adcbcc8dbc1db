/** All figures of a result, and what they were measured on, folded away below the chart. */

import { html } from 'lit';
import { circumstances, resultTables } from './tables.js';

/** @param {import('./result.js').Result} result */
export function resultTable(result) {
  const tables = resultTables(result);
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
  return html`<details class="figures"><summary>All figures: ${rows} rows, and what they were measured on</summary>
    ${tables.map(table)}
    <dl class="where">${circumstances(result).map(([word, value]) => html`<div><dt>${word}</dt><dd>${value}</dd></div>`)}</dl>
  </details>`;
}

function table({ id, caption, columns, rows }) {
  const label = `figures-${id}`;
  const name = `Figures: ${caption}`; // the panel of tables has one of the same caption
  return html`<div class="sideways" role="region" aria-label=${name} tabindex="0">
    <table aria-labelledby=${label}><caption id=${label}>${caption}</caption>
      <thead><tr>${columns.map((word) => html`<th scope="col">${word}</th>`)}</tr></thead>
      <tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}
