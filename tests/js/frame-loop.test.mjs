/** The page's one animation loop. */

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { frameLoop } from '../../static/js/core/frame.js';

let page;
let onFrame;

/** A browser's window, as far as the loop looks at it; `show()` is one animation frame. */
function fakePage() {
  let wanted = new Map();
  let handles = 0;
  return {
    document: { hidden: false, addEventListener(name, listener) { this.changed = listener; } },
    errors: [],
    requestAnimationFrame(fn) { wanted.set((handles += 1), fn); return handles; },
    cancelAnimationFrame(handle) { wanted.delete(handle); },
    reportError(error) { this.errors.push(error.message); },
    get asked() { return wanted.size; },
    show(nowMs) {
      const now = wanted;
      wanted = new Map();
      for (const fn of now.values()) fn(nowMs);
    },
    hide(hidden) { this.document.hidden = hidden; this.document.changed(); },
  };
}

beforeEach(() => {
  page = fakePage();
  onFrame = frameLoop(page);
});

describe('the frame loop', () => {
  test('calls everybody once a frame with the time, out of one request', () => {
    const seen = [];
    onFrame((ms) => seen.push(['a', ms]));
    onFrame((ms) => seen.push(['b', ms]));
    assert.equal(page.asked, 1);
    page.show(16);
    page.show(33);
    assert.deepEqual(seen, [['a', 16], ['b', 16], ['a', 33], ['b', 33]]);
  });

  test('rests while nobody listens', () => {
    const stop = onFrame(() => {});
    stop();
    assert.equal(page.asked, 0);
    onFrame(() => {});
    assert.equal(page.asked, 1);
  });

  test('rests while the page is hidden', () => {
    onFrame(() => {});
    page.hide(true);
    assert.equal(page.asked, 0);
    page.hide(false);
    assert.equal(page.asked, 1);
  });

  test('lets a listener stop itself or another in the middle of a frame', () => {
    const seen = [];
    let stopB = () => {};
    const stopA = onFrame(() => { seen.push('a'); stopA(); stopB(); });
    stopB = onFrame(() => seen.push('b'));
    page.show(16);
    assert.deepEqual(seen, ['a']);
    assert.equal(page.asked, 0);
  });

  test('goes on when one listener fails, and reports it', () => {
    const seen = [];
    onFrame(() => { throw new Error('broken figure'); });
    onFrame(() => seen.push('b'));
    page.show(16);
    page.show(33);
    assert.deepEqual(seen, ['b', 'b']);
    assert.deepEqual(page.errors, ['broken figure', 'broken figure']);
  });
});
