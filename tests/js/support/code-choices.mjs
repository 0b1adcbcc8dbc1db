/** For events whose true places are known: the page must name one of them, or say that it cannot tell. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { isRuledOut, mayBeFrom, placesOf } from '../../../static/js/panels/code-places.js';

const { code, cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
assert.notEqual(cases.length, 0);
let right = 0;
for (const { event, places } of cases) {
  const candidates = placesOf(code, event.kind, event).filter((it) => it.marks.every((mark) => mark.role !== 'waits'));
  const possible = candidates.filter((it) => !isRuledOut(it));
  const what = JSON.stringify(event);
  assert.ok(places.some((id) => possible.some((it) => it.id === id)), `${what} is from ${places}`);
  for (const it of possible) assert.ok(it.marks.every((mark) => mayBeFrom(mark, event)), what);
  if (places.includes(possible[0].id)) right += 1;
  else console.log(`${what}: ${possible[0].id}, but it was ${places}`);
}
assert.ok(right >= cases.length * 0.9, `only ${right} of ${cases.length}`);
