/** Where the picture of balancers has everything, and what moves in it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Flights } from '../../static/js/elements/balancer/flights.js';
import { balancerLayout, MOST_ROWS } from '../../static/js/elements/balancer/layout.js';
import { raceLayout } from '../../static/js/elements/balancer/race-layout.js';
import { stateOf } from './support/balancer-state.mjs';

describe('the layout', () => {
  for (const width of [300, 333, 672, 990]) {
    test(`keeps everything inside ${width} px, and nothing on top of anything`, () => {
      for (const servers of [0, 1, 3, 8, MOST_ROWS]) {
        for (const [workers, capacity] of [
          [1, 20],
          [4, 500],
          [2, 0],
        ]) {
          const layout = balancerLayout({ width, servers, workers, capacity });
          const { cards, box, stats, cell, inside, height } = layout;
          assert.equal(cards.length, servers);
          for (const [i, card] of cards.entries()) {
            assert.ok(card.x >= cell.x + cell.w && card.x + card.w <= (stats?.x ?? width), 'the card');
            assert.ok(card.y + card.h <= height, 'its lower edge');
            if (i > 0) assert.ok(card.y >= cards[i - 1].y + cards[i - 1].h, 'below the one before');
          }
          if (servers === 0) continue;
          assert.ok(box.x + box.w <= (layout.narrow ? width : cell.x));
          assert.equal(inside.workers.length, workers);
          for (const place of inside.workers)
            assert.ok(place.y >= 0 && place.y + place.h <= cards[0].h && place.x + place.w <= cards[0].w);
          for (const slot of inside.slots) {
            const [x, y] = slot.slice(1).split(/[ h]/).map(Number);
            assert.ok(x >= inside.words - 1 && y >= 0 && y < cards[0].h, slot);
          }
        }
      }
    });

    test(`puts more than ${MOST_ROWS} servers, and lanes of a race, into ${width} px`, () => {
      const { columns, cards } = balancerLayout({ width, servers: 100, workers: 1, capacity: 50 });
      assert.equal(cards.length, 0);
      assert.ok(columns.x + columns.w <= width);
      for (const lanes of [2, 3, 4]) {
        for (const servers of [0, 1, 3, 8, 100]) {
          const race = raceLayout({ width, lanes, servers });
          assert.equal(race.lanes.length, lanes);
          for (const strip of race.lanes) {
            assert.ok(strip.y + strip.h <= race.height);
            assert.ok(strip.columns.stack > 10, 'room for a queue');
            for (const place of strip.columns.cells)
              assert.ok(place.x >= 0 && place.x + place.w <= width && place.y + place.h <= strip.y + strip.h);
          }
        }
      }
    });
  }
});

describe('what flies', () => {
  const before = stateOf({ A: {} }, { 1: { state: 'arriving' } });
  const after = { ...before, requests: { 1: { ...before.requests[1], state: 'queued', server: 'A', attempt: 1 } } };
  const way = () => ({ from: { x: 0, y: 0 }, to: { x: 100, y: 0 } });

  test('is a request that was assigned, for a moment', () => {
    const flights = new Flights();
    flights.notice(before, after, 0);
    flights.notice(after, after, 10);
    assert.equal(flights.all.length, 1);
    assert.match(flights.path(0, way), /^M-4\.5 -4\.5/);
    assert.ok(flights.moving);
    assert.equal(flights.path(1000, way), '');
    assert.equal(flights.moving, false);
  });

  test('is never more than can be told apart', () => {
    const many = {
      ...after,
      requests: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [i, after.requests[1]])),
    };
    const flights = new Flights();
    flights.notice(before, many, 0);
    assert.equal(flights.all.length, 40);
  });

  test('is the cursor, from where it stood to where it stands', () => {
    const flights = new Flights();
    assert.equal(flights.cursorAt('A', 10, 0, false), 10);
    assert.equal(flights.cursorAt('B', 50, 100, false), 10);
    assert.ok(flights.cursorAt('B', 50, 180, false) > 10);
    assert.ok(flights.moving);
    assert.equal(flights.cursorAt('B', 50, 400, false), 50);
    assert.equal(flights.cursorAt('A', 10, 500, true), 10, 'at once where nothing is to move');
  });
});
