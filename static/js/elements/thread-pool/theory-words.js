/** What the theory panel calls things where the lab is a pool of threads. */

export const samples = 'tasks';
export const curve = 'time in the queue by number of threads, same tasks';
export const spoken = 'Modelled mean time in the queue by number of threads, for the same tasks.';

/** There is always something to compare, once tasks have ended. */
export const none = () => null;
