// A group leader where there is no network: the phone keeps what is written, sealed, and sends it once the book answers
// again. Then all that can have happened meanwhile: somebody else wrote the same draft, the clock was wrong, the
// appointment ended, the phone is handed on.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, launchBrowser, mayBeCutOff, newPageWithoutScript, PHONE } from './lib/harness.mjs';
import { demoPage, enterDemo, fillMeeting, isGood, photo, startDemo } from './lib/steps.mjs';

let browser;
let server;
let dir;
let leader;
let official;

before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'dienhong-e2e-'));
  server = await startDemo({ dir });
  browser = await launchBrowser();
  leader = await demoPage(browser, server, 'minh-hoa-to-truong', PHONE);
  official = await demoPage(browser, server, 'minh-hoa-can-bo', DESK);
  mayBeCutOff(leader);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

const open = (page, address) => page.goto(server.url + address);
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const waiting = (page) => page.locator('[data-outbox-list] > li');
const cutOff = () => server.stop();
const reconnect = async () => { server = await startDemo({ dir, port: server.port }); };

/** Waits until something is so on a page. */
async function until(page, isSo, of) {
  const deadline = Date.now() + 30_000;
  while (!(await page.evaluate(isSo, of))) {
    if (Date.now() > deadline) throw new Error(`it never came about: ${isSo}`);
    await sleep(100);
  }
}
const isKept = async (path) => (await Outbox.kept()).some((row) => row.path === path);

/** Writes a session where there is no network. */
async function writeAlone(page, of) {
  await open(page, '/ghi/tuyen-truyen');
  await fillMeeting(page, of);
  if (of.photo) await page.setInputFiles('#anh', { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: of.photo });
  await page.locator('button[value="sent"]').click();
  await page.waitForURL((url) => url.pathname === '/cho-gui');
  await page.getByText('Chưa có mạng. Mục vừa ghi').waitFor();
}

/** The list sends by itself as soon as it is opened. */
async function sendNow(page) {
  await open(page, '/cho-gui');
  await page.getByRole('heading', { name: 'Chờ gửi' }).waitFor();
}

/** How often the book holds an entry, and its address. */
async function found(place) {
  await open(official, `/tim?tim=${encodeURIComponent(place)}`);
  const links = official.locator('main a[href^="/muc/"]', { hasText: /./ });
  const all = await links.evaluateAll((list) => [...new Set(list.map((a) => a.getAttribute('href')))]);
  return all;
}

/** All that lies in the device's database, as text. */
const lying = (page) =>
  page.evaluate(async () => {
    const base = await new Promise((resolve) => { const asked = indexedDB.open('dienhong'); asked.onsuccess = () => resolve(asked.result); });
    const decode = (value) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value)
        : Array.isArray(value) ? value.map(decode).join('')
          : value && typeof value === 'object' && !(value instanceof CryptoKey) ? Object.values(value).map(decode).join('') : String(value);
    const stores = {};
    for (const name of base.objectStoreNames) {
      const rows = await new Promise((resolve) => { const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => resolve(asked.result); });
      stores[name] = { count: rows.length, text: rows.map(decode).join('\n') };
    }
    base.close();
    return stores;
  });

test('the_page_can_be_installed', async () => {
  const link = await leader.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await leader.evaluate(async (href) => (await fetch(href)).json(), link);
  assert.equal(manifest.display, 'standalone');
  for (const icon of manifest.icons) {
    const size = await leader.evaluate(async (src) => { const image = new Image(); image.src = src; await image.decode(); return `${image.width}x${image.height}`; }, icon.src);
    assert.equal(size, icon.sizes);
  }
});

test('the_forms_are_kept_once_the_first_page_was_seen', async () => {
  for (const path of ['/cho-gui', '/ghi', '/ghi/tuyen-truyen', '/ghi/to-roi']) await until(leader, isKept, path);
});

test('two_entries_with_a_photo_are_written_without_a_network_and_come_in_once', async () => {
  const picture = await photo(leader);
  await cutOff();
  await open(leader, '/ghi/tuyen-truyen');
  await leader.getByText('Đang không có mạng.').waitFor();
  await isGood(leader, 'a form without network');
  await writeAlone(leader, { count: '31', place: 'Nhà rông Plei Ốp', photo: picture });
  await writeAlone(leader, { count: '32', place: 'Giọt nước làng Ốp' });
  await until(leader, () => document.querySelectorAll('[data-outbox-list] > li').length === 2);
  await leader.getByText('kèm 1 ảnh hoặc tệp').waitFor();
  await isGood(leader, 'what waits on the phone');

  const { drafts, pages, words } = await lying(leader);
  assert.equal(drafts.count, 2);
  for (const store of [drafts, pages, words]) {
    for (const word of ['Plei', 'tuyen-truyen":', 'Tổ dân phố', 'IMG_1', 'JFIF']) assert.ok(!store.text.includes(word), `“${word}” lies open`);
  }

  await open(leader, '/so-lieu');
  await leader.getByText('trang vừa mở không có trên máy').waitFor();
  await reconnect();
  await sendNow(leader);
  await leader.getByText('Không còn gì chờ').waitFor();
  await leader.getByText('Lần gửi gần nhất: 2 mục').waitFor();
  await isGood(leader, 'nothing waits');
  const [first, ...others] = await found('Nhà rông Plei Ốp');
  assert.deepEqual(others, []);
  assert.equal((await found('Giọt nước làng Ốp')).length, 1);
  await open(official, first);
  assert.equal(await official.locator('.photo img').count(), 1, 'the photo came along');
});

test('what_waits_can_be_changed_taken_along_and_is_sent_by_itself', async () => {
  await cutOff();
  await writeAlone(leader, { count: '41', place: 'Sân bóng tổ 3' });
  await leader.getByRole('link', { name: 'Sửa rồi gửi' }).click();
  await leader.waitForURL(/cho=/);
  await leader.waitForFunction(() => document.querySelector('#dia-diem').value === 'Sân bóng tổ 3');
  await leader.fill('#luot', '42');
  await leader.locator('button[value="sent"]').click();
  await leader.waitForURL((url) => url.pathname === '/cho-gui');
  await until(leader, () => document.querySelectorAll('[data-outbox-list] > li').length === 1);
  const download = leader.waitForEvent('download');
  await press(leader, 'Tải xuống');
  const text = await readFile(await (await download).path(), 'utf8');
  assert.match(text, /Sân bóng tổ 3/);
  assert.match(text, /42/);
  await reconnect();
  await open(leader, '/');
  await until(leader, async () => (await Outbox.all()).length === 0);
  const [entry] = await found('Sân bóng tổ 3');
  await open(official, entry);
  await official.getByText('42').first().waitFor();
});

/** What the list of the device shows, state by state. */
const states = (page) => waiting(page).evaluateAll((rows) => rows.map((row) => row.dataset.state));

test('a_form_refused_online_stays_one_draft_and_is_gone_once_it_was_mended_and_sent', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await fillMeeting(leader, { count: 'nhiều', place: 'Chợ phiên Ia Kênh' });
  await leader.locator('button[value="sent"]').click();
  await leader.locator('.error-summary').waitFor();
  await until(leader, async () => (await Outbox.all()).every((row) => row.state === 'editing'));
  const refused = await leader.locator('input[name="id"]').inputValue();

  // Left, and gone on with in a form that is opened anew: the words come back, and with them the entry that they were.
  await open(leader, '/cho-gui');
  await until(leader, () => document.querySelectorAll('[data-outbox-list] > li').length === 1);
  assert.deepEqual(await states(leader), ['editing']);
  await leader.getByText('chưa gửi, cần sửa').waitFor();
  await isGood(leader, 'a refused form in the list of the phone');
  await open(leader, '/');
  assert.equal(await leader.locator('[data-waiting]').isVisible(), false, 'a draft does not wait to be sent');
  await open(leader, '/ghi/tuyen-truyen');
  await leader.waitForFunction(() => document.querySelector('#dia-diem').value === 'Chợ phiên Ia Kênh');
  await leader.waitForFunction((id) => document.querySelector('input[name="id"]').value === id, refused);
  await leader.fill('#luot', '44');
  await leader.locator('button[value="sent"]').click();
  await leader.getByText('Đã gửi lên phường').waitFor();
  await until(leader, async () => (await Outbox.all()).length === 0);
  assert.equal((await found('Chợ phiên Ia Kênh')).length, 1);
});

test('words_that_stand_in_a_form_only_are_listed_as_not_sent', async () => {
  await open(leader, '/ghi/to-roi');
  await leader.locator('form[data-outbox] input[type="text"]:not([name^="q-"])').first().fill('17');
  await until(leader, async () => (await Outbox.unsent(document.body.dataset.person)).length === 1);
  await open(leader, '/cho-gui');
  await leader.getByText('đang ghi dở, chưa gửi').waitFor();
  assert.equal(await leader.getByText('Không còn gì chờ').isVisible(), false);
  await isGood(leader, 'words in a form only');
  await leader.getByRole('link', { name: 'Sửa rồi gửi' }).click();
  await leader.getByText('Đã lấy lại nội dung lưu lúc').waitFor();
  await press(leader, 'Bỏ nội dung đã lưu');
  await open(leader, '/cho-gui');
  await leader.getByText('Không còn gì chờ').waitFor();
});

/** The browser takes the storage of the site away, as it does where room is short. */
async function takeStorageAway(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb' });
  await session.detach();
}

test('storage_closed_by_the_browser_while_offline_keeps_the_entry_and_says_so', async () => {
  await cutOff();
  await open(leader, '/ghi/tuyen-truyen');
  await fillMeeting(leader, { count: '45', place: 'Bến nước Plei Kép' });
  await takeStorageAway(leader);
  await leader.locator('button[value="sent"]').click();
  await leader.getByText('Mục này được lưu an toàn trên máy và tự gửi khi có mạng').waitFor();
  await until(leader, async () => (await Outbox.all()).map((row) => row.state).join() === 'waiting');
  await isGood(leader, 'kept after the storage was taken away');
  await reconnect();
  await leader.evaluate(() => window.dispatchEvent(new Event('online')));
  await leader.waitForURL((url) => url.pathname.startsWith('/muc/'));
  assert.equal((await found('Bến nước Plei Kép')).length, 1);
  await open(leader, '/');
  for (const path of ['/cho-gui', '/ghi', '/ghi/tuyen-truyen', '/ghi/to-roi']) await until(leader, isKept, path);
});

test('where_the_browser_keeps_nothing_the_press_answers_with_a_sentence', async () => {
  await cutOff();
  await open(leader, '/ghi/tuyen-truyen');
  await fillMeeting(leader, { count: '46', place: 'Dốc đá Ia Nhing' });
  await leader.evaluate(() => { IDBFactory.prototype.open = () => { throw new DOMException('no storage', 'UnknownError'); }; });
  await takeStorageAway(leader);
  await leader.locator('button[value="sent"]').click();
  await leader.getByText('Chưa gửi được: không tới được sổ').waitFor();
  assert.equal(await leader.inputValue('#dia-diem'), 'Dốc đá Ia Nhing');
  await reconnect();
  await leader.locator('button[value="sent"]').click();
  await leader.getByText('Đã gửi lên phường').waitFor();
  assert.equal((await found('Dốc đá Ia Nhing')).length, 1);
  await open(leader, '/');
  for (const path of ['/cho-gui', '/ghi', '/ghi/tuyen-truyen', '/ghi/to-roi']) await until(leader, isKept, path);
});

test('of_two_phones_with_the_same_draft_both_sides_are_shown', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await fillMeeting(leader, { count: '51', place: 'Trạm y tế cũ' });
  await leader.locator('button[value="draft"]').click();
  await leader.getByText('Đã lưu nháp').waitFor();
  const entry = new URL(leader.url()).pathname;
  const second = await demoPage(browser, server, 'minh-hoa-to-truong', PHONE);
  await open(leader, `${entry}/sua`);
  await until(leader, isKept, `${entry}/sua`);
  await open(second, `${entry}/sua`);
  await second.fill('#luot', '52');
  await second.locator('button[value="draft"]').click();
  await second.getByText('Đã lưu nháp').waitFor();

  await cutOff();
  await open(leader, `${entry}/sua`);
  await leader.fill('#luot', '53');
  await leader.locator('button[value="sent"]').click();
  await leader.waitForURL((url) => url.pathname === '/cho-gui');
  await reconnect();
  await sendNow(leader);
  await leader.getByText('Xem hai bản rồi chọn').waitFor();
  await isGood(leader, 'a draft with two versions');
  await press(leader, 'Xem hai bản');
  await leader.getByRole('heading', { level: 1, name: 'Hai bản khác nhau' }).waitFor();
  const differing = await leader.locator('.differs').allInnerTexts();
  assert.equal(differing.length, 1);
  assert.match(differing[0], /52[^]*53/);
  await isGood(leader, 'two versions on a phone');
  await press(leader, 'Lấy bản trên máy này');
  await leader.getByText('Đã gửi lên phường').waitFor();
  await until(leader, async () => (await Outbox.all()).length === 0);
  assert.equal((await found('Trạm y tế cũ')).length, 1);
  await second.context().close();
});

test('a_phone_whose_clock_is_a_year_off_is_asked_about_the_day', async () => {
  await open(leader, '/');
  await cutOff();
  const now = new Date();
  await leader.clock.setFixedTime(new Date(now.getTime() - 365 * 24 * 3600 * 1000));
  await writeAlone(leader, { count: '61', place: 'Quán nước đầu làng' });
  await leader.clock.setSystemTime(now);
  await reconnect();
  await sendNow(leader);
  await leader.getByText('Đồng hồ của máy chỉ').waitFor();
  assert.deepEqual(await found('Quán nước đầu làng'), [], 'nothing was written a year off');
  await leader.getByRole('link', { name: 'Sửa rồi gửi' }).click();
  await leader.waitForFunction(() => document.querySelector('#dia-diem')?.value === 'Quán nước đầu làng');
  const lastYear = await leader.inputValue('#q-ngay');
  assert.match(lastYear, new RegExp(`/${now.getFullYear() - 1}$`));
  await leader.fill('#q-ngay', lastYear.replace(/\d{4}$/, String(now.getFullYear())));
  await leader.locator('button[value="sent"]').click();
  // On the right day there is one of the same form already, which is asked about.
  await leader.getByText('giống mục này').waitFor();
  await leader.locator('button[value="sent"]').click();
  await leader.getByText('Đã gửi lên phường').waitFor();
  assert.equal((await found('Quán nước đầu làng')).length, 1);
});

test('signing_out_asks_about_what_waits_and_leaves_nothing_on_the_phone', async () => {
  const guest = await demoPage(browser, server, 'minh-hoa-to-truong', PHONE);
  mayBeCutOff(guest);
  await until(guest, isKept, '/ghi/tuyen-truyen');
  await cutOff();
  await writeAlone(guest, { count: '71', place: 'Ngã ba Plei Dol' });
  await reconnect();
  // The day is wrong on purpose: it cannot be sent as it is.
  await guest.evaluate(async () => {
    const [row] = (await Outbox.list(document.body.dataset.person)).own;
    const fields = row.content.fields.map(([name, value]) => [name, name === 'luot' ? 'nhiều' : value]);
    await Outbox.keep({ ...row, content: { ...row.content, fields }, files: [] });
  });
  await open(guest, '/tai-khoan');
  await press(guest, 'Đăng xuất');
  await guest.getByText('Còn mục chưa gửi').waitFor();
  await isGood(guest, 'signing out with something unsent');
  await press(guest, 'Xóa các mục này và đăng xuất');
  await guest.getByText('Đã đăng xuất').waitFor();
  const stores = await lying(guest);
  for (const name of ['keys', 'drafts', 'pages', 'words']) assert.equal(stores[name].count, 0, `${name} are left`);
  assert.deepEqual(await found('Ngã ba Plei Dol'), []);
  await guest.context().close();
});

test('what_one_wrote_is_neither_shown_to_nor_sent_by_another', async () => {
  await cutOff();
  await writeAlone(leader, { count: '81', place: 'Nhà ông Bình' });
  await leader.context().clearCookies();
  await reconnect();
  await enterDemo(leader, server, 'minh-hoa-can-bo');
  await open(leader, '/cho-gui');
  await leader.getByText('còn giữ 1 mục của người khác').waitFor();
  assert.equal(await waiting(leader).count(), 0);
  assert.ok(!(await leader.locator('main').innerText()).includes('Bình'));
  assert.deepEqual(await found('Nhà ông Bình'), []);
  await enterDemo(leader, server, 'minh-hoa-to-truong');
  await sendNow(leader);
  await leader.getByText('Không còn gì chờ').waitFor();
  assert.equal((await found('Nhà ông Bình')).length, 1);
});

test('whose_appointment_ended_meanwhile_is_told_and_keeps_the_words', async () => {
  await open(leader, '/');
  await until(leader, isKept, '/ghi/tuyen-truyen');
  await cutOff();
  await writeAlone(leader, { count: '91', place: 'Vườn nhà chị Hai' });
  await reconnect();
  await open(official, '/nguoi');
  const chair = await demoPage(browser, server, 'minh-hoa-quan-tri', DESK);
  await open(chair, '/nguoi');
  const name = await leader.locator('.site-header__tools a[href="/tai-khoan"]').innerText();
  await chair.getByRole('link', { name: name.trim() }).click();
  await chair.getByRole('link', { name: 'Kết thúc' }).click();
  await chair.getByLabel('Lý do').fill('Hết nhiệm kỳ');
  await press(chair, 'Kết thúc phân công');
  await chair.getByText('Đã kết thúc phân công.').waitFor();
  await sendNow(leader);
  await leader.getByText('Chức vụ hiện nay không còn quyền ghi cho').waitFor();
  await isGood(leader, 'a draft that is not taken');
  const download = leader.waitForEvent('download');
  await press(leader, 'Tải xuống');
  assert.match(await readFile(await (await download).path(), 'utf8'), /Vườn nhà chị Hai/);
  assert.deepEqual(await found('Vườn nhà chị Hai'), []);
});

test('without_script_the_page_says_what_it_needs', async () => {
  const page = await newPageWithoutScript(browser, PHONE);
  await enterDemo(page, server, 'minh-hoa-can-bo');
  await open(page, '/cho-gui');
  await page.getByText('Trình duyệt này không giữ được gì khi mất mạng').first().waitFor();
  await page.context().close();
});
