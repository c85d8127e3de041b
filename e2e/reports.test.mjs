// A report goes its whole way: a clerk writes words around locked numbers, the chair returns it with a comment at a
// paragraph, it is mended, approved under a number on a phone, signed, and accepted by the province.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, launchBrowser, PHONE } from './lib/harness.mjs';
import { demoPage, isGood, startDemo } from './lib/steps.mjs';

let browser;
let server;
let report;
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
const editor = () => `${report}/soan`;

test('an_official_says_who_issues_and_who_signs', async () => {
  people.clerk = await enter('minh-hoa-can-bo', DESK);
  const page = people.clerk;
  await page.goto(new URL('/van-ban', server.url).href);
  await isGood(page, 'an empty register of papers');
  await page.getByRole('link', { name: 'Cơ quan ban hành, người ký' }).first().click();
  await page.waitForURL(/co-quan/);
  await isGood(page, 'naming who issues');
  await button(page, 'Lưu cơ quan').click();
  await page.waitForURL(/co-quan=[0-9a-f-]{36}/);
  await page.fill('#ho-ten', 'Người Minh Họa');
  await page.fill('#chuc-vu', 'Chủ tịch');
  await page.fill('#ky-tu', '01/01/2026');
  await button(page, 'Lưu người ký').click();
  await page.waitForLoadState();
  assert.match(await words(page), /TM\. ỦY BAN NHÂN DÂN \/ CHỦ TỊCH/);
  await isGood(page, 'who issues and who signs');
});

test('the_clerk_writes_words_around_locked_numbers', async () => {
  const page = people.clerk;
  await page.goto(new URL('/bao-cao', server.url).href);
  await isGood(page, 'reports that are due');
  const month = page.locator('article', { hasText: 'hằng tháng' }).first();
  await button(month, 'Bắt đầu soạn').click();
  await page.waitForURL(/bao-cao\/[0-9a-f-]{36}\/soan$/);
  report = page.url().replace(/\/soan$/, '');
  assert.ok((await page.locator('.editor-part .number').count()) > 5, 'numbers stand in the sentences');
  await isGood(page, 'the editor');

  // What people have to write is refused while it is empty.
  await button(page, 'Khóa số và trình Chủ tịch').click();
  await page.locator('[role="alert"]').first().waitFor();
  assert.match(await words(page), /đoạn chưa viết/);

  // One is written, with a number put in by hand; the others are taken out.
  await page.goto(editor());
  const first = page.locator('.editor-part', { hasText: 'Nêu nét nổi bật' }).first();
  await first.getByRole('link', { name: /Viết đoạn này/ }).click();
  await page.locator('[data-words-box]').waitFor();
  await page.locator('[data-words-box]').click();
  await page.keyboard.type('Tình hình ổn định.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Đã có 9.999 việc; ');
  await page.locator('[data-insert-number]').selectOption('so-don-vi');
  await isGood(page, 'writing a paragraph');
  await button(page, 'Lưu nội dung').click();
  await page.waitForLoadState();
  // Enter made a paragraph of its own.
  assert.doesNotMatch(await page.locator('.editor-part', { hasText: 'Tình hình ổn định.' }).first().innerText(), /9\.999/);
  const written = page.locator('.editor-part', { hasText: 'Đã có 9.999 việc' }).first();
  assert.equal(await written.locator('.number').count(), 1, 'the number is the ledger’s');
  assert.match(await written.innerText(), /Số gõ tay, không có minh chứng trong sổ: 9\.999/);
  for (let left = await page.getByRole('link', { name: /Viết đoạn này/ }).count(); left > 0; left--) {
    const open = page.locator('.editor-part', { has: page.getByRole('link', { name: /Viết đoạn này/ }) }).first();
    await open.getByRole('button', { name: /Bỏ đoạn/ }).click();
    await page.waitForLoadState();
  }
  // A section is moved by the keyboard and back; its number follows.
  const section = page.locator('#d-phan-ket-qua');
  const steps = async (name, number) => {
    await section.getByRole('button', { name }).press('Enter');
    await page.waitForURL(/#d-phan-ket-qua$/);
    await page.locator('#d-phan-ket-qua h2', { hasText: new RegExp(`^${number}\\.`) }).waitFor();
  };
  await steps(/Chuyển lên/, 'I');
  await isGood(page, 'a section that was moved');
  await steps(/Chuyển xuống/, 'II');
  await button(page, 'Khóa số và trình Chủ tịch').click();
  await page.waitForURL(report);
  assert.match(await words(page), /Đã trình/);
  await isGood(page, 'a report before the chair');
});

test('two_who_write_the_same_paragraph_both_keep_their_words', async () => {
  const [one, other] = [people.clerk, await enter('minh-hoa-cong-an', DESK)];
  await button(one, 'Rút lại để sửa').click();
  await one.waitForLoadState();
  const edit = `${editor()}?sua=tuyen-truyen`;
  await one.goto(edit);
  await other.goto(edit);
  const text = (page) => page.locator('textarea[name="loi"]');
  for (const [page, said] of [[one, 'Lời của cán bộ.'], [other, 'Lời của công an.']]) {
    await text(page).evaluate((box, words) => { box.value = words; box.dispatchEvent(new Event('words-set')); }, said);
    await button(page, 'Lưu nội dung').click();
    await page.waitForLoadState();
  }
  assert.match(await words(other), /Lời của cán bộ\./);
  assert.equal(await text(other).inputValue(), 'Lời của công an.');
  await isGood(other, 'two texts of one paragraph');
  await other.getByRole('link', { name: 'Giữ nội dung đang có' }).click();
  await other.waitForLoadState();
  const part = one.locator('#d-tuyen-truyen');
  await part.getByRole('button', { name: /Lấy lại nội dung mẫu/ }).click();
  await one.waitForLoadState();
  await button(one, 'Khóa số và trình Chủ tịch').click();
  await one.waitForURL(report);
});

test('the_chair_returns_it_with_a_comment_on_a_phone', async () => {
  people.chair = await enter('minh-hoa-chu-tich', PHONE);
  const page = people.chair;
  await page.goto(report);
  await isGood(page, 'a report to approve on a phone');
  await page.getByRole('link', { name: 'Trả lại' }).first().click();
  await button(page, 'Trả lại').click();
  await page.locator('[role="alert"]').first().waitFor();
  await page.locator('#doan-1').selectOption({ index: 2 });
  await page.fill('#ly-do-1', 'Nêu rõ hơn nguyên nhân');
  await isGood(page, 'returning a report');
  await button(page, 'Trả lại').click();
  await page.waitForURL(report);
  assert.match(await words(page), /Trả lại để sửa/);
});

test('the_clerk_mends_and_the_chair_approves_under_a_number', async () => {
  const page = people.clerk;
  await page.goto(editor());
  assert.match(await words(page), /Nêu rõ hơn nguyên nhân/);
  const commented = page.locator('.comment', { hasText: 'Nêu rõ hơn nguyên nhân' }).first();
  await commented.getByRole('button', { name: 'Đã xử lý' }).click();
  await page.waitForLoadState();
  await page.goto(`${editor()}?them=tuyen-truyen`);
  await page.locator('textarea[name="loi"]').evaluate((box) => { box.value = 'Đoạn viết thêm theo ý Chủ tịch.'; box.dispatchEvent(new Event('words-set')); });
  await button(page, 'Thêm đoạn').click();
  await page.waitForLoadState();
  await button(page, 'Khóa số và trình Chủ tịch').click();
  await page.waitForURL(report);
  await page.getByRole('link', { name: 'Xem chỗ khác' }).first().click();
  assert.equal(await page.locator('ins', { hasText: 'Đoạn viết thêm' }).count(), 1);
  await isGood(page, 'what differs between versions');

  const chair = people.chair;
  await chair.goto(report);
  await button(chair, 'Duyệt và cấp số').click();
  await chair.waitForLoadState();
  assert.match(await words(chair), /Đã cấp số/);
  assert.match(await words(chair), /01\/BC-UBND/);
  await isGood(chair, 'an issued report on a phone');
});

test('the_signed_copy_stands_beside_it_and_the_province_accepts', async () => {
  const page = people.clerk;
  await page.goto(report);
  const scan = { name: 'ky.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 bản quét') };
  await page.setInputFiles('#tep-ky', scan);
  await button(page, 'Tải lên').click();
  await page.waitForLoadState();
  assert.match(await words(page), /Bản quét có dấu/);

  // A Word file that somebody mended is held against it.
  const word = await page.request.get(`${report}/tai/docx`);
  await page.locator('summary', { hasText: 'So một bản Word' }).click();
  await page.setInputFiles('#tep-doi', { name: 'bao-cao.docx', mimeType: 'application/octet-stream', buffer: await word.body() });
  await button(page, 'Đối chiếu').click();
  await page.waitForLoadState();
  assert.match(await words(page), /Mọi con số đều khớp/);
  await isGood(page, 'a Word file that agrees');

  await page.goto(report);
  await button(page, 'Gửi cấp trên').click();
  await page.waitForLoadState();
  people.province = await enter('tinh-minh-hoa-can-bo', DESK);
  const above = people.province;
  await above.goto(new URL('/bao-cao/cap-duoi', server.url).href);
  await isGood(above, 'reports from below');
  await above.locator('main').getByRole('link', { name: 'Phường Minh Họa' }).first().click();
  await above.waitForURL(report);
  await button(above, 'Tiếp nhận').click();
  await above.waitForLoadState();
  assert.match(await words(above), /Cấp trên đã tiếp nhận/);
  await page.goto(new URL('/van-ban', server.url).href);
  assert.match(await words(page), /01\/BC-UBND/);
  await isGood(page, 'the register of papers');
});
