/** The goals set for a lab, and how far each has come: the server checks them, this only remembers. */

/** @typedef {{name: string, label: string, hint: string, done: boolean, progress: number, detail: string}} Goal */

export class Goals {
  /** In the order in which they were set; a new array whenever anything has changed. @type {Goal[]} */
  list = [];
  /** What to ask for again from a lab that was opened afresh. @type {(string|{name: string, params?: object})[]} */
  wanted = [];

  /** @param {(string|{name: string, params?: object})[]} wanted @param {{name: string, label: string, hint: string}[]} goals */
  set(wanted, goals) {
    this.wanted = wanted;
    const known = new Map(this.list.map((goal) => [goal.name, goal]));
    this.list = goals.map((goal) => ({ done: false, progress: 0, detail: '', ...known.get(goal.name), ...goal }));
  }

  /**
   * @param {{name: string, done: boolean, progress: number, detail: string}} standing
   * @returns {boolean} is there anything new
   */
  hear({ name, done, progress, detail }) {
    const known = this.list.find((goal) => goal.name === name);
    if (known === undefined) {
      // Its standing may come before the answer that names it.
      this.list = [...this.list, { name, label: '', hint: '', done, progress, detail }];
      return true;
    }
    if (known.done === done && known.progress === progress && known.detail === detail) return false;
    this.list = this.list.map((goal) => (goal === known ? { ...goal, done, progress, detail } : goal));
    return true;
  }
}
