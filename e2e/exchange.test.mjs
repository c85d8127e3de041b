// Two installations on two ports, a stick between them: a ward's figures go up, one comes back with a reason, the mended
// ones are accepted, and both books hold the same. Files that were changed on the way are refused.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { addVirtualAuthenticator, binary, DESK, launchBrowser, mayBeCutOff, newPage, PHONE } from './lib/harness.mjs';
import { demoPage, fillMeeting, isGood, startDemo } from './lib/steps.mjs';

let browser;
let ward;
let province;
let stick;
let dir;
let filing;
const people = {};

before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'dienhong-e2e-'));
  [ward, province] = await Promise.all([startDemo({ dir }), startDemo()]);
  browser = await launchBrowser();
  stick = await mkdtemp(path.join(os.tmpdir(), 'dienhong-e2e-'));
});
after(async () => {
  await browser?.close();
  await Promise.all([ward?.stop(), province?.stop()]);
  for (const folder of [stick, dir]) await rm(folder, { recursive: true, force: true });
});

const words = (page) => page.locator('main').innerText();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** A page at both widths. */
async function isGoodEverywhere(page, name) {
  await isGood(page, name);
  const desk = page.viewportSize();
  await page.setViewportSize({ width: PHONE, height: 800 });
  await isGood(page, name);
  await page.setViewportSize(desk);
}

/** Saves what a link downloads onto the stick. */
async function save(page, name, file) {
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name }).click();
  const at = path.join(stick, file);
  await (await waiting).saveAs(at);
  return at;
}

/** Brings a file from the stick to the page of exchange, and looks at it. */
async function bring(page, server, file) {
  await page.goto(`${server.url}/trao-doi`);
  await page.setInputFiles('#tep', file);
  await press(page, 'Xem tệp');
  await page.waitForLoadState();
}

/** Somebody who runs the machine of a unit, let in by its command line. */
async function operator(server, unit) {
  const who = ['person', 'unlock', '--name', 'Hồ Thị Ưu', '--unit', unit];
  const { stdout } = await promisify(execFile)(binary(), ['--data', server.dir, '--json', ...who]);
  const page = await newPage(browser, DESK);
  await addVirtualAuthenticator(page);
  await page.goto(JSON.parse(stdout).address);
  await page.locator('[data-passkey] button').click();
  await page.waitForURL((url) => url.pathname === '/');
  return page;
}

/** Ends somebody's appointment. */
async function leave(page, server, name) {
  await page.goto(`${server.url}/nguoi`);
  await page.getByRole('link', { name }).click();
  await page.getByRole('link', { name: 'Kết thúc' }).click();
  await page.getByLabel('Lý do').fill('Chuyển công tác');
  await press(page, 'Kết thúc phân công');
  await page.getByText('Đã kết thúc phân công.').waitFor();
}

test('the_two_books_are_introduced_by_their_cards', async () => {
  people.chair = await demoPage(browser, ward, 'minh-hoa-chu-tich', DESK);
  people.operator = await operator(province, 'Tỉnh Minh Họa');
  await people.chair.goto(`${ward.url}/trao-doi`);
  const key = await people.chair.locator('section strong').first().innerText();
  assert.match(key, /^([0-9A-F]{4} ){5}[0-9A-F]{4}$/);
  const own = await save(people.chair, 'Tải thẻ', 'phuong.dienhong');
  await bring(people.operator, province, own);
  assert.match(await words(people.operator), /đang làm việc ngay trong sổ này/);
  await leave(await demoPage(browser, province, 'minh-hoa-quan-tri', DESK), province, 'Châu Ngọc Ước');
  await bring(people.operator, province, own);
  assert.ok((await words(people.operator)).includes(key), 'the province sees the fingerprint that the ward reads out');
  await isGood(people.operator, 'a card that came');
  await press(people.operator, 'Mã khớp, chấp nhận đơn vị này');
  await people.operator.waitForURL(`${province.url}/trao-doi`);
  await isGood(people.operator, 'installations that were introduced');
  const theirs = await save(people.operator, 'Tải thẻ', 'tinh.dienhong');
  await bring(people.chair, ward, theirs);
  assert.match(await words(people.chair), /đang làm việc ngay trong sổ này/, 'no letters from who works in this book');
  const above = await operator(ward, 'Tỉnh Minh Họa');
  for (const name of ['Trịnh Văn Ẩm', 'Lâm Thị Ánh']) await leave(above, ward, name);
  await bring(people.chair, ward, theirs);
  await press(people.chair, 'Mã khớp, chấp nhận đơn vị này');
});

/** The month before this one in Vietnam, where it begins seven hours earlier than here; as its middle day is typed. */
const lastMonth = () => {
  const now = new Date(new Date().toLocaleString('en-US', { timeZone: 'Asia/Ho_Chi_Minh' }));
  const then = new Date(now.getFullYear(), now.getMonth() - 1, 15);
  return `15/${then.getMonth() + 1}/${then.getFullYear()}`;
};

test('a_group_leader_writes_where_there_is_no_network', async () => {
  const leader = await demoPage(browser, ward, 'minh-hoa-to-truong', PHONE);
  mayBeCutOff(leader);
  for (;;) {
    if (await leader.evaluate(async () => (await Outbox.kept()).some((row) => row.path === '/ghi/tuyen-truyen'))) break;
    await sleep(100);
  }
  await ward.stop();
  await leader.goto(`${ward.url}/ghi/tuyen-truyen`);
  await leader.fill('#q-ngay', lastMonth());
  await fillMeeting(leader, { count: '7.919', place: 'Sân nhà rông' });
  await leader.locator('button[value="sent"]').click();
  await leader.getByText('Chưa có mạng. Mục vừa ghi').waitFor();
  ward = await startDemo({ dir, port: ward.port });
  await leader.goto(`${ward.url}/cho-gui`);
  await leader.getByText('Không còn gì chờ').waitFor();
  await leader.context().close();
});

test('figures_go_up_on_a_stick', async () => {
  people.official = await demoPage(browser, ward, 'minh-hoa-can-bo', DESK);
  await people.official.goto(`${ward.url}/tim?tim=${encodeURIComponent('Sân nhà rông')}`);
  await people.official.locator('main a[href^="/muc/"]').first().click();
  await press(people.official, 'Duyệt');
  await people.official.getByText('Đã duyệt. Số liệu đã cộng.').waitFor();
  await people.official.goto(`${ward.url}/gui-so-lieu`);
  await people.official.getByRole('button', { name: 'Khóa số liệu' }).first().click();
  await people.official.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  filing = new URL(people.official.url()).pathname;
  await people.chair.goto(ward.url + filing);
  await press(people.chair, 'Duyệt và gửi lên');
  await people.chair.waitForLoadState();
  const bundle = await save(people.chair, 'Tải gói có chữ ký', 'so-lieu.dienhong');

  people.above = await demoPage(browser, province, 'tinh-minh-hoa-can-bo', DESK);
  const text = await readFile(bundle, 'utf8');
  const changed = path.join(stick, 'bi-sua.dienhong');
  await writeFile(changed, text.replace('Minh Họa', 'Minh Hoa'));
  await bring(people.above, province, changed);
  assert.match(await words(people.above), /Chữ ký không khớp/);
  const cut = path.join(stick, 'bi-cut.dienhong');
  await writeFile(cut, text.slice(0, text.length / 2));
  await bring(people.above, province, cut);
  assert.match(await words(people.above), /Tệp bị cụt/);

  await bring(people.above, province, bundle);
  await isGood(people.above, 'figures that came, before they are taken');
  await press(people.above, 'Nhận số liệu này');
  await people.above.waitForURL(province.url + filing);
  assert.match(await words(people.above), /chờ tiếp nhận/);
  await bring(people.above, province, bundle);
  assert.match(await words(people.above), /đã nhận rồi/);
});

test('one_figure_comes_back_with_a_reason_and_the_mended_ones_are_accepted', async () => {
  await people.above.goto(`${province.url}${filing}/tra`);
  await people.above.locator('#so-1').selectOption({ index: 1 });
  await people.above.fill('#ly-do-1', 'Đếm lại giúp');
  await press(people.above, 'Trả lại');
  await people.above.waitForURL(province.url + filing);
  const answer = await save(people.above, 'Tải gói có chữ ký', 'tra-loi.dienhong');
  await bring(people.official, ward, answer);
  assert.match(await words(people.official), /Đếm lại giúp/);
  await isGood(people.official, 'an answer that came');
  await press(people.official, 'Nhận trả lời này');
  await people.official.waitForURL(ward.url + filing);
  assert.match(await words(people.official), /Trả lại vì: Đếm lại giúp/);

  await people.official.getByRole('link', { name: 'Khóa bản mới' }).click();
  await people.official.getByRole('button', { name: 'Khóa bản mới' }).first().click();
  await people.official.waitForURL((url) => /[0-9a-f-]{36}$/.test(url.pathname) && url.pathname !== filing);
  const second = new URL(people.official.url()).pathname;
  await people.chair.goto(ward.url + second);
  await press(people.chair, 'Duyệt và gửi lên');
  await people.chair.waitForLoadState();
  const mended = await save(people.chair, 'Tải gói có chữ ký', 'so-lieu-2.dienhong');
  await bring(people.above, province, mended);
  await press(people.above, 'Nhận số liệu này');
  await people.above.waitForURL(province.url + second);
  await press(people.above, 'Tiếp nhận');
  await people.above.waitForLoadState();
  const accepted = await save(people.above, 'Tải gói có chữ ký', 'tra-loi-2.dienhong');
  await bring(people.official, ward, accepted);
  await press(people.official, 'Nhận trả lời này');
  await people.official.waitForURL(ward.url + second);
  assert.match(await words(people.official), /đã tiếp nhận/);

  const held = (page, server) => page.evaluate(async (at) => (await fetch(at)).json(), `${server.url}${second}/tai/json`);
  const [here, there] = [await held(people.official, ward), await held(people.above, province)];
  assert.deepEqual(here.figures, there.figures);
  assert.deepEqual(here.indicators, there.indicators);
  assert.equal(here.hash, there.hash);
  assert.deepEqual([here.state, there.state], ['accepted', 'accepted']);
  const attended = JSON.stringify(there.figures.find((f) => f.measure === 'luot-tuyen-truyen'));
  assert.ok(BigInt(attended.match(/"steps":(\d+)/)[1]) >= 7919n, `what was written offline is counted: ${attended}`);
});

/** Notes where the other installation is reached. */
async function note(page, server, other) {
  await page.goto(`${server.url}/trao-doi`);
  await page.getByLabel('Địa chỉ qua mạng').fill(other);
  await press(page, 'Lưu địa chỉ');
  await page.waitForLoadState();
}

test('the_next_figures_go_over_the_network_and_their_answer_is_fetched', async () => {
  await note(people.chair, ward, 'http://so.gialai.gov.vn');
  await people.chair.getByText('Địa chỉ phải là https').first().waitFor();
  await isGood(people.chair, 'an address that is not safe');
  await note(people.chair, ward, `http://127.0.0.1:${province.port}`);
  await isGood(people.chair, 'an installation with its address');

  await people.official.goto(`${ward.url}/gui-so-lieu`);
  await people.official.getByRole('button', { name: 'Khóa số liệu' }).first().click();
  await people.official.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  const third = new URL(people.official.url()).pathname;
  await people.chair.goto(ward.url + third);
  await press(people.chair, 'Duyệt và gửi lên');
  await people.chair.waitForLoadState();
  await isGood(people.chair, 'figures to be sent over the network');
  await press(people.chair, 'Gửi qua mạng tới Tỉnh Minh Họa');
  await people.chair.getByText('Đã gửi tới Tỉnh Minh Họa').waitFor();
  await press(people.chair, 'Gửi qua mạng tới Tỉnh Minh Họa');
  await people.chair.getByText('Đã gửi tới Tỉnh Minh Họa').waitFor();

  await people.above.goto(province.url);
  await people.above.getByText('Có 1 thư của đơn vị khác chờ xử lý').waitFor();
  await people.above.goto(`${province.url}/trao-doi`);
  await isGood(people.above, 'a letter that waits');
  await people.above.getByRole('link', { name: /^Thư của/ }).click();
  await isGood(people.above, 'a letter, before it is taken');
  await press(people.above, 'Nhận số liệu này');
  await people.above.waitForURL(province.url + third);
  await people.above.goto(`${province.url}/trao-doi`);
  assert.equal(await people.above.getByRole('link', { name: /^Thư của/ }).count(), 0, 'a letter is taken once');
  await people.above.goto(province.url + third);
  await press(people.above, 'Tiếp nhận');
  await people.above.waitForLoadState();

  await people.official.goto(`${ward.url}/trao-doi`);
  await press(people.official, 'Lấy trả lời qua mạng');
  await people.official.getByText('Đã lấy về 1 thư mới').waitFor();
  await people.official.getByRole('link', { name: /^Thư của/ }).click();
  await press(people.official, 'Nhận trả lời này');
  await people.official.waitForURL(ward.url + third);
  assert.match(await words(people.official), /đã tiếp nhận/);
  await people.official.goto(`${ward.url}/trao-doi`);
  await press(people.official, 'Lấy trả lời qua mạng');
  await people.official.getByText('Đã lấy về 0 thư mới').waitFor();
});

/** Takes out what people would write, and lays the report before the chair. */
async function submit(page) {
  const open = () => page.locator('.editor-part', { has: page.getByRole('link', { name: /Viết đoạn này/ }) });
  for (let left = await open().count(); left > 0; left--) {
    await open().first().getByRole('button', { name: /Bỏ đoạn/ }).click();
    await page.waitForLoadState();
  }
  await press(page, 'Khóa số và trình Chủ tịch');
  await page.waitForURL(/bao-cao\/[0-9a-f-]{36}$/);
}

/** The chair approves a report, it is sent up and carried over the network; the level above opens the letter. */
async function issueAndCarry(report) {
  await people.chair.goto(ward.url + report);
  await press(people.chair, 'Duyệt và cấp số');
  await people.chair.waitForLoadState();
  await press(people.chair, 'Gửi cấp trên');
  await people.chair.waitForLoadState();
  await isGoodEverywhere(people.chair, 'a report to be carried to another installation');
  await press(people.chair, 'Gửi qua mạng tới Tỉnh Minh Họa');
  await people.chair.getByText('Đã gửi tới Tỉnh Minh Họa').waitFor();
  await people.above.goto(`${province.url}/trao-doi`);
  await people.above.getByRole('link', { name: /^Thư của/ }).click();
  await people.above.waitForLoadState();
}

/** The answer is fetched over the network and taken. */
async function fetchAnswer(report) {
  await people.official.goto(`${ward.url}/trao-doi`);
  await press(people.official, 'Lấy trả lời qua mạng');
  await people.official.getByText('Đã lấy về 1 thư mới').waitFor();
  await people.official.getByRole('link', { name: /^Thư của/ }).click();
  await people.official.waitForLoadState();
  await isGoodEverywhere(people.official, 'an answer to a report');
  await press(people.official, 'Nhận trả lời này');
  await people.official.waitForURL(ward.url + report);
}

test('a_report_goes_over_the_network_and_its_answer_comes_to_the_paragraph', async () => {
  const page = people.official;
  await page.goto(`${ward.url}/van-ban/co-quan`);
  await press(page, 'Lưu cơ quan');
  await page.waitForURL(/co-quan=[0-9a-f-]{36}/);
  await page.fill('#ho-ten', 'Người Minh Họa');
  await page.fill('#chuc-vu', 'Chủ tịch');
  await page.fill('#ky-tu', '01/01/2026');
  await press(page, 'Lưu người ký');
  await page.waitForLoadState();
  await page.goto(`${ward.url}/bao-cao`);
  await page.locator('article', { hasText: 'hằng tháng' }).first().getByRole('button', { name: 'Bắt đầu soạn' }).click();
  await page.waitForURL(/bao-cao\/[0-9a-f-]{36}\/soan$/);
  const report = new URL(page.url()).pathname.replace(/\/soan$/, '');
  await submit(page);
  await issueAndCarry(report);
  const above = people.above;
  assert.match(await words(above), /01\/BC-UBND/);
  assert.equal(await above.locator('.paper a.number').count(), 0, 'proofs lie in the other book');
  await isGoodEverywhere(above, 'a report that came, before it is taken');
  await press(above, 'Nhận báo cáo này');
  await above.waitForURL(province.url + report);
  await isGoodEverywhere(above, 'a report of another installation');

  // The same bytes in both books.
  const held = async (by, server, format) => (await by.request.get(`${server.url}${report}/tai/${format}`)).body();
  for (const format of ['docx', 'pdf', 'xlsx']) {
    const [here, there] = [await held(page, ward, format), await held(above, province, format)];
    assert.ok(here.length > 1000 && here.equals(there), format);
  }

  // Sent back with a word at a paragraph; it stands there in the ward.
  await above.getByRole('link', { name: 'Trả lại' }).first().click();
  await above.locator('#doan-1').selectOption({ index: 2 });
  await above.fill('#ly-do-1', 'Nêu rõ hơn nguyên nhân');
  await press(above, 'Trả lại');
  await above.waitForURL(province.url + report);
  await isGoodEverywhere(above, 'a report of another installation that was sent back');
  const file = await save(above, 'Tải gói có chữ ký', 'bao-cao-tra-loi.dienhong');
  await bring(page, ward, file);
  assert.match(await words(page), /Nêu rõ hơn nguyên nhân/);
  await fetchAnswer(report);
  assert.match(await words(page), /Trả lại để sửa/);
  await page.goto(`${ward.url}${report}/soan`);
  const said = page.locator('.comment', { hasText: 'Nêu rõ hơn nguyên nhân' }).first();
  await said.getByRole('button', { name: 'Đã xử lý' }).click();
  await page.waitForLoadState();
  await submit(page);
  await issueAndCarry(report);
  await press(above, 'Nhận báo cáo này');
  await above.waitForURL(province.url + report);
  await press(above, 'Tiếp nhận');
  await above.waitForLoadState();
  assert.match(await words(above), /Cấp trên đã tiếp nhận/);
  await fetchAnswer(report);
  assert.match(await words(page), /Cấp trên đã tiếp nhận/);
});

/** Records in a book that two wards became one today, by whoever does it there. */
async function merge(server, door, name) {
  const page = await demoPage(browser, server, door, DESK);
  await page.goto(`${server.url}/don-vi`);
  await page.getByRole('link', { name: 'Phường Minh Họa', exact: true }).first().click();
  await page.getByRole('link', { name: 'Nhập đơn vị' }).click();
  await page.getByLabel('Phường Minh Thủy').first().check();
  await page.getByLabel('Tên đơn vị mới').fill(name);
  await page.getByLabel('Loại đơn vị').selectOption({ label: 'Phường' });
  await page.getByLabel('Căn cứ').fill('Nghị quyết số 12/NQ-HĐND (minh họa)');
  await press(page, 'Xem trước');
  await page.locator('button[name="buoc"][value="ghi"]').click();
  await page.getByText('Đã ghi thay đổi.').waitFor();
  await page.context().close();
}

/** Freezes the next figures of a ward; answers the path of their page. */
async function freeze(page, server) {
  await page.goto(`${server.url}/gui-so-lieu`);
  await page.getByRole('button', { name: 'Khóa số liệu' }).first().click();
  await page.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

/** Sends what was approved on a stick, lets the level above accept it and brings the answer back. */
async function sendAndAccept(at, between, taker) {
  const bundle = await save(people.chair, 'Tải gói có chữ ký', 'sap-nhap.dienhong');
  await between();
  await bring(people.above, province, bundle);
  await press(people.above, 'Nhận số liệu này');
  await people.above.waitForURL(province.url + at);
  await press(people.above, 'Tiếp nhận');
  await people.above.waitForLoadState();
  const answer = await save(people.above, 'Tải gói có chữ ký', 'sap-nhap-tra-loi.dienhong');
  const page = await taker();
  await bring(page, ward, answer);
  await press(page, 'Nhận trả lời này');
  await page.waitForURL(ward.url + at);
  assert.match(await words(page), /đã tiếp nhận/);
  const held = (by, server) => by.evaluate(async (place) => (await fetch(place)).json(), `${server.url}${at}/tai/json`);
  const [here, there] = [await held(page, ward), await held(people.above, province)];
  assert.deepEqual(here.figures, there.figures);
  assert.equal(here.hash, there.hash);
  assert.deepEqual([here.state, there.state], ['accepted', 'accepted']);
  return page;
}

/** The one who runs the ward's book gives a role over the heir to somebody who worked at the ward that is gone. */
async function appointAtHeir(by, who, role) {
  await by.goto(`${ward.url}/nguoi`);
  await by.locator('details summary').click();
  await by.getByRole('link', { name: who }).click();
  await by.getByRole('link', { name: 'Phân công thêm' }).click();
  await isGood(by, 'appointing somebody of a ward that is gone');
  // What they did at the ward that is gone is proposed at its heir.
  assert.ok(await by.locator(`input[name="vai-tro"][value="${role}"]`).isChecked());
  await by.locator('main form button').first().click();
  await by.getByText('Đã phân công').waitFor();
}

test('a_merger_between_sending_and_acceptance_changes_no_figure', async () => {
  const fourth = await freeze(people.official, ward);
  await people.chair.goto(ward.url + fourth);
  await press(people.chair, 'Duyệt và gửi lên');
  await people.chair.waitForLoadState();
  const merged = async () => {
    // Each book records it for itself, the name typed otherwise.
    await merge(ward, 'minh-hoa-quan-tri', 'Minh Họa Thủy');
    await merge(province, 'tinh-minh-hoa-can-bo', 'Minh Hoạ Thuỷ');
  };
  await sendAndAccept(fourth, merged, async () => {
    await people.official.goto(ward.url);
    await people.official.getByText('Phường Minh Họa ngừng hoạt động từ').waitFor();
    await isGood(people.official, 'the first page of somebody whose ward is gone');
    const runs = await demoPage(browser, ward, 'minh-hoa-quan-tri', DESK);
    for (const [who, role] of [['Nông Thị Đào', 'official'], ['Châu Ngọc Ước', 'chair']]) await appointAtHeir(runs, who, role);
    await runs.context().close();
    return people.official;
  });
});

test('strangers_and_an_address_that_nobody_answers_are_told_apart', async () => {
  const put = async (data) => {
    const answer = await people.above.context().request.post(`${province.url}/api/exchange/letters`, { data });
    return { status: answer.status(), json: () => answer.json() };
  };
  assert.equal((await put('{"format":"x"}')).status, 400);
  const card = await readFile(path.join(stick, 'tinh.dienhong'), 'utf8');
  assert.equal((await put(card)).status, 400, 'a card is no letter');
  const forged = (await readFile(path.join(stick, 'so-lieu.dienhong'), 'utf8')).replace('Minh Họa', 'Minh Hoa');
  assert.deepEqual(await (await put(forged)).json(), { error: 'forged' });
  await province.stop();
  await people.official.goto(`${ward.url}/trao-doi`);
  await press(people.official, 'Lấy trả lời qua mạng');
  await people.official.getByText('Không tới được Tỉnh Minh Họa').first().waitFor();
  await isGood(people.official, 'an installation that does not answer');
});
