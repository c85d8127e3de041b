// Every page of records: registers, entries, totals, indicators, checks, the phone's.

import { photo } from './lib/steps.mjs';
import { walkPages } from './lib/walk.mjs';

/** An entry that a group leader sent waits for the ward. */
async function waitingEntry(page, server) {
  await page.goto(`${server.url}/so/tuyen-truyen?trang-thai=sent`);
  const entry = await page.locator('main tbody a').first().getAttribute('href');
  return [entry, `${entry}/tra`];
}

/** An entry that waits is finished with its tick, and the act undone: the act has a page. */
async function actOnMany(page, server) {
  await page.goto(`${server.url}/so/tuyen-truyen?trang-thai=sent`);
  await page.locator('main tbody input[name="muc"]').last().check();
  await page.getByRole('button', { name: /^Duyệt các mục đã chọn/ }).click();
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.waitForURL(/\/hoan-tac$/);
  return [new URL(page.url()).pathname.replace(/\/hoan-tac$/, '')];
}

/** A draft that holds a photo. */
async function entryWithPhoto(page, server) {
  await page.goto(`${server.url}/ghi/tuyen-truyen`);
  await page.setInputFiles('#anh', { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: await photo(page) });
  await page.locator('button[value="draft"]').click();
  await page.waitForURL(/\/muc\//);
  const large = await page.locator('.photo').first().getAttribute('href');
  return [new URL(page.url()).pathname, large, `${large}/nho`];
}

walkPages({
  crates: ['web-records'],
  walks: [
    { door: 'minh-hoa-can-bo', seeds: ['/tim?tim=ma+tuy', '/so-lieu', '/chi-tieu', '/soat-so', '/ghi', '/them', '/so/tinh-hinh/bang', '/khong-co-trang-nay'], prepare: async (page, server) => [...(await actOnMany(page, server)), ...(await waitingEntry(page, server))] },
    { door: 'tinh-minh-hoa-can-bo' },
    { door: 'minh-hoa-to-truong', seeds: ['/ghi', '/so'], prepare: entryWithPhoto },
    { door: 'dien-hong-can-bo', seeds: ['/so-lieu'] },
  ],
});
