/** The figures of a server: how many keys it has, what it should have, and how many requests it may work on. Pure. */

const ALMOST = 1e-9; // 1.1 × 10 is 11, whatever the rounding

/**
 * @typedef {object} Figures
 * @property {string} name
 * @property {number} weight
 * @property {number} points
 * @property {number} keys
 * @property {number} share  of the keys
 * @property {number} expected  share, by weight
 * @property {number} spread  standard deviation of the share that so many points give
 * @property {number} modulo  keys under hash % n
 * @property {number} active
 * @property {number} asked
 * @property {number|null} capacity  with a bound: a server with so many requests gets no more, now; it may still have more
 */

/**
 * @param {import('../../reduce/hash-ring.js').RingState} state
 * @param {{bound?: number|null}} params
 * @returns {Figures[]}
 */
export function figuresOf({ nodes, owners }, { bound = null } = {}) {
  const all = Object.entries(nodes);
  const sum = (field) => all.reduce((total, [, node]) => total + field(node), 0);
  const [weights, points] = [sum((node) => node.weight), sum((node) => node.points.length)];
  const room = bound === null ? null : Math.ceil(bound * (sum((node) => node.active) + 1) - ALMOST);
  return all.map(([name, node]) => {
    const mine = node.points.length;
    const expected = weights > 0 ? node.weight / weights : 0;
    return {
      name,
      weight: node.weight,
      points: mine,
      keys: node.keys,
      share: owners.length > 0 ? node.keys / owners.length : 0,
      expected,
      // A sum of `mine` of the gaps between random points; with equal weights √((n−1)/(v·n+1)) of the expected share.
      spread: mine > 0 ? expected * Math.sqrt((points - mine) / (mine * (points + 1))) : 0,
      modulo: node.modulo,
      active: node.active,
      asked: node.asked,
      capacity: room === null ? null : Math.max(1, Math.ceil(room * expected - ALMOST)),
    };
  });
}

/** "34 %", and with few keys no more digits than there are keys for. @param {number} share */
export function percent(share) {
  const x = share * 100;
  return `${x > 0 && x < 9.95 ? x.toFixed(1) : Math.round(x)} %`;
}
