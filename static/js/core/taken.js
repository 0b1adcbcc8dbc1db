/** What the learner did in this run, so that the run can be had again: start parameters, and actions by model time. */

const KINDS = { 'lab.set': 'set', 'lab.act': 'act' };

/** @typedef {[number, 'set'|'act', string, any]} Action  model time, what, name, value or arguments */

export class Taken {
  /** Parameters at the start of the recording. @type {Record<string, any>} */
  startParams = {};
  /** Oldest first; a new array whenever it grew. @type {readonly Action[]} */
  actions = [];

  /** What the server says: all of it, up to now. @param {{start_params?: object, actions?: Action[]}} message */
  told({ start_params: startParams, actions }) {
    if (startParams) this.startParams = startParams;
    if (actions) this.actions = actions;
  }

  /** Events on the wire, that follow what was told. @param {any[][]} rows */
  hear(rows) {
    const more = rows.filter(([, kind]) => kind in KINDS);
    if (more.length === 0) return;
    this.actions = [...this.actions, ...more.map(([t, kind, name, of]) => [t, KINDS[kind], name, of])];
  }
}
