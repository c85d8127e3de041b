// Figures go up: frozen by an official, approved by the chair on a phone, returned by the province with a reason at a
// figure, frozen anew and accepted; what was accepted is returned by two persons. Each act is done by who may do it, and only
// by them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, launchBrowser, PHONE } from './lib/harness.mjs';
import { demoPage, isGood, startDemo } from './lib/steps.mjs';

let browser;
let server;
let filing;
let accepted;
const people = {};

before(async () => {
  server = await startDemo();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const enter = (door, width) => demoPage(browser, server, door, width);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const words = (page) => page.locator('main').innerText();

test('an_official_freezes_the_figures_of_the_month', async () => {
  people.official = await enter('minh-hoa-can-bo', DESK);
  const page = people.official;
  await page.getByRole('link', { name: 'Số liệu hằng tháng' }).first().click();
  const month = page.locator('article', { hasText: 'Số liệu hằng tháng' }).first();
  await month.getByRole('button', { name: 'Khóa số liệu' }).click();
  await page.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  filing = page.url();
  assert.match(await words(page), /chờ duyệt/);
  assert.match(await words(page), /Các số vẫn như khi khóa/);
  assert.equal(await button(page, 'Duyệt và gửi lên').count(), 0, 'who freezes does not approve');
  await isGood(page, 'frozen figures');
});

test('the_chair_approves_on_a_phone', async () => {
  people.chair = await enter('minh-hoa-chu-tich', PHONE);
  const page = people.chair;
  await page.getByRole('link', { name: 'Số liệu hằng tháng' }).first().click();
  assert.equal(page.url(), filing, 'today leads to what waits');
  await isGood(page, 'figures to approve on a phone');
  await button(page, 'Duyệt và gửi lên').click();
  await page.waitForLoadState();
  assert.match(await words(page), /chờ tiếp nhận/);
  assert.equal(await button(page, 'Tiếp nhận').count(), 0, 'a ward does not accept its own figures');
});

test('the_province_returns_one_figure_with_a_reason', async () => {
  people.province = await enter('tinh-minh-hoa-can-bo', DESK);
  const page = people.province;
  await page.getByRole('link', { name: 'Số liệu hằng tháng' }).first().click();
  await page.getByRole('link', { name: 'Phường Minh Họa' }).first().click();
  assert.equal(page.url(), filing);
  await page.getByRole('link', { name: 'Trả lại' }).click();
  await button(page, 'Trả lại').click();
  await page.locator('.error-summary, [role="alert"]').first().waitFor();
  assert.match(await words(page), /Ghi ít nhất một lý do/);
  await page.locator('#so-1').selectOption({ label: 'Vụ hòa giải thành' });
  await page.fill('#ly-do-1', 'Cao hơn số đưa ra hòa giải của tháng trước');
  await isGood(page, 'returning figures');
  await button(page, 'Trả lại').click();
  await page.waitForURL(filing);
  assert.match(await words(page), /bị trả lại/);
});

test('the_ward_sees_the_reason_at_the_figure_freezes_anew_and_is_accepted', async () => {
  const page = people.official;
  await page.goto(filing);
  const row = page.locator('tr', { hasText: 'Vụ hòa giải thành' });
  assert.match(await row.innerText(), /Trả lại vì: Cao hơn số đưa ra/);
  await page.getByRole('link', { name: 'Khóa bản mới' }).click();
  const month = page.locator('article', { hasText: 'Số liệu hằng tháng' }).first();
  await month.getByRole('button', { name: 'Khóa bản mới' }).click();
  await page.waitForURL((url) => /gui-so-lieu\/[0-9a-f-]{36}$/.test(url.pathname) && url.href !== filing);
  const second = page.url();
  await people.chair.goto(second);
  await button(people.chair, 'Duyệt và gửi lên').click();
  await people.chair.waitForLoadState();
  await people.province.goto(second);
  await button(people.province, 'Tiếp nhận').click();
  await people.province.waitForLoadState();
  assert.match(await words(people.province), /đã tiếp nhận/);
  await page.goto(filing);
  assert.match(await words(page), /đã thay bản mới/);
  accepted = second;
});

test('one_person_of_the_province_asks_for_accepted_figures_to_be_returned', async () => {
  const page = people.province;
  await page.goto(accepted);
  assert.equal(await page.getByRole('link', { name: 'Trả lại', exact: true }).count(), 0, 'nobody returns them alone');
  await page.getByRole('link', { name: 'Đề nghị trả lại', exact: true }).click();
  await button(page, 'Đề nghị trả lại').click();
  await page.locator('.error-summary, [role="alert"]').first().waitFor();
  assert.match(await words(page), /Ghi ít nhất một lý do/);
  await page.locator('#so-1').selectOption({ label: 'Vụ hòa giải thành' });
  await page.fill('#ly-do-1', 'Biên bản ghi khác');
  await isGood(page, 'asking for a return');
  await button(page, 'Đề nghị trả lại').click();
  await page.waitForURL(accepted);
  assert.match(await words(page), /Có đề nghị trả lại/);
  assert.match(await words(page), /Cần một người khác/);
  assert.equal(await button(page, 'Duyệt trả lại').count(), 0, 'who asks does not decide');
});

test('another_person_decides_on_a_phone', async () => {
  const page = await enter('tinh-minh-hoa-thuong-truc', PHONE);
  assert.match(await words(page), /có đề nghị trả lại chờ quyết định/);
  await page.getByRole('link', { name: 'Số liệu hằng tháng' }).first().click();
  await page.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  assert.equal(page.url(), accepted);
  await page.goto(`${server.url}/gui-so-lieu/de-nghi-tra`);
  await isGood(page, 'returns that wait');
  await page.getByRole('link', { name: 'Phường Minh Họa' }).first().click();
  assert.equal(page.url(), accepted);
  assert.match(await words(page), /Vụ hòa giải thành: Biên bản ghi khác/);
  await isGood(page, 'a return to decide on a phone');
  await page.getByRole('link', { name: 'Không trả lại', exact: true }).click();
  await button(page, 'Không trả lại').click();
  await page.locator('.error-summary, [role="alert"]').first().waitFor();
  assert.match(await words(page), /Ghi lý do không trả lại/);
  await isGood(page, 'refusing a return without a reason');
  await page.goto(accepted);
  await button(page, 'Duyệt trả lại').click();
  await page.waitForLoadState();
  assert.match(await words(page), /đã duyệt trả lại/);
  await people.official.goto(accepted);
  assert.match(await words(people.official), /bị trả lại/);
  assert.match(await people.official.locator('tr', { hasText: 'Vụ hòa giải thành' }).innerText(), /Biên bản ghi khác/);
});

test('two_who_decide_at_once_are_told', async () => {
  const [one, other] = [people.province, await enter('tinh-minh-hoa-can-bo', DESK)];
  const page = people.official;
  await page.goto(`${server.url}/gui-so-lieu`);
  await page.getByRole('button', { name: 'Khóa số liệu', exact: true }).first().click();
  await page.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  const next = page.url();
  await people.chair.goto(next);
  await button(people.chair, 'Duyệt và gửi lên').click();
  await people.chair.waitForLoadState();
  await one.goto(next);
  await other.goto(next);
  await button(one, 'Tiếp nhận').click();
  await one.waitForLoadState();
  await button(other, 'Tiếp nhận').click();
  await other.waitForLoadState();
  assert.match(await words(other), /vừa được người khác xử lý: đã tiếp nhận/);
});
