/** What the theory panel calls things where the lab is a balancer. */

export const samples = 'requests';

/** There is always something to compare, once requests have been answered. */
export const none = () => null;
