/** Style sheets of elements that are loaded late: each is linked once, when the first of them appears. */

const linked = new Set();

/** @param {URL|string} address  nothing is done if the page has it already */
export function ensureStyles(address) {
  const href = String(address);
  if (linked.has(href)) return;
  linked.add(href);
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  document.head.append(link);
}
