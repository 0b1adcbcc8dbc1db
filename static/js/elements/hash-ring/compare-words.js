/** What the metrics of a hash ring are called when two runs are compared. */

export const says = {
  moved_ring: ['B moved', 'more of its keys', 'less of its keys', 'as many of its keys'],
  spread: ['In keys, B’s servers differ', 'more', 'less', 'as much'],
  load_max: ['B’s busiest server has', 'more of the requests', 'less of the requests', 'as much of the requests'],
};

export const counted = {
  servers: (more, n) => `B has ${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'server' : 'servers'}`,
  in_flight: (more, n) => `${n} ${more ? 'more' : 'fewer'} ${n === 1 ? 'request is' : 'requests are'} in flight in B`,
};

export const telling = ['spread', 'moved_ring', 'servers', 'load_max', 'in_flight'];
