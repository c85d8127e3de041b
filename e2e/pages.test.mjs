// Every page of no area: the first page of each person, the demo's doors, the display; and the page about the interface.
// Pages of areas are walked in pages-records, -procedures and -people, so that a change in one of them need not walk all.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routesOfPages } from './lib/routes.mjs';
import { walkPages } from './lib/walk.mjs';

/** Crates of pages and of what is no page; those of areas are walked by a file of their own. */
const WALKED = { 'web': 'pages', 'web-api': 'pages', 'web-records': 'pages-records', 'web-procedures': 'pages-procedures', 'web-people': 'pages-people' };

test('every_crate_of_pages_is_walked', () => {
  const crates = [...new Set(routesOfPages().map(({ crate }) => crate))];
  assert.deepEqual(crates.filter((crate) => !WALKED[crate]), []);
});

walkPages({
  crates: ['web', 'web-api'],
  walks: [
    { door: 'minh-hoa-can-bo', seeds: ['/hien-thi', '/khong-co-trang-nay'] },
    ...['minh-hoa-chu-tich', 'minh-hoa-to-truong', 'minh-hoa-quan-tri', 'tinh-minh-hoa-can-bo', 'dien-hong-can-bo'].map((door) => ({ door })),
    { door: null, seeds: ['/demo', '/demo/minh-hoa-can-bo', '/vao', '/moi', '/api'] },
  ],
});
