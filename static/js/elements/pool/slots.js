/** What each slot of the pool has to say at one moment: pure, from the state alone. */

/** How long a closed connection stays visible in its slot, in real seconds. */
export const FAREWELL = 1.2;

const PHASES = { tcp: 'TCP', tls: 'TLS', auth: 'auth' };
const REASONS = {
  broken: 'broken',
  check_failed: 'check failed',
  reset_failed: 'reset failed',
  overflow: 'overflow',
  resized: 'resized',
  max_lifetime: 'too old',
  max_idle: 'idle too long',
  drained: 'drained',
  pool_closed: 'pool closed',
  connect_failed: 'failed',
};

/**
 * @typedef {object} SlotView
 * @property {number} slot
 * @property {boolean} inside  inside the ropes
 * @property {'active'|'idle'|'connecting'|'closed'|'empty'} state
 * @property {string|null} who  the thread that holds it, or that it is opened for
 * @property {number|null} since  model time
 * @property {string|null} note  a phase, a reason
 * @property {boolean} leaked
 * @property {boolean} flowing  a query is running on it
 * @property {string|null} parted  why the connection before this one was closed here, just now
 */

const EMPTY = { state: 'empty', who: null, since: null, note: null, leaked: false, flowing: false, parted: null };

/**
 * One view for every slot of the pool, those left over from a bigger one included.
 * @param {import('../../reduce/pool.js').PoolState} state
 * @param {{time: number, slow: number, atLeast?: number}} when  `slow`: real seconds in one model second
 * @returns {SlotView[]}
 */
export function slotViews(state, { time, slow, atLeast = 0 }) {
  const { max_size: maxSize, max_overflow: maxOverflow } = state.pool;
  const occupied = new Map(Object.entries(state.connections).map(([id, it]) => [it.slot, { id, ...it }]));
  const phases = phasesByOpener(state.sessions);
  const parting = (slot) => {
    const gone = state.recent[slot];
    return gone && (time - gone.since) * slow < FAREWELL ? gone : null;
  };
  let count = Math.max(maxSize + maxOverflow, atLeast, ...[...occupied.keys()].map((slot) => slot + 1));
  for (const slot of Object.keys(state.recent).map(Number)) {
    if (slot >= count && parting(slot)) count = slot + 1;
  }

  return Array.from({ length: count }, (_, slot) => {
    const place = { ...EMPTY, slot, inside: slot < maxSize };
    const it = occupied.get(slot);
    if (it) {
      const { state: now, who, since, leaked } = it;
      const flowing = now === 'active' && state.sessions[it.peer]?.state === 'querying';
      const before = parting(slot);
      const parted = before ? reasonWord(before.reason) : null;
      return { ...place, state: now, who, since, leaked, flowing, parted, note: noteOn(it, phases) };
    }
    const gone = parting(slot);
    return gone ? { ...place, state: 'closed', since: gone.since, note: reasonWord(gone.reason) } : place;
  });
}

/** What else there is to say of a connection: how far it has come, or what is the matter with it. */
function noteOn({ state, who, checking, leaked }, phases) {
  if (state === 'connecting') return phases.get(who) ?? null;
  if (checking) return 'checking';
  return leaked ? 'leaked' : null;
}

/**
 * The name a slot is read out by.
 * @param {SlotView} view
 */
export function slotName({ slot, inside, state, who, note, parted }) {
  const place = `${inside ? '' : 'overflow '}slot ${slot}`;
  const more = `${note ? `, ${note}` : ''}${parted ? `; closed before it: ${parted}` : ''}`;
  if (state === 'active') return `${place}, active, held by ${who}${more}`;
  return `${place}, ${state}${more}`;
}

/** @param {string} reason  of connection.closed */
export function reasonWord(reason) {
  return REASONS[reason] ?? reason.replaceAll('_', ' ');
}

function phasesByOpener(sessions) {
  const found = new Map();
  for (const { state, who } of Object.values(sessions)) {
    if (PHASES[state] && who !== null) found.set(who, PHASES[state]);
  }
  return found;
}
