// Waiting entries are finished with ticks: a ward's month of them in at most six clicks, where one by one they took three each.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, launchBrowser, newPageWithoutScript, PHONE } from './lib/harness.mjs';
import { demoPage, isGood, startDemo } from './lib/steps.mjs';
import { writeRows } from './lib/usability.mjs';

/** The groups of a ward, each of which sends one entry a month. */
const GROUPS = 46;
const MOST_CLICKS = 6;
const HEADING = 'Ngày;Đơn vị;Hình thức;Nội dung tuyên truyền;Số lượt người dự';

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

const words = (page) => page.locator('main').innerText();

/** A group leader sends entries of as many days, as a sheet: what a leader imports waits for the ward. */
async function sendMany(count, month) {
  const page = await demoPage(browser, server, 'minh-hoa-to-truong', PHONE);
  await page.goto(`${server.url}/so/tuyen-truyen/nhap`);
  const day = (n) => `${1 + (n % 28)}/${month + Math.floor(n / 28)}/2026`;
  const rows = Array.from({ length: count }, (_, n) => `${day(n)};;Hình thức khác;Phòng, chống ma túy;${20 + n}`);
  const buffer = Buffer.from(`\uFEFF${[HEADING, ...rows].join('\r\n')}\r\n`);
  await page.setInputFiles('#bang', { name: 'cho-duyet.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: /Tải lên và xem/ }).click();
  await page.locator('#ket-qua').waitFor();
  if (await page.locator('#da-xem').count()) await page.locator('#da-xem').check();
  await page.getByRole('button', { name: `Nhập ${count} dòng` }).click();
  await page.getByText(`Đã nhập ${count} dòng.`).waitFor();
  await page.context().close();
}

/** How many entries wait for the official. */
async function waitingFor(page) {
  await page.goto(`${server.url}/so/tuyen-truyen?trang-thai=sent`);
  const chip = await page.locator('.chip[aria-current="true"]').innerText();
  return Number(chip.match(/(\d+)$/)?.[1] ?? 0);
}

/** Follows links and presses buttons as a person does, and counts it. */
function counting(page) {
  const counter = { clicks: 0 };
  counter.click = async (role, name) => {
    counter.clicks += 1;
    await page.getByRole(role, { name }).first().click();
    await page.waitForLoadState();
  };
  return counter;
}

test('a_months_waiting_entries_are_finished_in_at_most_six_clicks', async () => {
  await sendMany(GROUPS, 6);
  const page = await demoPage(browser, server, 'minh-hoa-can-bo', DESK);
  assert.ok((await waitingFor(page)) >= GROUPS, 'they wait');
  await page.goto(server.url);
  const person = counting(page);
  await person.click('link', 'Xem tất cả mục chờ');
  let finished = 0;
  for (;;) {
    await person.click('link', /^Chọn tất cả trên trang này/);
    const ticked = await page.locator('input[name="muc"]:checked').count();
    assert.equal(ticked, await page.locator('input[name="muc"]').count(), 'all of the page are ticked');
    assert.equal(await page.locator('[data-ticked]').innerText(), `(${ticked})`);
    if (!finished) await isGood(page, 'a list with ticks');
    await person.click('button', /^Duyệt các mục đã chọn/);
    const [, count] = (await page.locator('h1').innerText()).match(/^Đã duyệt (\d+) mục$/);
    finished += Number(count);
    if (finished >= GROUPS) break;
    await person.click('link', 'Về danh sách mục chờ');
  }
  await isGood(page, 'what was finished');
  assert.ok(person.clicks <= MOST_CLICKS, `${person.clicks} clicks for ${finished} entries`);

  await writeRows('waiting', [[`${finished} waiting entries, from the first page to the last one finished`, person.clicks]]);

  // Undone within the time, they wait again.
  const [, last] = (await page.locator('h1').innerText()).match(/(\d+)/);
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText(`Đã hoàn tác ${last} mục`).waitFor();
  await isGood(page, 'what was undone');
  await page.context().close();
});

test('one_entry_leads_to_the_next_without_a_script', async () => {
  await sendMany(2, 9);
  const first = await demoPage(browser, server, 'minh-hoa-can-bo', PHONE);
  const storageState = await first.context().storageState();
  const page = await newPageWithoutScript(browser, PHONE, { storageState });
  await page.goto(`${server.url}/so/tuyen-truyen?trang-thai=sent`);
  await page.locator('main tbody a').first().click();
  const seen = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Duyệt', exact: true }).click();
  await page.getByRole('link', { name: 'Mục chờ tiếp theo' }).click();
  assert.notEqual(new URL(page.url()).pathname, seen);
  assert.ok(await page.getByRole('button', { name: 'Duyệt', exact: true }).isVisible(), 'the next one waits');
  await page.context().close();
  await first.context().close();
});

test('a_sheet_imported_by_mistake_is_taken_back_whole', async () => {
  const page = await demoPage(browser, server, 'minh-hoa-can-bo', PHONE);
  await page.goto(`${server.url}/so/tuyen-truyen/nhap`);
  const rows = ['1/2/2026;;Hình thức khác;Phòng, chống ma túy;7001', '2/2/2026;;Hình thức khác;Phòng, chống ma túy;7002'];
  const buffer = Buffer.from(`\uFEFF${[HEADING, ...rows].join('\r\n')}\r\n`);
  await page.setInputFiles('#bang', { name: 'nham.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: /Tải lên và xem/ }).click();
  await page.getByRole('button', { name: 'Nhập 2 dòng' }).click();
  await page.getByRole('link', { name: 'Xem hoặc thu hồi đợt nhập này' }).click();
  await isGood(page, 'an import');
  await page.getByLabel('Lý do').fill('Nhập nhầm bảng');
  await page.getByRole('button', { name: 'Thu hồi cả đợt' }).click();
  await page.getByText('Đã hoàn tác 2 mục').waitFor();
  assert.match(await words(page), /Nhập nhầm bảng/);
  await isGood(page, 'an import that was taken back');
  await page.context().close();
});

test('a_block_of_counts_is_pasted_into_the_grid_and_saved', async () => {
  const page = await demoPage(browser, server, 'minh-hoa-can-bo', DESK);
  await page.goto(`${server.url}/so/tinh-hinh/bang`);
  const cells = page.locator('[data-grid] tbody input.input');
  const columns = await page.locator('[data-grid] tbody tr').first().locator('input.input').count();
  await cells.first().focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await cells.nth(columns).evaluate((cell) => cell === document.activeElement), true, 'the arrow goes down');
  await page.keyboard.press('ArrowUp');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '7\t1\r\n8\t0\r\n');
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  assert.deepEqual(
    [await cells.nth(0).inputValue(), await cells.nth(1).inputValue(), await cells.nth(columns).inputValue()],
    ['7', '1', '8'],
  );
  await isGood(page, 'a grid with pasted counts');
  await page.getByLabel('Lý do').fill('Đếm lại theo sổ trực');
  await page.getByRole('button', { name: 'Lưu bảng' }).click();
  await page.getByText(/Đã lưu \d+ dòng/).waitFor();
  await page.context().close();
});
