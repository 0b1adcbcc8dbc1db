/** Where things stand on the ring: arcs past 0, marks that do not hide one another, names that keep apart. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arcsOf, changedArcs, ownerAt, pointsOf, stillToGo } from '../../static/js/elements/hash-ring/arcs.js';
import { apart, clockwise, sector, spot } from '../../static/js/elements/hash-ring/circle.js';
import { numberSpots, outlines, standing } from '../../static/js/elements/hash-ring/keys.js';
import { cellAt, MOST_CELLS, ringLayout } from '../../static/js/elements/hash-ring/layout.js';
import { RingMotions } from '../../static/js/elements/hash-ring/motion.js';
import { remembering } from '../../static/js/elements/hash-ring/remember.js';
import { random } from './support/random.mjs';

const DOCUMENT = pointsOf({ S1: { points: [0.1] }, S2: { points: [0.45] }, S3: { points: [0.9] } });
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
const inAll = (arcs) => arcs.reduce((sum, { length }) => sum + length, 0);

test('0 is at the top, and a quarter clockwise is at the right', () => {
  const centre = { cx: 100, cy: 100 };
  near(spot(centre, 50, 0).x, 100);
  near(spot(centre, 50, 0).y, 50);
  near(spot(centre, 50, 0.25).x, 150);
  near(clockwise(0.9, 0.1), 0.2);
  near(clockwise(0.1, 0.9), 0.8);
});

test('a key belongs to the next point clockwise, past 0 to the first', () => {
  const owner = (at) => ownerAt(DOCUMENT, at).node;
  assert.deepEqual([0.05, 0.2, 0.5, 0.95].map(owner), ['S1', 'S2', 'S3', 'S1']);
  assert.equal(owner(0.1), 'S2', 'on a point: the next one, as with bisect_right');
  assert.equal(ownerAt([], 0.5), null);
});

test('the arcs are the document’s: from the server before, up to one’s own', () => {
  const arcs = arcsOf(DOCUMENT);
  assert.deepEqual(arcs.map(({ node }) => node), ['S1', 'S2', 'S3']);
  [0.2, 0.35, 0.45].forEach((length, i) => near(arcs[i].length, length));
  near(arcs[0].from, -0.1);
  near(inAll(arcs), 1);
});

test('neighbouring points of one server are one arc, also past 0; a server alone has the whole ring', () => {
  const arcs = arcsOf(pointsOf({ A: { points: [0.1, 0.2, 0.8] }, B: { points: [0.5] } }));
  assert.deepEqual(arcs.map(({ node }) => node), ['A', 'B']);
  near(arcs[0].length, 0.7);
  near(arcs[0].from, -0.5);
  near(inAll(arcs), 1);
  const alone = arcsOf(pointsOf({ A: { points: [0.3] } }));
  assert.equal(alone.length, 1);
  near(alone[0].length, 1);
  assert.equal(sector({ cx: 0, cy: 0 }, 10, 8, 0, 1).match(/Z/g).length, 2, 'a whole turn is drawn in two pieces');
});

test('more points than can be seen are looked at in so many places only, and the shares stay', () => {
  const dice = random(1);
  const nodes = Object.fromEntries(['A', 'B', 'C'].map((node) => [node, { points: Array.from({ length: 1000 }, dice.next).sort() }]));
  const points = pointsOf(nodes);
  const share = (arcs, name) => inAll(arcs.filter(({ node }) => node === name));
  const [fine, coarse] = [arcsOf(points), arcsOf(points, 1500)];
  assert.ok(coarse.length < 1500 && fine.length > coarse.length);
  for (const name of ['A', 'B', 'C']) assert.ok(Math.abs(share(fine, name) - share(coarse, name)) < 0.02);
  near(inAll(coarse), 1);
});

test('S4 between S1 and S2: only the arc from S1 to S4 changes hands, from S2', () => {
  const after = pointsOf({ S1: { points: [0.1] }, S2: { points: [0.45] }, S3: { points: [0.9] }, S4: { points: [0.3] } });
  const [arc, ...others] = changedArcs(DOCUMENT, after);
  assert.deepEqual([arc.node, arc.old, others], ['S4', 'S2', []]);
  near(arc.from, 0.1);
  near(arc.length, 0.2);
  near(stillToGo(arc, 0.3 - 0.05), 0.25);
  assert.equal(stillToGo(arc, 0.4), null);
});

test('an arc past 0 changes hands as one', () => {
  const [arc, ...others] = changedArcs(DOCUMENT, pointsOf({ S2: { points: [0.45] }, S3: { points: [0.9] } }));
  assert.deepEqual([arc.node, arc.old, others], ['S2', 'S1', []]);
  near(arc.length, 0.2);
  near(arc.from, -0.1);
  assert.notEqual(stillToGo(arc, 0.95), null);
  assert.notEqual(stillToGo(arc, 0.05), null);
});

test('the sweep begins with everything as before and ends with everything as it is', () => {
  const node = (points) => ({ points });
  const before = { nodes: { S1: node([0.5]) }, moved: null, positions: [0.7, 0.4] };
  const after = {
    nodes: { S1: node([0.5]), S2: node([0.45]) },
    moved: { ring: [['S1', 'S2', [0, 1]]], modulo: [], t: 1 },
    positions: [0.7, 0.4],
  };
  const motions = new RingMotions();
  motions.notice(before, after, 100);
  const owners = (now) => [0, 1].map((key) => motions.at(now).ownerOf(key, 'S2'));
  assert.deepEqual(owners(100), ['S1', 'S1']);
  assert.deepEqual(owners(550), ['S1', 'S2'], 'what is near the new point goes first');
  assert.equal(motions.moving, true);
  assert.equal(motions.at(1100), null);
  assert.equal(motions.moving, false);
});

test('1,000 keys stand side by side: each in its direction, none on another', () => {
  const dice = random(2);
  const positions = Array.from({ length: 1000 }, dice.next);
  const { size, spots } = standing(positions, { cx: 200, cy: 200, r: 180, depth: 110 });
  positions.forEach((turn, i) => {
    const far = Math.hypot(spots[i].x - 200, spots[i].y - 200);
    assert.ok(far <= 180.001 && far >= 69);
    const { x, y } = spot({ cx: 200, cy: 200 }, far, turn);
    assert.ok(Math.hypot(x - spots[i].x, y - spots[i].y) < 1e-6);
  });
  const overlaps = spots.filter((a, i) => spots.some((b, j) => j > i && Math.hypot(a.x - b.x, a.y - b.y) < size * 0.7));
  assert.ok(overlaps.length < 20, `${overlaps.length} of 1,000 lie on another`); // between two circles, and past 0
});

test('10,000 keys find room, too', () => {
  const dice = random(3);
  const positions = Array.from({ length: 10_000 }, dice.next);
  const { size, spots } = standing(positions, { cx: 0, cy: 0, r: 120, depth: 70 });
  assert.ok(size >= 2);
  assert.ok(spots.every(({ x, y }) => Math.hypot(x, y) > 49.9));
});

test('the numbers of a few keys never lie on one another, and the moved ones come first', () => {
  const positions = Array.from({ length: 40 }, (_, i) => 0.2 + i * 0.002);
  const { spots } = standing(positions, { cx: 0, cy: 0, r: 110, depth: 60 });
  const placed = [...numberSpots(positions, spots, { cx: 0, cy: 0, track: 110, hole: 44 }, new Set([39]))];
  assert.equal(placed[0][0], 39);
  assert.ok(placed.length < 40);
  for (const [i, [, a]] of placed.entries()) {
    for (const [, b] of placed.slice(i + 1)) assert.ok(Math.abs(a.x - b.x) >= 9 || Math.abs(a.y - b.y) >= 12);
  }
});

test('names around the ring keep their distance, also past 0, and keep their order', () => {
  const at = apart([0.01, 0.012, 0.5, 0.995], 0.05);
  at.forEach((turn, i) => assert.ok(clockwise(turn, at[(i + 1) % 4]) > 0.045));
  assert.ok(Math.abs(at[2] - 0.5) < 1e-9, 'what has room stays');
});

test('a server’s marks are one path', () => {
  const paths = outlines([{ x: 1, y: 2 }, { x: 3, y: 4 }, { x: 5, y: 6 }], ['A', 'B', 'A'], new Map([['A', 0], ['B', 1]]), 3, (key) => key !== 2);
  assert.deepEqual([...paths.keys()], ['A', 'B']);
  assert.equal(paths.get('A').match(/M/g).length, 1);
});

test('nothing stands outside of the picture, whatever the width and the counts', () => {
  for (const width of [300, 390, 656, 992]) {
    for (const servers of [1, 3, 8, 12]) {
      for (const keys of [1, 12, 100, 240, 10_000]) {
        const { ring, table, strips, height } = ringLayout({ width, servers, keys, traffic: true, walk: true });
        assert.ok(ring.cx + ring.outer < width && ring.cy + ring.outer < height && ring.cx - ring.outer > 0);
        assert.ok(table.x + table.w <= width + 1 && table.y + table.h <= height);
        for (const strip of strips) {
          assert.ok(strip.x + strip.w <= width + 1 && strip.y + strip.h <= height);
          assert.equal(strip.cells === null, keys > MOST_CELLS);
          const last = strip.cells && cellAt(strip, keys - 1);
          if (last) assert.ok(last.x < strip.x + strip.w && last.y < strip.y + strip.h);
        }
        assert.ok(strips[0].y + strips[0].h <= strips[1].y);
      }
    }
  }
});

test('what was made is made again only if what it is made of has changed', () => {
  let made = 0;
  const sum = remembering((list, more) => {
    made += 1;
    return list.reduce((a, b) => a + b, more);
  });
  assert.deepEqual([sum([1, 2], 1), sum([1, 2], 1), sum([1, 3], 1), sum([1, 3], 1)], [4, 4, 5, 5]);
  assert.equal(made, 2);
});
