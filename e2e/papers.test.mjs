// A clerk makes an invitation from its template, the chair gives it a number and a signer on a phone, and its PDF stays as it was
// issued. A certificate is a sheet of its own. Without script the blanks are filled in as well.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, launchBrowser, newPageWithoutScript, PHONE } from './lib/harness.mjs';
import { demoPage, enterDemo, isGood, startDemo } from './lib/steps.mjs';

const BLANKS = {
  'trich-yeu': 'Họp sơ kết phong trào',
  'duoc-moi': 'Trưởng các tổ dân phố',
  'cuoc-hop': 'Hội nghị sơ kết phong trào',
  'chu-tri': 'Chủ tịch Ủy ban nhân dân phường',
  'thoi-gian': '08 giờ 00, ngày 05 tháng 12 năm 2026',
  'dia-diem': 'Hội trường phường Minh Họa',
  'luu-y': 'Đề nghị đại biểu đến đúng giờ',
};

let browser;
let server;
let clerk;
let chair;
let paper;

before(async () => {
  server = await startDemo();
  browser = await launchBrowser();
  clerk = await demoPage(browser, server, 'minh-hoa-can-bo', DESK);
  chair = await demoPage(browser, server, 'minh-hoa-chu-tich', PHONE);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
const words = (page) => page.locator('main').innerText();

/** Chooses a template and answers the address of the paper. */
async function begins(page, template) {
  await page.goto(new URL('/van-ban/soan/mau', server.url).href);
  await page.check(`input[value="${template}"]`);
  await button(page, 'Bắt đầu soạn').click();
  await page.waitForURL(/van-ban\/soan\/[0-9a-f-]{36}\/dien$/);
  return page.url().replace(/\/dien$/, '');
}

async function fillsIn(page) {
  for (const [blank, text] of Object.entries(BLANKS)) await page.fill(`#o-${blank}`, text);
  await button(page, 'Lưu và xem bản in').click();
  await page.waitForURL(/van-ban\/soan\/[0-9a-f-]{36}$/);
}

test('an_official_says_who_issues_and_who_signs', async () => {
  await clerk.goto(new URL('/van-ban/co-quan', server.url).href);
  await button(clerk, 'Lưu cơ quan').click();
  await clerk.waitForURL(/co-quan=[0-9a-f-]{36}/);
  await clerk.fill('#ho-ten', 'Người Minh Họa');
  await clerk.fill('#chuc-vu', 'Chủ tịch');
  await clerk.fill('#ky-tu', '01/01/2026');
  await button(clerk, 'Lưu người ký').click();
  await clerk.waitForLoadState();
});

test('an_invitation_is_filled_in_and_submitted', async () => {
  await clerk.goto(new URL('/van-ban/soan', server.url).href);
  await isGood(clerk, 'no paper yet');
  await clerk.getByRole('link', { name: 'Soạn văn bản mới' }).click();
  await clerk.waitForURL(/soan\/mau/);
  await isGood(clerk, 'the choice of a template');
  paper = await begins(clerk, 'giay-moi-hop');
  await isGood(clerk, 'the blanks of an invitation');
  await clerk.goto(paper);
  assert.match(await words(clerk), /Còn chưa điền[\s\S]*Trích yếu nội dung cuộc họp/);
  await isGood(clerk, 'an invitation without its words');
  await clerk.goto(`${paper}/dien`);
  await fillsIn(clerk);
  assert.match(await words(clerk), /GIẤY MỜI[\s\S]*Hội trường phường Minh Họa/);
  await button(clerk, 'Khóa và trình duyệt').click();
  await clerk.waitForURL(paper);
  assert.match(await words(clerk), /Đã trình/);
  await isGood(clerk, 'a submitted invitation');
});

test('the_chair_gives_it_a_number_and_its_pdf_stays', async () => {
  await chair.goto(paper);
  await isGood(chair, 'an invitation before the chair');
  await button(chair, 'Duyệt và cấp số').click();
  await chair.waitForURL(paper);
  assert.match(await words(chair), /01\/GM-/);
  await isGood(chair, 'an issued invitation');
  const pdf = async (page) => (await page.request.get(`${paper}/tai/pdf`)).body();
  const first = await pdf(chair);
  assert.equal(first.subarray(0, 5).toString(), '%PDF-');
  assert.ok(first.equals(await pdf(clerk)), 'the file is served as it was kept');
  await clerk.goto(new URL('/van-ban', server.url).href);
  assert.match(await words(clerk), /01\/GM-/);
  await clerk.goto(new URL('/van-ban/soan', server.url).href);
  await isGood(clerk, 'the list of papers');
});

test('a_certificate_is_a_sheet_of_its_own', async () => {
  await begins(clerk, 'giay-khen');
  await clerk.goto(clerk.url().replace(/\/dien$/, ''));
  const said = await words(clerk);
  assert.match(said, /Số vào sổ:/);
  assert.doesNotMatch(said, /CỘNG HÒA XÃ HỘI/);
  await isGood(clerk, 'a certificate');
});

test('a_draft_that_nobody_wants_is_discarded', async () => {
  const draft = await begins(clerk, 'giay-moi-hop');
  await clerk.goto(draft);
  await clerk.getByText('Bỏ bản thảo').first().click();
  await button(clerk, 'Bỏ bản thảo').click();
  await clerk.waitForURL(draft);
  assert.match(await words(clerk), /Đã bỏ/);
  await isGood(clerk, 'a discarded draft');
  await clerk.goto(new URL('/van-ban/soan', server.url).href);
  assert.equal(await clerk.locator(`a[href="${new URL(draft).pathname}"]`).count(), 0, 'it left the list');
});

test('without_script_the_blanks_are_filled_in_too', async () => {
  const page = await newPageWithoutScript(browser, PHONE);
  await enterDemo(page, server, 'minh-hoa-can-bo');
  await begins(page, 'giay-moi-hop');
  await fillsIn(page);
  assert.match(await words(page), /Khóa và trình duyệt/);
  await page.context().close();
});
