// One ward's first days, as its people live them: an empty folder, the first official, a group leader on a phone, and all
// that goes wrong on the way. The journeys follow one another in one book; each says what it needs of the earlier ones.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  addVirtualAuthenticator, DESK, launchBrowser, mayBeCutOff, newPage, newPageWithoutScript, PHONE, problems, startServer,
} from './lib/harness.mjs';
import { EXIF_MARKS, fillMeeting, heic, isGood, photo, totp, unfold } from './lib/steps.mjs';

const OFFICIAL = 'Nguyễn Thị Phượng';
const LEADER = 'Đặng Ưng Hoàng';

let browser;
let server;
let dir;
let official;
let leader;
let entry;

before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'dienhong-e2e-'));
  server = await startServer({ dir });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

// ------------------------------------------------------------------------------------------------------ what people do

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const follow = (page, name) => page.getByRole('link', { name, exact: true }).first().click();
const pathOf = (page) => new URL(page.url()).pathname;
const open = (page, address) => page.goto(server.url + address);

const fillSession = (page, of = {}) => fillMeeting(page, { count: '64', place: 'Hội trường tổ 1', ...of });

/** Invites somebody; answers the code that stands on the paper. */
async function invite({ name, phone, role, unit }) {
  await open(official, '/nguoi/moi');
  await official.fill('#ten', name);
  await official.fill('#dien-thoai', phone);
  await official.locator(`input[name="vai-tro"][value="${role}"]`).check();
  await official.locator('#don-vi').selectOption({ label: unit });
  await press(official, 'Lập thư mời');
  const groups = await official.locator('.receipt__code li').allTextContents();
  assert.equal(groups.length, 7, 'a code of seven groups');
  return groups.join('');
}

/** The number of attendances of the year, as the page of totals shows it. */
async function attendances(page) {
  await open(page, '/so-lieu');
  const row = page.locator('tr', { has: page.getByRole('rowheader', { name: 'Lượt người dự tuyên truyền', exact: true }) });
  if ((await row.count()) === 0) return 0;
  return Number((await row.locator('a.number').first().textContent()).replaceAll('.', ''));
}

/** How many entries tell of a place. */
async function countOf(page, place) {
  await open(page, `/tim?tim=${encodeURIComponent(place)}`);
  return page.locator('main tbody tr', { hasText: place }).count();
}

// ------------------------------------------------------------------------------------------------------------ journeys

test('a_newcomer_sets_the_book_up_and_comes_in_by_fingerprint', async () => {
  official = await newPage(browser, DESK);
  await addVirtualAuthenticator(official);
  await open(official, '/');
  assert.equal(pathOf(official), '/cai-dat');
  await follow(official, 'Tiếng Việt');
  await official.getByLabel('Tìm xã, phường, đặc khu').fill('dien hong');
  await press(official, 'Tìm');
  await official.getByLabel(/^Phường Diên Hồng, Tỉnh Gia Lai/).check();
  await press(official, 'Tiếp tục');
  await official.fill('#ten', OFFICIAL);
  await official.fill('#dien-thoai', '0905 123 456');
  await official.locator('input[name="vai-tro"][value="official"]').check();
  await press(official, 'Tiếp tục');
  await official.waitForURL(/\/moi\//);
  await official.locator('[data-passkey] button').click();
  await official.getByRole('heading', { level: 1, name: 'Hôm nay' }).waitFor();
  await isGood(official);
});

test('an_official_founds_groups_after_looking_at_what_changes', async () => {
  await open(official, '/don-vi');
  await follow(official, 'Phường Diên Hồng');
  await follow(official, 'Thêm tổ, thôn, khu phố');
  await official.locator('#loai').selectOption({ label: 'Tổ dân phố' });
  await official.fill('#ten', '1-3');
  await official.fill('#ngay', '01/07/2025');
  await official.fill('#can-cu', 'Nghị quyết số 12/NQ-HĐND');
  await press(official, 'Xem trước');
  await official.getByText('Tổ dân phố 3').first().waitFor();
  await isGood(official, 'the preview of a change of the map');
  await press(official, 'Ghi thay đổi');
  await official.getByText('Đã ghi thay đổi').waitFor();
  await isGood(official, 'a recorded change of the map');
});

test('a_group_leader_is_invited_and_comes_in_on_a_phone', async () => {
  const code = await invite({ name: LEADER, phone: '0905 111 222', role: 'group-leader', unit: 'Tổ dân phố 1' });
  await isGood(official, 'the paper of an invitation');
  leader = await newPage(browser, PHONE);
  await addVirtualAuthenticator(leader);
  await open(leader, '/moi');
  await leader.fill('#ma', code.toLowerCase());
  await leader.locator('main form button').click();
  await leader.waitForURL(/\/moi\/./);
  await isGood(leader, 'an invitation on a phone');
  await leader.locator('[data-passkey] button').click();
  await leader.getByRole('heading', { level: 1, name: 'Hôm nay' }).waitFor();
  await isGood(leader);
});

test('a_session_with_a_photo_goes_from_the_phone_to_the_proof_of_a_number', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await fillSession(leader);
  const taken = await photo(leader);
  for (const mark of EXIF_MARKS) assert.ok(taken.includes(mark), 'the photo begins with its place');
  await leader.setInputFiles('#anh', { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: taken });
  await leader.getByText('Đã chọn 1 tệp').waitFor();
  await isGood(leader, 'a filled form on a phone');
  await press(leader, 'Gửi lên phường');
  await leader.getByText('Đã gửi lên phường').waitFor();
  await isGood(leader, 'a sent entry on a phone');
  entry = pathOf(leader);

  const src = await leader.locator('.photo').first().getAttribute('href');
  for (const address of [src, `${src}/nho`]) {
    const served = await (await leader.context().request.get(server.url + address)).body();
    assert.equal(served.readUInt16BE(0), 0xffd8, 'it is still a JPEG');
    for (const mark of EXIF_MARKS) assert.ok(!served.includes(mark), `${address} tells where it was taken`);
  }

  const earlier = await attendances(official);
  await open(official, '/');
  await official.getByRole('link', { name: 'Sổ tuyên truyền' }).first().click();
  assert.equal(pathOf(official), entry);
  await press(official, 'Duyệt');
  await official.getByText('Đã duyệt. Số liệu đã cộng.').waitFor();
  assert.equal(await attendances(official), earlier + 64);
  await official.getByRole('link', { name: '64', exact: true }).first().click();
  await isGood(official, 'the proof of a number');
  await official.locator('main tbody a').first().click();
  assert.equal(pathOf(official), entry);
});

test('without_script_and_by_keyboard_alone_the_same_is_recorded', async () => {
  const storageState = await leader.context().storageState();
  const page = await newPageWithoutScript(browser, PHONE, { storageState });
  await open(page, '/ghi/tuyen-truyen');
  const focused = () => page.locator(':focus');
  const tabTo = async (selector) => {
    for (let i = 0; i < 90; i += 1) {
      if (await page.locator(`${selector}:focus`).count()) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`the keyboard never came to ${selector}`);
  };
  await tabTo('#luot');
  await page.keyboard.type('khoảng 30');
  await tabTo('input[name="hinh-thuc"]');
  await page.keyboard.press('Space');
  await tabTo('input[name="noi-dung"]');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await tabTo('details[data-more] > summary');
  await page.keyboard.press('Enter');
  await tabTo('#dia-diem');
  await page.keyboard.type('Sân nhà cộng đồng');
  await tabTo('button[value="sent"]');
  assert.equal(await focused().textContent(), 'Gửi lên phường');
  const bar = await page.locator('.action-bar').boundingBox();
  assert.ok(bar.y + bar.height <= 801, 'the bar of acts stands under the thumb');
  await page.keyboard.press('Enter');
  await page.getByText('Đã gửi lên phường').waitFor();
  await page.getByText(/khoảng 30/).first().waitFor();
  await page.context().close();
});

test('a_wrong_form_tells_all_mistakes_at_once_and_keeps_every_word', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await leader.fill('#q-ngay', '31/09/2022');
  await leader.fill('#luot', 'sáu mươi người');
  await unfold(leader);
  await leader.fill('#ghi-chu', 'Bà con hỏi về camera');
  await press(leader, 'Gửi lên phường');
  const summary = leader.locator('.error-summary');
  await summary.waitFor();
  assert.ok(await summary.evaluate((e) => e === document.activeElement), 'the summary has the focus');
  assert.match(await leader.title(), /^Lỗi: /);
  const told = await summary.locator('li a').evaluateAll((all) => all.map((a) => [a.hash.slice(1), a.textContent]));
  assert.deepEqual(told.map(([field]) => field).sort(), ['hinh-thuc', 'luot', 'noi-dung', 'q-ngay']);
  for (const [field, words] of told) {
    const at = leader.locator(`#${field}-e`);
    assert.ok((await at.textContent()).includes(words), `the same sentence stands at ${field}`);
    await summary.locator(`a[href="#${field}"]`).click();
    assert.equal(await leader.evaluate(() => document.activeElement.id), field);
  }
  assert.match(told.find(([field]) => field === 'q-ngay')[1], /31\/09\/2022/);
  assert.equal(await leader.inputValue('#luot'), 'sáu mươi người');
  assert.equal(await leader.inputValue('#ghi-chu'), 'Bà con hỏi về camera');
  await isGood(leader, 'a form with mistakes');
  await leader.fill('#q-ngay', '30/09/2025');
  await fillSession(leader, { count: '60', place: 'Nhà rông' });
  await press(leader, 'Gửi lên phường');
  await leader.getByText('Đã gửi lên phường').waitFor();
  await leader.getByText('Bà con hỏi về camera').waitFor();
});

test('words_typed_and_not_sent_are_there_after_coming_back', async () => {
  await open(leader, '/ghi/to-roi');
  await leader.fill('#so-to', '250');
  await leader.getByText(/^Đã tự động lưu trên máy lúc \d\d giờ \d\d phút$/).waitFor();
  await open(leader, '/');
  await open(leader, '/ghi/to-roi');
  await leader.getByText('Đã lấy lại nội dung lưu lúc').waitFor();
  assert.equal(await leader.inputValue('#so-to'), '250');
  await press(leader, 'Bỏ nội dung đã lưu');
  assert.equal(await leader.inputValue('#so-to'), '');
});

test('a_photo_of_an_iphone_is_refused_with_what_to_do', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await fillSession(leader, { count: '12', place: 'Sân đình' });
  await leader.setInputFiles('#anh', { name: 'IMG_0002.HEIC', mimeType: 'image/heic', buffer: heic() });
  await press(leader, 'Gửi lên phường');
  await leader.locator('.error-summary').getByText(/HEIC.*JPEG/).waitFor();
  assert.equal(await leader.inputValue('#luot'), '12');
  assert.equal(await leader.inputValue('#dia-diem'), 'Sân đình');
  assert.ok(await leader.getByLabel('Phòng, chống lừa đảo trên không gian mạng').isChecked());
  await isGood(leader, 'a form with a refused photo');
  // Left and opened again it comes back with its words and its photo; dropped, it is gone from the phone.
  await open(leader, '/ghi/tuyen-truyen');
  await leader.getByText('Đã lấy lại nội dung lưu lúc').waitFor();
  await leader.waitForFunction(() => document.querySelector('#anh').files.length === 1);
  await press(leader, 'Bỏ nội dung đã lưu');
  await leader.waitForFunction(async () => (await Outbox.all()).length === 0);
  assert.equal(await leader.locator('#anh').evaluate((input) => input.files.length), 0);
});

test('a_session_that_ends_while_typing_loses_no_word', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await fillSession(leader, { count: '21', place: 'Nhà ông tổ trưởng' });
  const names = (await leader.context().cookies()).map((c) => c.name).filter((name) => name !== 'ngon-ngu');
  for (const name of names) await leader.context().clearCookies({ name });
  await press(leader, 'Gửi lên phường');
  await leader.getByText('Những gì đã ghi vẫn còn nguyên ở trang này.').waitFor();
  await isGood(leader, 'signing in again while typing');
  await leader.locator('[data-passkey] button').click();
  await leader.getByText('Đã gửi lên phường').waitFor();
  await leader.getByText('Nhà ông tổ trưởng').first().waitFor();
  assert.equal(await countOf(leader, 'Nhà ông tổ trưởng'), 1);
});

test('of_two_people_who_mend_one_entry_the_second_is_told_and_keeps_the_words', async () => {
  const code = await invite({ name: 'Lê Quang Đạt', phone: '0905 333 444', role: 'police', unit: 'Phường Diên Hồng' });
  const police = await newPage(browser, PHONE);
  await addVirtualAuthenticator(police);
  await open(police, `/moi/${code}`);
  await police.locator('[data-passkey] button').click();
  await police.getByRole('heading', { level: 1, name: 'Hôm nay' }).waitFor();

  await open(police, `${entry}/sua`);
  await open(official, `${entry}/sua`);
  await official.fill('#luot', '65');
  await official.fill('#q-ly-do', 'Đếm thiếu hàng ghế sau');
  await press(official, 'Lưu và duyệt');
  await official.getByText('Đã duyệt. Số liệu đã cộng.').waitFor();

  await police.fill('#luot', '66');
  await police.fill('#q-ly-do', 'Đếm lại theo ảnh');
  await press(police, 'Lưu và duyệt');
  await police.getByRole('heading', { level: 1, name: 'Hai bản khác nhau' }).waitFor();
  const differing = await police.locator('.differs').allInnerTexts();
  assert.equal(differing.length, 1, 'only what differs is marked');
  assert.match(differing[0], /65[^]*66/);
  await police.getByText(`${OFFICIAL} đã ghi mục này vào sổ`).waitFor();
  await isGood(police, 'two versions');
  await press(police, 'Sửa bản trên máy này trước');
  assert.equal(await police.inputValue('#luot'), '66');
  assert.equal(await police.inputValue('#q-ly-do'), 'Đếm lại theo ảnh');
  await press(police, 'Lưu và duyệt');
  await police.getByText('Đếm lại theo ảnh').waitFor();
  await police.getByText('Đếm thiếu hàng ghế sau').waitFor();
  await police.context().close();
});

test('a_power_cut_while_the_form_is_open_neither_loses_nor_doubles_it', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await fillSession(leader, { count: '33', place: 'Cổng chợ' });
  await server.crash();
  mayBeCutOff(leader);
  await leader.locator('button[value="sent"]').click();
  await leader.getByText('Chưa có mạng. Mục vừa ghi đã được lưu an toàn trên máy này').waitFor();
  server = await startServer({ dir, port: server.port });
  await press(leader, 'Gửi ngay');
  await leader.getByText('Lần gửi gần nhất: 1 mục').waitFor();
  await leader.getByText('Không còn gì chờ gửi').waitFor();
  assert.equal(await leader.locator('[data-outbox-list] > li').count(), 0);
  assert.equal(await countOf(leader, 'Cổng chợ'), 1);
});

test('a_form_opened_before_a_power_cut_is_sent_after_it_and_again_without_doubling', async () => {
  await open(leader, '/ghi/tuyen-truyen');
  await fillSession(leader, { count: '34', place: 'Bến nước' });
  await server.crash();
  server = await startServer({ dir, port: server.port });
  const [posted] = await Promise.all([
    leader.waitForRequest((request) => request.method() === 'POST'),
    press(leader, 'Gửi lên phường'),
  ]);
  await leader.getByText('Đã gửi lên phường').waitFor();
  // The phone heard no answer and sends the same once more.
  const again = await leader.context().request.post(posted.url(), {
    headers: { 'content-type': posted.headers()['content-type'] },
    data: posted.postDataBuffer(),
  });
  assert.equal(again.status(), 200);
  assert.equal(await countOf(leader, 'Bến nước'), 1);
});

test('a_password_with_codes_is_the_other_way_in', async () => {
  const code = await invite({ name: 'Trịnh Khánh Ly', phone: '0905 555 666', role: 'standing', unit: 'Phường Diên Hồng' });
  const page = await newPageWithoutScript(browser, PHONE);
  await open(page, `/moi/${code}`);
  await page.locator('details summary').first().click();
  await page.fill('#ten', 'khanh.ly');
  await page.fill('#mat-khau-moi', 'sân đình giếng nước');
  await page.fill('#mat-khau-lai', 'sân đình giếng nước');
  await press(page, 'Tiếp tục');
  await page.getByRole('heading', { level: 1, name: 'Liên kết ứng dụng xác thực' }).waitFor();
  const secret = await page.locator('details.more p').textContent();
  await page.fill('#ma', totp(secret));
  await press(page, 'Xong, vào sổ');
  const recovery = await page.locator('main ol li').allTextContents();
  assert.ok(recovery.length >= 8, `${recovery.length} recovery codes`);
  await page.locator('main .button-row a').click();
  await page.getByRole('heading', { level: 1, name: 'Hôm nay' }).waitFor();

  const leave = async () => {
    await open(page, '/tai-khoan');
    await press(page, 'Đăng xuất');
    await page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor();
  };
  const comeBack = async (digits) => {
    await page.fill('#ten', 'khanh.ly');
    await page.fill('#mat-khau', 'sân đình giếng nước');
    await press(page, 'Đăng nhập');
    await page.fill('#ma', digits);
    await press(page, 'Đăng nhập');
  };
  await leave();
  await open(page, '/so-lieu');
  assert.equal(pathOf(page), '/vao', 'signed out, nothing is shown');
  await comeBack(totp(secret, 1));
  await page.getByRole('heading', { level: 1, name: 'Số liệu' }).waitFor();
  await leave();
  await comeBack(recovery[0]);
  await page.getByRole('heading', { level: 1, name: 'Hôm nay' }).waitFor();
  await leave();
  await comeBack(recovery[0]);
  await page.locator('.error-summary').waitFor();
  await page.context().close();
});

test('the_pages_of_passwords_and_codes_are_good', async () => {
  const code = await invite({ name: 'Mai Ánh Nguyệt', phone: '0905 777 888', role: 'chair', unit: 'Phường Diên Hồng' });
  const page = await newPage(browser, PHONE);
  await open(page, `/moi/${code}`);
  await page.locator('details summary').first().click();
  await isGood(page, 'an invitation with the way by password open');
  await page.fill('#ten', 'anh.nguyet');
  await page.fill('#mat-khau-moi', '1234567890');
  await page.fill('#mat-khau-lai', '123');
  await press(page, 'Tiếp tục');
  await page.locator('.error-summary').waitFor();
  await isGood(page, 'an invitation with mistakes');
  await page.fill('#mat-khau-moi', 'bờ rào hàng cau');
  await page.fill('#mat-khau-lai', 'bờ rào hàng cau');
  await press(page, 'Tiếp tục');
  await isGood(page, 'connecting an authenticator app');
  await page.locator('details summary').click();
  await page.fill('#ma', totp(await page.locator('details.more p').textContent()));
  await press(page, 'Xong, vào sổ');
  await isGood(page, 'recovery codes');
  await page.locator('main .button-row a').click();
  await open(page, '/ma-ket-noi');
  await open(page, '/tai-khoan');
  await press(page, 'Đăng xuất');
  await page.waitForURL((url) => url.pathname === '/vao');
  await isGood(page, 'signed out');
  await page.fill('#ten', 'anh.nguyet');
  await page.fill('#mat-khau', 'bờ rào hàng cau');
  await press(page, 'Đăng nhập');
  await isGood(page, 'the second step of signing in');
  assert.deepEqual(problems(page), []);
  await page.context().close();
});

test('a_reader_of_english_finds_the_way', async () => {
  const page = await newPage(browser, PHONE);
  await open(page, '/vao');
  await page.getByRole('link', { name: 'English' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await isGood(page, 'signing in in English');
  await page.context().close();

  await open(official, '/hien-thi?ve=%2Fso');
  await official.getByLabel('English').check();
  await official.locator('main form button').click();
  await official.getByText('saved', { exact: false }).first().waitFor();
  await open(official, '/so');
  assert.equal(await official.locator('html').getAttribute('lang'), 'en');
  await official.getByRole('heading', { level: 1, name: 'Registers' }).waitFor();
});
