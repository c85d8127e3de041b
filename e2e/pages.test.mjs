// Every page of no area: the first page of each person, the demo's doors, the display; and the page about the interface.
// Pages of areas are walked in pages-records, -procedures and -people, so that a change in one of them need not walk all.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { routesOfPages } from './lib/routes.mjs';
import { walkPages } from './lib/walk.mjs';

/** The crates that this file and those of areas say they walk. */
function walked() {
  const here = new URL('.', import.meta.url);
  const files = readdirSync(here).filter((file) => /^pages.*\.test\.mjs$/.test(file));
  const lists = files.flatMap((file) => [...readFileSync(new URL(file, here), 'utf8').matchAll(/^  crates: \[(.*)\],$/gm)]);
  return lists.flatMap(([, list]) => [...list.matchAll(/'([^']+)'/g)].map(([, crate]) => crate));
}

test('every_crate_of_pages_is_walked', () => {
  const crates = [...new Set(routesOfPages().map(({ crate }) => crate))];
  const all = walked();
  assert.deepEqual(crates.filter((crate) => !all.includes(crate)), []);
});

walkPages({
  crates: ['web', 'web-api'],
  walks: [
    { door: 'minh-hoa-can-bo', seeds: ['/hien-thi', '/khong-co-trang-nay'] },
    ...['minh-hoa-chu-tich', 'minh-hoa-to-truong', 'minh-hoa-quan-tri', 'tinh-minh-hoa-can-bo', 'dien-hong-can-bo'].map((door) => ({ door })),
    { door: null, seeds: ['/demo', '/demo/minh-hoa-can-bo', '/vao', '/moi', '/api'] },
  ],
});
