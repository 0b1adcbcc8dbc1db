/** The part of the vocabulary of app/engine/events.py that a balancer uses, as the server sends it. */

import { decoder } from '../../../static/js/core/decode.js';

const SERVER = ['weight', 'workers', 'queue_capacity', 'speed', 'failure_rate'];

export const SCHEMA = {
  'balancer.policy': ['balancer', 'policy'],
  'balancer.panic': ['balancer', 'on', 'healthy'],
  'request.arrived': ['request', 'client', 'balancer'],
  'request.assigned': ['request', 'server', 'attempt', 'why'],
  'request.working': ['request', 'who', 'until'],
  'request.dropped': ['request', 'server', 'attempt', 'reason'],
  'request.served': ['request', 'who', 'latency'],
  'request.failed': ['request', 'who', 'latency', 'error'],
  'request.refused': ['request', 'backlog', 'reason'],
  'request.timed_out': ['request', 'latency'],
  'retry.denied': ['request', 'reason'],
  'server.added': ['balancer', 'server', ...SERVER],
  'server.changed': ['balancer', 'server', ...SERVER],
  'server.weighted': ['balancer', 'server', 'weight'],
  'server.draining': ['balancer', 'server'],
  'server.removed': ['balancer', 'server', 'reason'],
  'server.ejected': ['balancer', 'server', 'reason', 'until'],
  'server.restored': ['balancer', 'server', 'reason'],
  'server.checked': ['balancer', 'server', 'ok', 'streak'],
  'server.crashed': ['balancer', 'server'],
  'server.restarted': ['balancer', 'server'],
  'lab.set': ['name', 'value'],
  'lab.act': ['action', 'args'],
};

export const decode = decoder(SCHEMA);
