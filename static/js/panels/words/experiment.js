/** How the run of an experiment stands, and which part of its recording begins, in words: pure. */

import { duration } from '../../lib/format.js';
import { count, plain } from './common.js';

/** @type {Record<string, (event: any) => string>} */
export const WORDS = {
  'run.progress': ({ phase, place, done, total, note, error }) => {
    if (phase === 'queued') return `The run is in the queue, ${count(place, 'run')} before it`;
    if (phase === 'failed') return `The run fails${error ? `: ${error}` : ''}`;
    if (phase !== 'running') return `The run is ${plain(phase)}`;
    return `The run is at step ${done} of ${total}${note ? `: ${note}` : ''}`;
  },
  'run.variant': ({ label, workers }) => `What was measured now: ${label}${workers > 0 ? `, at most ${count(workers, 'worker')}` : ''}`,
  'run.finished': ({ variant, took }) => `${variant} is done: it took ${duration(took, 3)}`,
};
