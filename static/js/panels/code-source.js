/** The code of a lab, asked for once in the life of a page. */

/** @type {Map<string, Promise<import('./code-places.js').Code>>} slug -> its code, perhaps still on its way */
const known = new Map();

/** @param {string} slug  of the lab */
export function codeOf(slug) {
  if (!known.has(slug)) {
    const asked = ask(slug);
    known.set(slug, asked);
    asked.catch(() => known.delete(slug)); // it may be asked for again
  }
  return known.get(slug);
}

async function ask(slug) {
  const answer = await fetch(new URL(`../../../api/labs/${slug}/code`, import.meta.url));
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.json();
}
