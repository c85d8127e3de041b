// A sheet comes into the book: chosen once, looked through, taken in as it was looked at; what is left out is told before; the book's own
// export comes back and changes nothing, and a row mended in it corrects its entry. Only what a person clicks is clicked.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { DESK, launchBrowser, PHONE } from './lib/harness.mjs';
import { demoPage, isGood, startDemo } from './lib/steps.mjs';

const HEADING = 'Ngày;Đơn vị;Hình thức;Nội dung tuyên truyền;Số lượt người dự';
const FORM = 'Lồng ghép trong sinh hoạt tổ dân phố, thôn';

let browser;
let server;

before(async () => {
  server = await startDemo();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const row = (day, attended, unit = 'Tổ dân phố 2') => `${day};${unit};${FORM};Phòng, chống ma túy;${attended}`;
const words = (page) => page.locator('main').innerText();
const button = (page, name) => page.getByRole('button', { name });

/** Goes to the page of sheets as people do: the register, then its import. */
async function importPage(width) {
  const page = await demoPage(browser, server, 'minh-hoa-can-bo', width);
  await page.goto(`${server.url}/so/tuyen-truyen/nhap`);
  return page;
}

async function upload(page, name, rows, heading = HEADING) {
  const buffer = Buffer.from(`\uFEFF${[heading, ...rows].join('\r\n')}\r\n`);
  await uploadFile(page, { name, mimeType: 'text/csv', buffer });
}

async function uploadFile(page, file) {
  await page.setInputFiles('#bang', file);
  await button(page, /Tải lên và xem|Xem lại bảng đã sửa/).click();
  await page.locator('#ket-qua').waitFor();
}

test('what_was_looked_through_is_taken_in_without_choosing_it_again', async () => {
  const page = await importPage(PHONE);
  await upload(page, 'thang-8.csv', [row('3/8/2026', '5813'), row('4/8/2026', 'khoảng 40')]);
  assert.match(await words(page), /2 dòng đều đúng/);
  assert.match(await words(page), /thang-8\.csv/);
  await isGood(page, 'a sheet that is right');
  await button(page, 'Nhập 2 dòng').click();
  await page.getByText('Đã nhập 2 dòng.').waitFor();
  await upload(page, 'thang-8 (1).csv', [row('03/08/2026', '5813'), row('2026-08-04', '~40')]);
  assert.match(await words(page), /Không có dòng mới/);
  assert.match(await words(page), /2 dòng đã nhập từ trước/);
  assert.equal(await button(page, /^Nhập/).count(), 0, 'nothing is left to take in');
});

test('a_column_left_out_is_told_and_wants_a_word_before_anything_is_written', async () => {
  const page = await importPage(DESK);
  const rows = [`${row('5/8/2026', '33')};nhà văn hóa`];
  await upload(page, 'thang-8-them-cot.csv', rows, `${HEADING};Ghi chú thêm`);
  assert.match(await words(page), /còn điều cần xem/);
  assert.match(await words(page), /cột “Ghi chú thêm” .*không nhập/);
  await isGood(page, 'a sheet with a column left out');
  await button(page, 'Nhập 1 dòng').click();
  await page.getByText('Đọc những điều ghi ở trên').first().waitFor();
  assert.doesNotMatch(await words(page), /Đã nhập/);
  await isGood(page, 'a sheet whose notes were not read');
  await page.getByLabel('Đã xem; nhập như trên là đúng').check();
  await button(page, 'Nhập 1 dòng').click();
  await page.getByText('Đã nhập 1 dòng.').waitFor();
});

test('bad_cells_are_named_and_the_good_rows_alone_go_in', async () => {
  const page = await importPage(DESK);
  await upload(page, 'sai.csv', [row('6/8/2026', '20'), row('32/8/2026', '64'), row('7/8/2026', '11', 'Tổ dân phố 99')]);
  assert.match(await words(page), /Có 2 ô cần sửa/);
  await isGood(page, 'a sheet with bad cells');
  await button(page, 'Chỉ nhập 1 dòng đúng').click();
  await page.getByText('Đã nhập 1 dòng.').waitFor();
});

/** Writes the number of the row that has 5813 as 5814, with another program than ours. */
async function mend(file) {
  const script = [
    'import openpyxl, sys',
    'book = openpyxl.load_workbook(sys.argv[1])',
    'cells = [c for row in book.active.iter_rows() for c in row if c.value == 5813]',
    'assert len(cells) == 1, cells',
    'cells[0].value = 5814',
    'book.save(sys.argv[1])',
  ];
  await promisify(execFile)('/usr/bin/python3', ['-c', script.join('\n'), file]);
}

test('the_own_export_changes_nothing_and_a_mended_row_corrects_its_entry', async () => {
  const page = await importPage(DESK);
  await page.goto(`${server.url}/so/tuyen-truyen`);
  const download = page.waitForEvent('download');
  await page.locator('a[href*="tai.xlsx"]').first().click();
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'dienhong-import-')), 'so.xlsx');
  await (await download).saveAs(file);
  await page.goto(`${server.url}/so/tuyen-truyen/nhap`);
  await uploadFile(page, file);
  assert.match(await words(page), /Không có dòng mới/);
  assert.doesNotMatch(await words(page), /không nhập:|ô cần xem/, 'nothing of our own is left out');
  await mend(file);
  await uploadFile(page, file);
  assert.match(await words(page), /1 mục trong sổ khác với bảng/);
  await isGood(page, 'an export with a mended row');
  await button(page, 'Sửa 1 mục').click();
  await page.getByText('Ghi lý do').first().waitFor();
  await page.getByLabel('Lý do').fill('đếm thiếu một người');
  await button(page, 'Sửa 1 mục').click();
  await page.getByText('Đã sửa 1 mục theo bảng').waitFor();
});

test('a_sheet_of_a_ward_that_ended_is_taken_in_as_its_own', async () => {
  const page = await demoPage(browser, server, 'dien-hong-can-bo', PHONE);
  await page.goto(`${server.url}/so/tuyen-truyen/nhap`);
  await page.getByLabel('Đơn vị của bảng').selectOption({ label: 'Phường Yên Đỗ (cũ, đến 30/06/2025)' });
  await page.getByRole('button', { name: 'Chọn', exact: true }).click();
  assert.equal(await page.getByLabel('Đơn vị của bảng').locator(':checked').innerText(), 'Phường Yên Đỗ (cũ, đến 30/06/2025)');
  await upload(page, 'yen-do.csv', [row('5/5/2025', '71', ''), row('6/5/2025', '72', ''), row('7/5/2025', '73', 'Xã Diên Phú')]);
  // The third row is of a ward beside it, and is not taken for its own.
  assert.match(await words(page), /Có 1 ô cần sửa/);
  assert.match(await words(page), /2 dòng không ghi đơn vị: ghi cho Phường Yên Đỗ \(cũ, đến 30\/06\/2025\)/);
  await isGood(page, 'the sheet of a ward that ended');
  await upload(page, 'yen-do.csv', [row('5/5/2025', '71', ''), row('6/5/2025', '72', '')]);
  await button(page, 'Nhập 2 dòng').click();
  await page.getByText('Đã nhập 2 dòng.').waitFor();
  const uid = await page.getByLabel('Đơn vị của bảng').inputValue();
  await page.goto(`${server.url}/so/tuyen-truyen?don-vi=${uid}`);
  const listed = await words(page);
  assert.match(listed, /71/);
  assert.match(listed, /72/);
});
