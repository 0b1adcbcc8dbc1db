/** Loads a stylesheet that only a panel needs, once. */

/**
 * @param {string} name  a file in static/css/
 * @returns {Promise<void>} settles when it is there, or cannot be had: a panel without its looks can still be read
 */
export function stylesheet(name) {
  const { href } = new URL(`../../css/${name}`, import.meta.url);
  const known = [...document.styleSheets].some((sheet) => sheet.href === href);
  if (known) return Promise.resolve();
  return new Promise((resolve) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}
