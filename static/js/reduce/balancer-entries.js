/** How the rules of the balancers change a state: every entry that changes is replaced by a new one. */

const KEPT = 40; // endings that are remembered

export function changeLane(state, balancer, changes) {
  const lane = state.balancers[balancer];
  if (lane !== undefined) state.balancers[balancer] = { ...lane, ...changes };
}

export function setServer(state, balancer, server, entry) {
  const lane = state.balancers[balancer];
  if (lane !== undefined) state.balancers[balancer] = { ...lane, servers: { ...lane.servers, [server]: entry } };
}

/** Puts a changed server in the place of the old one. */
export function change(state, balancer, server, changes) {
  const entry = server === null ? undefined : state.balancers[balancer]?.servers[server];
  if (entry !== undefined) setServer(state, balancer, server, { ...entry, ...changes(entry) });
}

export function count(state, balancer, total) {
  const totals = state.balancers[balancer]?.totals;
  if (totals !== undefined) changeLane(state, balancer, { totals: { ...totals, [total]: totals[total] + 1 } });
}

/** A request is over: it is counted, and gone. */
export function end(state, request, total) {
  const it = state.requests[request];
  if (it === undefined) return null;
  delete state.requests[request];
  count(state, it.balancer, total);
  return it;
}

/** A request is no longer the business of the server it was at. @param {'served'|'failed'|null} as */
export function leave(state, { balancer, server }, request, as) {
  change(state, balancer, server, (it) => ({
    active: it.active - 1,
    queue: without(it.queue, request),
    ...(as && { [as]: it[as] + 1 }),
  }));
}

export function without(queue, request) {
  const place = queue.indexOf(request);
  return place < 0 ? queue : queue.toSpliced(place, 1);
}

export function remember(state, { balancer }, request, t, ending, server) {
  state.recent.push({ t, balancer, server, request, end: ending });
  if (state.recent.length > KEPT) state.recent.shift();
}
