/** What the metrics of a thread pool are called when two runs are compared. */

const done = ['B is done', 'later', 'sooner', 'as soon'];
const waits = ['Tasks wait', 'longer in B', 'less in B', 'as long'];

export const says = {
  queue_time_p50: waits,
  queue_time_p95: waits,
  latency_p50: done,
  latency_p95: done,
  done_rate: ['B does', 'more', 'less', 'as much'],
};

export const counted = {
  queue: (more, n) => `${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'waits' : 'wait'} in B`,
  rejected: (more, n) => `B rejects ${n} ${more ? 'more' : 'fewer'}`,
  threads: (more, n) => `B has ${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'thread' : 'threads'}`,
  failed: (more, n) => `${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'fails' : 'fail'} in B`,
};

export const telling = ['done_rate', 'latency_p95', 'queue_time_p95', 'rejected', 'queue', 'threads'];
