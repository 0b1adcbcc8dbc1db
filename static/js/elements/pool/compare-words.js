/** What the metrics of a pool are called when two runs are compared. */

export const says = {
  wait_p50: ['B waits', 'longer', 'less', 'as long'],
  wait_p95: ['B waits', 'longer', 'less', 'as long'],
  served_rate: ['B serves', 'more', 'less', 'as many'],
};

export const counted = {
  waiters: (more, n) => `${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'waits' : 'wait'} in B`,
  active: (more, n) => `${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'connection is' : 'connections are'} active in B`,
  timeouts: (more, n) => `B has ${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'timeout' : 'timeouts'}`,
};

export const telling = ['wait_p95', 'timeouts', 'served_rate', 'waiters', 'wait_p50', 'active'];
