/** What the theory panel says of an experiment. */

/** Formulas stand in the chart itself. */
export function none() {
  return 'What formulas say is drawn in the chart, beside what was measured: dashed lines, badged modelled.';
}
