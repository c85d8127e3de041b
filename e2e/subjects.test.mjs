// The chair enters a school into the register of the ward and invites its head by a code; the head comes in with a fingerprint,
// sees the school and nothing else of the ward, and no longer sees it once it has closed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addVirtualAuthenticator, DESK, launchBrowser, newPage, PHONE } from './lib/harness.mjs';
import { demoPage, isGood, startDemo } from './lib/steps.mjs';

const SCHOOL = 'Trường THCS Minh Họa';

let browser;
let server;
let chair;
let head;
let school;

before(async () => {
  server = await startDemo();
  browser = await launchBrowser();
  chair = await demoPage(browser, server, 'minh-hoa-chu-tich', DESK);
  head = await newPage(browser, PHONE);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
const link = (page, name) => page.getByRole('link', { name, exact: true });
const words = (page) => page.locator('main').innerText();
const at = (path) => new URL(path, server.url).href;

/** Yesterday in Việt Nam, as people write it. */
function yesterday() {
  const day = new Date(Date.now() + 7 * 3_600_000 - 24 * 3_600_000).toISOString().slice(0, 10);
  return day.split('-').reverse().join('/');
}

test('a_school_is_entered_and_mistakes_are_told_at_once', async () => {
  await chair.goto(at('/don-vi'));
  await link(chair, 'Phường Minh Họa').first().click();
  await link(chair, 'Xem danh sách').click();
  await chair.getByRole('link', { name: 'Thêm cơ sở' }).first().click();
  await button(chair, 'Ghi vào danh sách').click();
  assert.equal(await chair.locator('.field__error').count(), 3, 'name, kind and day');
  await isGood(chair, 'a subject with mistakes');
  await chair.fill('#ten', SCHOOL);
  await chair.locator('input[name="loai"][value="co-so-giao-duc"]').check();
  await chair.fill('#tu-ngay', '05/09/2010');
  await button(chair, 'Ghi vào danh sách').click();
  await chair.waitForURL(/co-so\/[0-9a-f-]{36}$/);
  school = new URL(chair.url()).pathname;
  assert.match(await words(chair), /Cơ sở giáo dục[\s\S]*Chưa có người đầu mối/);
  await isGood(chair, 'a subject without a head');
});

test('its_head_is_invited_and_sees_the_school_only', async () => {
  await link(chair, 'Mời người đầu mối').click();
  await isGood(chair, 'inviting the head of a subject');
  await chair.fill('#ten', 'Đặng Ưng Hoàng');
  await button(chair, 'Lập thư mời').click();
  await chair.getByText('Địa chỉ của thư mời').click();
  const address = await chair.getByText(/\/moi\//).textContent();
  await addVirtualAuthenticator(head);
  await head.goto(address.trim());
  assert.match(await words(head), new RegExp(`Đầu mối cơ sở, ${SCHOOL}`));
  await head.locator('[data-passkey] button').click();
  await head.waitForURL((url) => url.pathname === '/');
  assert.match(await words(head), new RegExp(`${SCHOOL}[\\s\\S]*Phường Minh Họa`));
  await isGood(head, 'the first page of who stands over a subject');
  await link(head, SCHOOL).click();
  await head.waitForURL(at(school));
  assert.doesNotMatch(await words(head), /Người đầu mối|Đổi tên/);
  await isGood(head, 'a subject, as its head sees it');
  await head.goto(at('/co-so'));
  assert.match(await words(head), new RegExp(SCHOOL));
  await isGood(head, 'the subjects of their head');
  for (const path of ['/so', '/so-lieu', '/tim', '/don-vi', `${school}/ten`]) {
    const answer = await head.request.get(at(path));
    assert.equal(answer.status(), 404, path);
  }
});

test('once_it_has_closed_its_head_sees_nothing_of_it', async () => {
  await chair.goto(at(`${school}/dong`));
  await isGood(chair, 'closing a subject');
  await chair.fill('#ngay', yesterday());
  await chair.fill('#ly-do', 'Sáp nhập (minh họa)');
  await button(chair, 'Ghi ngừng hoạt động').click();
  await chair.waitForURL(at(school));
  assert.match(await words(chair), /Người đầu mối trước đây: 1/);
  await isGood(chair, 'a subject that closed');
  assert.equal((await head.request.get(at(school))).status(), 404);
  await head.goto(at('/'));
  assert.doesNotMatch(await words(head), new RegExp(SCHOOL));
});
