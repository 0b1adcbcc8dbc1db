/** What a server says of the pool lab, shortened; in the shape of `GET /api/labs/connection-pool`. */

import { SCHEMA } from './schema.mjs';

export const DESCRIPTION = {
  slug: 'connection-pool',
  title: 'Connection pool',
  params: {
    type: 'object',
    properties: {
      thread_order: { type: 'string', enum: ['seeded', 'os'], default: 'seeded', title: 'Thread order' },
      seed: { type: 'integer', minimum: 0, maximum: 999_999, default: 7, title: 'Seed' },
      slow: { type: 'number', minimum: 0.1, maximum: 1000, default: 4, title: 'Slow motion' },
      threads: { type: 'integer', minimum: 1, maximum: 40, default: 12, title: 'Threads' },
      max_size: { type: 'integer', minimum: 1, maximum: 30, default: 10, title: 'Max size' },
      acquire_timeout: { type: ['number', 'null'], minimum: 0.005, maximum: 30, default: 0.3, title: 'Acquire timeout' },
      fair: { type: 'boolean', default: true, title: 'Fair' },
    },
  },
  actions: [
    { name: 'leak', label: 'Leak one', args: { type: 'object', properties: {} } },
    {
      name: 'restart_database',
      label: 'Restart database',
      args: { type: 'object', properties: { down_for: { type: 'number', minimum: 0, maximum: 60 } } },
    },
  ],
  metrics: [],
  events: SCHEMA,
};

export const PARAMS = {
  thread_order: 'seeded', seed: 7, slow: 4, threads: 12, max_size: 6, acquire_timeout: null, fair: true,
};

/** What a session would say of a run with these parameters. */
export const run = (changes = {}) => ({
  lab: 'connection-pool', params: PARAMS, seed: 7, actions: [], description: DESCRIPTION, ...changes,
});
