/** Sends what a slider says, not too often, and always the last of it. */

const GAP_MS = 100;

export class Sender {
  /**
   * @param {(name: string, value: any) => Promise<any>} send
   * @param {(name: string, error: Error|null) => void} answered  null: the server took it
   */
  constructor(send, answered) {
    this.send = send;
    this.answered = answered;
    /** What is on its way or about to go: name -> {value, timer, sent, count}. */
    this.pending = new Map();
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  put(name, value) {
    const entry = this.pending.get(name) ?? { value, timer: null, sent: -Infinity, count: 0 };
    entry.value = value;
    this.pending.set(name, entry);
    entry.timer ??= setTimeout(() => this.#go(name, entry), Math.max(0, entry.sent + GAP_MS - performance.now()));
  }

  /** What the learner asked for and the server has not answered yet. */
  wished(name) {
    return this.pending.get(name);
  }

  async #go(name, entry) {
    Object.assign(entry, { timer: null, sent: performance.now() });
    const turn = ++entry.count;
    let failure = null;
    try {
      await this.send(name, entry.value);
    } catch (error) {
      failure = error;
    }
    if (entry.count !== turn) return; // a later value is on its way, and its answer counts
    if (entry.timer === null) this.pending.delete(name);
    this.answered(name, failure);
  }
}
