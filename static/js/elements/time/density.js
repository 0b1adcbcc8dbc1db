/** The picture behind the scrubber: how much happened when, who waited, and what is marked; pure strings of path. */

const BAR = 5; // px from one bar to the next

/** @param {number} width */
export function barCount(width) {
  return Math.max(10, Math.floor(width / BAR));
}

/**
 * Two paths: slices in which nobody waited, and slices in which somebody did.
 * @param {{count: number, waiting: number}[]} bins
 * @param {{width: number, height: number}} size
 */
export function bars(bins, { width, height }) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const paths = { calm: '', waiting: '' };
  const step = width / bins.length;
  bins.forEach(({ count, waiting }, i) => {
    if (count === 0 && waiting === 0) return;
    const h = Math.max(3, Math.sqrt(count / most) * (height - 12));
    paths[waiting > 0 ? 'waiting' : 'calm'] +=
      `M${(i * step).toFixed(1)} ${height}v-${h.toFixed(1)}h${(step - 2).toFixed(1)}v${h.toFixed(1)}z`;
  });
  return paths;
}

const SHAPES = {
  timeout: 'l5-9h-10z', // a triangle, pointing at the moment
  failure: 'm-5-8l3 3l-3 3l2 2l3-3l3 3l2-2l-3-3l3-3l-2-2l-3 3l-3-3z', // a cross
  learner: 'l-5-5l5-5l5 5z', // a diamond
  change: 'a4 4 0 1 1 .01 0z', // a disc
};

/**
 * One path per shape of mark.
 * @param {{shape: string, x: number}[]} drawn  see clusters.js
 */
export function marks(drawn) {
  const paths = { timeout: '', failure: '', learner: '', change: '' };
  for (const { shape, x } of drawn) paths[shape] += `M${x} 11${SHAPES[shape]}`;
  return paths;
}
