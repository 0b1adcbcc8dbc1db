/** The page's entry: brings in the elements, and fills the badge in the header with what a lab says of itself. */

import { rate } from './lib/format.js';
import './elements/ring-lab.js';

document.addEventListener('lab-change', ({ detail }) => {
  const badge = document.querySelector('.live');
  if (!badge) return;
  const status = detail.status === 'open' ? (detail.paused ? 'paused' : 'live') : detail.status;
  badge.hidden = false;
  badge.dataset.status = status;
  badge.querySelector('span').textContent = { lost: 'reconnecting', failed: 'no connection' }[status] ?? status;
  const count = badge.querySelector('b');
  count.textContent =
    status === 'live' ? `${rate(Math.round(detail.eventsPerSecond), 4).replace('/s', '')} events/s` : '';
});
