// A clerk keeps the register of incoming papers: a citizen's letter and a secret paper are turned away before there is a field,
// a paper of the province gets its number, is given to somebody, and is dealt with; one entered twice is struck. Without script
// the question comes first as well.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, launchBrowser, newPageWithoutScript, PHONE } from './lib/harness.mjs';
import { demoPage, enterDemo, isGood, startDemo } from './lib/steps.mjs';

const FIELDS = ['#tac-gia', '#trich-yeu', '#nguoi-nhan', '#ban-quet'];

let browser;
let server;
let clerk;

before(async () => {
  server = await startDemo();
  browser = await launchBrowser();
  clerk = await demoPage(browser, server, 'minh-hoa-can-bo', DESK);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
const words = (page) => page.locator('main').innerText();

/** Opens the question and answers it. */
async function says(page, nature) {
  await page.goto(new URL('/van-ban/den/vao-so', server.url).href);
  for (const field of FIELDS) assert.equal(await page.locator(field).count(), 0, `${field} is there before the answer`);
  await page.check(`input[value="${nature}"]`);
  await button(page, 'Tiếp tục').click();
  await page.waitForLoadState();
}

async function enters(page, summary) {
  await says(page, 'co-quan');
  await page.fill('#tac-gia', 'Ủy ban nhân dân tỉnh Minh Họa');
  await page.fill('#so-ky-hieu', '12/KH-UBND');
  await page.selectOption('#loai', 'plan');
  await page.fill('#trich-yeu', summary);
  await page.setInputFiles('#ban-quet', { name: 'ban-quet.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 minh họa') });
  await button(page, 'Vào sổ và cấp số đến').click();
  await page.waitForURL(/van-ban\/den\/[0-9a-f-]{36}$/);
}

test('a_letter_of_a_citizen_and_a_secret_paper_are_turned_away', async () => {
  await says(clerk, 'cong-dan');
  assert.match(await words(clerk), /bộ phận tiếp công dân[\s\S]*Công an xã, phường/);
  assert.doesNotMatch(clerk.url(), /cong-dan/, 'the address does not tell');
  await isGood(clerk, 'a letter of a citizen is turned away');
  await says(clerk, 'mat');
  assert.match(await words(clerk), /quản lý văn bản mật/);
  await isGood(clerk, 'a secret paper is turned away');
  await clerk.goto(new URL('/van-ban/den', server.url).href);
  assert.match(await words(clerk), /Năm này chưa có văn bản đến nào/);
  await isGood(clerk, 'an empty register of incoming papers');
});

test('without_script_the_question_comes_first_too', async () => {
  const page = await newPageWithoutScript(browser, PHONE);
  await enterDemo(page, server, 'minh-hoa-can-bo');
  await says(page, 'cong-dan');
  assert.match(await words(page), /bộ phận tiếp công dân/);
  await page.context().close();
});

test('a_paper_gets_its_number_and_is_dealt_with', async () => {
  await enters(clerk, 'Kế hoạch minh họa');
  assert.match(await words(clerk), /Kế hoạch: Kế hoạch minh họa/);
  await isGood(clerk, 'an incoming paper');
  await clerk.fill('#nguoi-nhan', 'Tổ công tác minh họa');
  await button(clerk, 'Lưu người giải quyết, thời hạn').click();
  await clerk.waitForLoadState();
  const paper = clerk.url();
  await button(clerk, 'Đánh dấu đã giải quyết').click();
  await clerk.waitForURL(paper);
  assert.match(await words(clerk), /Đã giải quyết ngày/);
  await isGood(clerk, 'an incoming paper that was dealt with');
});

test('a_paper_entered_twice_is_struck_and_stays', async () => {
  await enters(clerk, 'Kế hoạch minh họa');
  await clerk.locator('summary', { hasText: 'Hủy dòng này' }).click();
  await clerk.locator('form[action$="/huy"] button', { hasText: 'Hủy dòng này' }).click();
  await clerk.locator('[role="alert"]').first().waitFor();
  await isGood(clerk, 'striking without a reason');
  await clerk.fill('#ly-do', 'Vào sổ hai lần');
  await clerk.locator('form[action$="/huy"] button', { hasText: 'Hủy dòng này' }).click();
  await clerk.waitForLoadState();
  await clerk.goto(new URL('/van-ban/den', server.url).href);
  assert.match(await words(clerk), /Đã hủy: Vào sổ hai lần/);
  await isGood(clerk, 'the register of incoming papers');
});
