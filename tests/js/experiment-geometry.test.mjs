/** Where the parts of an experiment's picture stand: bars, curves with the formula's answers, lanes. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { barsLayout } from '../../static/js/elements/experiment/bars-layout.js';
import { below, curvesLayout, flagWords, panelsOf, pathOf } from '../../static/js/elements/experiment/curves-layout.js';
import { axisOf, lanesLayout, paths, queuePath, timeScale } from '../../static/js/elements/experiment/lanes-layout.js';
import { variantsOf } from '../../static/js/elements/experiment/result.js';
import { byDoubling, readable, stacked, upTo } from '../../static/js/elements/experiment/scales.js';
import { COMPUTING, SIZING, WAITING } from './support/experiment-run.mjs';

const near = (a, b, message) => assert.ok(Math.abs(a - b) < 0.01, message ?? `${a} is not ${b}`);

describe('scales', () => {
  test('end at a round number that nothing exceeds', () => {
    assert.deepEqual(upTo(130, 5), { top: 150, ticks: [0, 50, 100, 150] });
    for (const most of [0.0007, 0.43, 1, 9.99, 104, 2251]) assert.ok(upTo(most).top >= most * 0.999, String(most));
    assert.ok(upTo(0).top > 0);
  });

  test('give every doubling the same room, and a single size the middle', () => {
    const xOf = byDoubling([1, 128], 700);
    assert.deepEqual([1, 2, 4, 128].map(xOf), [0, 100, 200, 700]);
    assert.equal(byDoubling([42], 700)(42), 350);
  });

  test('leave out ticks that would touch, but never the last one', () => {
    const kept = readable([0, 10, 20, 40, 45].map((x) => ({ x })), 20);
    assert.deepEqual(kept.map(({ x }) => x), [0, 20, 45]);
  });

  test('put labels that overlap on lines of their own, inside the picture', () => {
    const put = stacked([{ x: 10, width: 60 }, { x: 40, width: 60 }, { x: 200, width: 60 }], 220);
    assert.deepEqual(put.map(({ line }) => line), [0, 1, 0]);
    for (const { left, width } of put) assert.ok(left >= 0 && left + width <= 220);
  });
});

describe('bars', () => {
  test('are as long as the median, with a dot for every repetition and a tick for the arithmetic', () => {
    const { bars, top } = barsLayout(variantsOf(WAITING), 600);
    assert.equal(bars.length, 4);
    assert.ok(top >= 10.004);
    const lengths = bars.map(({ x, end }) => end - x);
    near(lengths[0] / lengths[1], 10.004 / 2.002);
    for (const bar of bars) {
      assert.equal(bar.dots.length, 3);
      near(bar.end, bar.dots[0].x);
      assert.ok(Math.abs(bar.expected - bar.end) < 4);
    }
  });

  test('show the start of processes apart', () => {
    const { bars } = barsLayout(COMPUTING.rows, 400);
    const [, , cold, warm] = bars;
    assert.ok(cold.start > cold.x && cold.start < cold.end);
    assert.equal(warm.start, null);
  });

  test('stay inside the picture', () => {
    for (const width of [300, 520, 990]) {
      const { bars, height } = barsLayout(variantsOf(WAITING), width);
      for (const { end, dots, bar } of bars) {
        assert.ok(Math.max(end, ...dots.map(({ x }) => x)) <= width);
        assert.ok(bar.y + bar.h <= height);
      }
    }
  });
});

describe('curves', () => {
  const layout = curvesLayout({ rows: SIZING.rows, marks: SIZING.marks, width: 990 });
  const [throughput, latency] = layout.panels;

  test('go up to the best size and down again; latency only up', () => {
    const heights = throughput.curves[0].points.map(({ y }) => y);
    assert.equal(Math.min(...heights), heights[3]);
    const p95 = latency.curves.find(({ name }) => name === 'p95').points.map(({ y }) => y);
    assert.deepEqual(p95, p95.toSorted((a, b) => b - a));
    assert.equal(throughput.dots.length, 18);
  });

  test('have the answers of the formula where those sizes stand', () => {
    const xOf = Object.fromEntries(throughput.curves[0].points.map(({ row, x }) => [row.x, x]));
    assert.deepEqual(layout.flags.map(({ at }) => at), [21, 42, 84].map((size) => xOf[size]));
    assert.deepEqual(layout.flags.map(flagText), ['21: 1 core (GIL)', '42: 2 cores', '84: the document’s 4 cores']);
    function flagText({ label, words }) {
      assert.match(label, /^formula/);
      return words;
    }
    assert.equal(flagWords({ x: 41.9, label: 'formula, 2 cores' }), '42: 2 cores');
  });

  test('cut the model off where it promises more than the picture holds', () => {
    const [model] = throughput.models;
    assert.ok(model.every(({ y }) => y >= 0));
    assert.equal(model.at(-1).y, 0);
    assert.equal(pathOf(below([{ x: 0, y: 10 }, { x: 10, y: -10 }])), 'M0.0 10.0L5.0 0.0');
  });

  test('stand below one another where there is no room, and tell of switches where nothing waits', () => {
    const narrow = curvesLayout({ rows: SIZING.rows, marks: SIZING.marks, width: 360 });
    assert.ok(narrow.panels[1].y > narrow.panels[0].y);
    assert.equal(narrow.panels[0].x, narrow.panels[1].x);
    assert.deepEqual(panelsOf(SIZING.rows.map((row) => ({ ...row, series: 'cpu' }))).map(({ name }) => name), ['throughput', 'switches', 'cores']);
  });

  test('show a run of one size beside the sweep that was measured before', () => {
    const one = SIZING.rows.filter(({ x }) => x === 42);
    const { panels } = curvesLayout({ rows: one, marks: SIZING.marks, before: [SIZING.rows], width: 990 });
    assert.equal(panels[0].ghosts[0].points.length, 6);
    near(panels[0].ghosts[0].points[3].x, panels[0].curves[0].points[0].x);
  });
});

describe('lanes', () => {
  const lane = (who, segments) => ({ who, kind: 'thread', from: 0, to: null, segments });

  test('have one height however many there are, and names only with room for them', () => {
    const heights = [1, 5, 40, 128].map((lanes) => lanesLayout({ width: 600, lanes, queue: true }).height);
    assert.equal(new Set(heights).size, 1);
    assert.equal(lanesLayout({ width: 600, lanes: 10, queue: true }).named, true);
    assert.equal(lanesLayout({ width: 600, lanes: 128, queue: false }).named, false);
    const { step, top, bottom } = lanesLayout({ width: 600, lanes: 128, queue: false });
    assert.ok(top + 128 * step <= bottom + 0.01);
  });

  test('draw each state with a shape of its own, in one path', () => {
    const layout = lanesLayout({ width: 460, lanes: 2, queue: false });
    const xOf = timeScale(layout, 0, 1);
    const found = paths([
      lane('W1', [{ state: 'waiting', from: 0, to: 0.5, task: 1 }, { state: 'computing', from: 0.5, to: null, task: 1 }]),
      lane('W2', [{ state: 'idle', from: 0, to: null, task: null }]),
    ], layout, xOf, 0.75);
    assert.deepEqual(found.map(({ state }) => state), ['idle', 'waiting', 'computing']);
    assert.match(found[0].d, /^M[\d.]+ [\d.]+h[\d.]+$/);
    assert.match(found[2].d, /z$/);
    assert.equal(Number(found[2].d.match(/h([\d.]+)/)[1]), 100);
  });

  test('last as long as expected, and longer if it does', () => {
    assert.ok(axisOf(1, 0.2).span >= 1);
    assert.equal(axisOf(1, 3).span, 3);
    assert.ok(axisOf(0, 0).span > 0);
  });

  test('draw the queue as steps, and nothing where nobody waited', () => {
    const box = { y: 0, h: 20 };
    assert.equal(queuePath([[0, 2], [1, 0]], box, (t) => t * 10, 2).d, 'M0 20H0V2H10V20H20V20Z');
    assert.deepEqual(queuePath([[0, 0]], box, (t) => t, 1), { d: '', most: 0 });
  });
});
