/** What is known of one client: what it has open, and which servers it was sent to. */

/**
 * @param {string} address
 * @param {Record<string, import('../../reduce/balancer.js').Request>} requests
 * @param {import('../../core/decode.js').LabEvent[]} events  of the past, in their order
 * @returns {import('../stage/detail-panel.js').About}
 */
export function describeClient(address, requests, events) {
  const open = Object.entries(requests).filter(([, it]) => it.client === address && it.state !== 'abandoned');
  const where = ([id, { server, state }]) => `#${id} ${server ? `at ${server}, ${state}` : state}`;
  const went = sentTo(address, events);
  const counts = new Map();
  for (const server of went) counts.set(server, (counts.get(server) ?? 0) + 1);
  const again = went.slice(1).filter((server, i) => server === went[i]).length;
  return {
    title: `Client ${address}`,
    rows: [
      ['Open requests', open.map(where).join('; ') || 'none'],
      [
        'Sent to',
        [...counts]
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([name, n]) => `${name} ×${n}`)
          .join(', ') || 'nobody yet',
      ],
      ['Same server as before', went.length > 1 ? `${again} of ${went.length - 1} times` : 'asked once at most'],
    ],
  };
}

/** The servers its requests were first assigned to. */
function sentTo(address, events) {
  const its = new Set();
  const went = [];
  for (const { kind, request, client, server, attempt } of events) {
    if (kind === 'request.arrived' && client === address) its.add(request);
    else if (kind === 'request.assigned' && attempt === 1 && its.has(request)) went.push(server);
  }
  return went;
}
