/** Where there is no pool: what is drawn instead of it, and the table below that. */

import { LaneHistory } from './lane-history.js';
import { lanesLayout } from './lane-layout.js';
import { lanes } from './lanes.js';
import { sharesTable } from './shares.js';

const LOOK_BACK = 20; // real seconds of requests that the shares are counted over

export class Lanes {
  #history = new LaneHistory();

  /** Nothing leads up to what comes. */
  clear() {
    this.#history.clear();
  }

  /**
   * @param {import('../pool-stage.js').View} view
   * @param {{width: number, floor: number, chosen: string|null, stop: string|undefined}} how
   */
  draw({ state, time, slow, recording }, { width, floor, chosen, stop }) {
    this.#history.goTo(recording, Math.min(time, recording.to), LOOK_BACK / slow);
    const layout = lanesLayout({ width, threads: Object.keys(state.threads).length, floor });
    const picture = lanes({ state, history: this.#history, layout, time, chosen, stop });
    return { picture, height: layout.height, label: 'No pool: every request opens its own connection' };
  }

  below() {
    return sharesTable(this.#history);
  }
}
