/** What the metrics of a balancer are called when two runs are compared. */

const answers = ['B answers', 'more slowly', 'faster', 'as long'];

export const says = {
  latency_p50: answers,
  latency_p95: answers,
  latency_p99: answers,
  served_rate: ['B serves', 'more', 'less', 'as many'],
};

export const counted = {
  lost: (more, n) => `B loses ${n} ${more ? 'more' : 'fewer'}`,
  in_flight: (more, n) => `${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'is' : 'are'} in flight in B`,
  queue_max: (more, n) => `B's longest queue is ${n} ${more ? 'longer' : 'shorter'}`,
};

export const telling = ['latency_p95', 'lost', 'queue_max', 'served_rate', 'latency_p50', 'fairness', 'in_flight'];
