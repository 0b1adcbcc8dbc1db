/**
 * What each event means for the picture of a hash ring: pure rules over plain state.
 *
 * The state has the shape of the server's keyframe. Entries and arrays are replaced, never edited; how many keys each
 * server has is counted from the owners, so the two cannot disagree.
 */

/**
 * @typedef {{weight: number, points: number[], keys: number, modulo: number, active: number, asked: number}} Node
 * @typedef {[string|null, string|null, number[]]} Move  from, to, keys
 * @typedef {object} RingState
 * @property {number} t
 * @property {{vnodes: number, keys: number}} ring
 * @property {Record<string, Node>} nodes  in the order added
 * @property {number[]} positions  of the keys, 0 to 1
 * @property {(string|null)[]} owners  of the keys on the ring
 * @property {(string|null)[]} modulo  of the same keys under hash % n
 * @property {{ring: Move[], modulo: Move[], t: number}|null} moved  by the last change
 * @property {{key: string, position: number, walk: [number, string, boolean][], nodes: string[], t: number}|null} lookup
 * @property {Record<string, {key: number, server: string|null, since: number}>} requests  in flight; null: it has left
 * @property {{arrived: number, served: number, refused: number, spilled: number}} totals
 */

/** @returns {RingState} */
function initial() {
  return {
    t: 0,
    ring: { vnodes: 0, keys: 0 },
    nodes: {},
    positions: [],
    owners: [],
    modulo: [],
    moved: null,
    lookup: null,
    requests: {},
    totals: { arrived: 0, served: 0, refused: 0, spilled: 0 },
  };
}

/**
 * Lets one event happen to `state`, in place. Kinds without a rule only move the time.
 * @param {RingState} state
 * @param {import('../core/decode.js').LabEvent} event
 */
function apply(state, event) {
  RULES.get(event.kind)?.(state, event);
  state.t = event.t;
}

/** @type {Map<string, (state: RingState, event: any) => void>} */
const RULES = new Map(
  Object.entries({
    'ring.resized'(state, { vnodes, keys }) {
      state.ring = { vnodes, keys };
    },
    'keys.placed'(state, { positions }) {
      state.positions = positions;
      for (const scheme of ['owners', 'modulo']) state[scheme] = positions.map((_, i) => state[scheme][i] ?? null);
      count(state, 'owners');
      count(state, 'modulo');
    },
    'node.placed'(state, { node, weight, points }) {
      const before = state.nodes[node] ?? { keys: 0, modulo: 0, active: 0, asked: 0 };
      state.nodes[node] = { ...before, weight, points };
    },
    'node.removed'(state, { node }) {
      delete state.nodes[node];
      for (const [id, it] of Object.entries(state.requests)) {
        if (it.server === node) state.requests[id] = { ...it, server: null }; // it goes on, and counts for nobody
      }
    },
    'keys.moved'(state, { t, scheme, moves }) {
      const owners = scheme === 'ring' ? 'owners' : 'modulo';
      const after = state[owners].slice();
      for (const [, to, keys] of moves) for (const key of keys) if (key < after.length) after[key] = to;
      state[owners] = after;
      count(state, owners);
      if (scheme === 'ring') state.moved = { ring: moves, modulo: [], t };
      else if (state.moved) state.moved = { ...state.moved, modulo: moves };
    },
    'key.looked_up'(state, { t, key, position, walk, nodes }) {
      state.lookup = { key, position, walk, nodes, t };
    },
    'request.arrived'(state) {
      state.totals.arrived += 1;
    },
    'request.assigned'(state, { t, request, server, why }) {
      state.requests[request] = { key: why.key, server, since: t };
      const node = state.nodes[server];
      if (node) state.nodes[server] = { ...node, active: node.active + 1, asked: node.asked + 1 };
      if (why.passed.length > 0) state.totals.spilled += 1;
    },
    'request.refused'(state) {
      state.totals.refused += 1;
    },
    'request.served'(state, { request }) {
      const it = state.requests[request];
      if (!it) return;
      delete state.requests[request];
      const node = state.nodes[it.server];
      if (node) state.nodes[it.server] = { ...node, active: node.active - 1 };
      state.totals.served += 1;
    },
  }),
);

/** Says at every server how many keys it has. @param {RingState} state @param {'owners'|'modulo'} scheme */
function count(state, scheme) {
  const keys = new Map();
  for (const owner of state[scheme]) keys.set(owner, (keys.get(owner) ?? 0) + 1);
  const field = scheme === 'owners' ? 'keys' : 'modulo';
  for (const [name, node] of Object.entries(state.nodes)) {
    const now = keys.get(name) ?? 0;
    if (node[field] !== now) state.nodes[name] = { ...node, [field]: now };
  }
}

/** How many requests are being worked on, for the scrubber. @param {RingState} state */
function waiting(state) {
  return Object.keys(state.requests).length;
}

const LABELS = new Map(
  Object.entries({
    'node.removed': ({ node }) => `${node} left`,
    'key.looked_up': ({ key, nodes }) => `${key} looked up: ${nodes.join(', ')}`,
    'lab.set': ({ name, value }) => `${words(name)} set to ${value ?? 'none'}`,
    'lab.act': ({ action }) => words(action),
  }),
);

/** @param {import('../core/decode.js').LabEvent} event @returns {string|null} a few words, if it is worth a mark */
function mark(event) {
  return LABELS.get(event.kind)?.(event) ?? null;
}

function words(name) {
  return name.replaceAll('_', ' ');
}

export const rules = { initial, apply, waiting, mark };
