/** The page's one animation loop: it calls everybody once a frame, and rests when nobody listens or looks. */

/**
 * @param {object} page  what a browser offers; tests bring their own
 * @param {(fn: (nowMs: number) => void) => number} page.requestAnimationFrame
 * @param {(handle: number) => void} page.cancelAnimationFrame
 * @param {{hidden: boolean, addEventListener: Function}} page.document
 * @param {(error: unknown) => void} page.reportError
 */
export function frameLoop(page) {
  /** @type {Set<(nowMs: number) => void>} */
  const listeners = new Set();
  let pending = null; // the handle of the frame asked for

  function run(nowMs) {
    pending = null;
    for (const listener of [...listeners]) {
      try {
        if (listeners.has(listener)) listener(nowMs);
      } catch (error) {
        page.reportError(error); // one broken figure does not stop the others
      }
    }
    update();
  }

  function update() {
    const wanted = listeners.size > 0 && !page.document.hidden;
    if (wanted && pending === null) pending = page.requestAnimationFrame(run);
    if (!wanted && pending !== null) {
      page.cancelAnimationFrame(pending);
      pending = null;
    }
  }

  page.document.addEventListener('visibilitychange', update);

  /**
   * Calls `listener` once per animation frame.
   * @param {(nowMs: number) => void} listener
   * @returns {() => void} stops it
   */
  return function onFrame(listener) {
    listeners.add(listener);
    update();
    return () => {
      listeners.delete(listener);
      update();
    };
  };
}

let pageLoop = null;

/**
 * The loop of this page; it starts with its first listener.
 * @param {(nowMs: number) => void} listener
 * @returns {() => void} stops it
 */
export function onFrame(listener) {
  pageLoop ??= frameLoop({
    requestAnimationFrame: (fn) => requestAnimationFrame(fn),
    cancelAnimationFrame: (handle) => cancelAnimationFrame(handle),
    reportError: (error) => reportError(error),
    document,
  });
  return pageLoop(listener);
}
