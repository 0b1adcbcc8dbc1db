/** The measured tables: which settings they are asked for, and what stands in a cell. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { figure, queryOf } from '../../static/js/panels/compare-cells.js';

const property = (value) => ({ default: value });
const DESCRIPTION = {
  params: {
    properties: {
      servers: property(3), weights: property(''), request_timeout: property(2), slow: property(4), checks: property(false),
      thread_order: property('seeded'),
    },
  },
};
const DEFAULTS = { servers: 3, weights: '', request_timeout: 2, slow: 4, checks: false, thread_order: 'seeded' };
const asked = (changes) => queryOf({ ...DEFAULTS, ...changes }, DESCRIPTION);

describe('what is asked for', () => {
  test('is what differs from the defaults, null with nothing after its sign', () => {
    assert.equal(asked({}), '');
    assert.equal(asked({ servers: 5, weights: '5,3', checks: true }), 'servers=5&weights=5%2C3&checks=true');
    assert.equal(asked({ request_timeout: null }), 'request_timeout=');
  });

  test('has nothing to do with how the lab is watched, nor with what it does not know', () => {
    assert.equal(asked({ slow: 100, thread_order: 'os', colour: 'red' }), '');
  });
});

describe('a cell', () => {
  const shown = (value, unit = '', of = '') => figure({ said: null, value, unit, words: '' }, { unit: of });

  test('has a figure with its own unit, or else with that of its column', () => {
    assert.equal(shown(0.0123), '0.0123');
    assert.equal(shown(0.25, 'share'), '25 %');
    assert.equal(shown(850.4, '', 'ns'), '850 ns');
    assert.equal(shown(3.14159, '×', 'ns'), '3.14 ×');
    assert.equal(shown(0.08, 's'), '80 ms');
    assert.equal(shown(13_271_976, 'ns'), '13.3 ms');
    assert.equal(shown(338_236, 'ns'), '338 µs');
    assert.equal(shown(13_000, 'µs'), '13 ms');
  });

  test('says nothing where nothing was measured', () => {
    assert.equal(shown(null, 's'), '');
  });
});
