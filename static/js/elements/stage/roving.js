/** Keyboard in a picture: Tab reaches one member of each list, the arrow keys the others. */

const STRIDE = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Roving {
  constructor() {
    /** List -> the member that Tab reaches. @type {Record<string, string>} */
    this.stops = {};
  }

  /**
   * @param {string} list
   * @param {string[]} members
   * @returns {string|undefined} the one that was in focus last, or else the first
   */
  stop(list, members) {
    return members.includes(this.stops[list]) ? this.stops[list] : members[0];
  }

  /**
   * @param {Element} target  what came into focus
   * @returns {boolean} is it another stop than before
   */
  focused(target) {
    const { group, kind, id } = target.dataset;
    const list = group ?? kind;
    if (!list || this.stops[list] === id) return false;
    this.stops[list] = id;
    return true;
  }

  /**
   * @param {string} key
   * @param {Element} member  the one in focus
   * @returns {boolean} was it a key that moves
   */
  move(key, member) {
    const all = [...member.closest('[role=list]').querySelectorAll('[data-kind]')];
    if (key === 'Home') all[0].focus();
    else if (key === 'End') all[all.length - 1].focus();
    else if (STRIDE[key]) all[(all.indexOf(member) + STRIDE[key] + all.length) % all.length].focus();
    else return false;
    return true;
  }
}
