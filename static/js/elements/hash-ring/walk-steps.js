/** The points that a key passes on its way clockwise, and which of them keep a copy of it: pure. */

/**
 * The points on the way, each with the number of the copy that is kept there; 0: that server has one already.
 * @param {{walk: [number, string, boolean][], nodes: string[]}} lookup
 * @returns {{at: number, node: string, copy: number}[]}
 */
export function stepsOf({ walk, nodes }) {
  const seen = new Set();
  return walk.map(([at, node]) => {
    const first = !seen.has(node);
    seen.add(node);
    return { at, node, copy: first ? nodes.indexOf(node) + 1 : 0 };
  });
}

/**
 * "user:123 belongs to S4, then S2, S1; 2 points of the same servers passed over."
 * @param {{key: string, nodes: string[], walk: [number, string, boolean][]}} lookup
 */
export function walkSentence(lookup) {
  const [first, ...others] = lookup.nodes;
  const over = stepsOf(lookup).filter(({ copy }) => copy === 0).length;
  if (!first) return `There is no server for ${lookup.key}.`;
  const copies = others.length > 0 ? `, then ${others.join(', ')}` : '';
  const passed = over > 0 ? `; ${over} ${over === 1 ? 'point' : 'points'} of the same servers passed over` : '';
  return `${lookup.key} belongs to ${first}${copies}${passed}.`;
}
