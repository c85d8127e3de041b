// People: the first set-up, invitations, signing in by fingerprint and by password, appointments, one's own account.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  DESK,
  PHONE,
  addVirtualAuthenticator,
  axe,
  closePage,
  launchBrowser,
  newPage,
  newPageWithoutScript,
  noHorizontalScroll,
  problems,
  shot,
  startServer,
} from './lib/harness.mjs';

const PASSWORD = 'bốn con vịt xanh';
let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The six digits that an authenticator app shows (RFC 6238). */
function code(letters, now = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...letters.replace(/\s/g, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function looksRight(page, name) {
  await noHorizontalScroll(page);
  assert.deepEqual(await axe(page), [], name);
  assert.deepEqual(problems(page), [], name);
  await shot(page, `people-${name}`);
}

test('a ward comes to life: set-up, fingerprint, invitation, password, appointment', async (t) => {
  const page = await newPage(browser, PHONE, { baseURL: server.url });
  const finger = await addVirtualAuthenticator(page);

  await t.test('the first start leads through language, commune and first person', async () => {
    await page.goto('/');
    await looksRight(page, 'set-up-language');
    await page.getByRole('link', { name: 'Tiếng Việt' }).click();
    await page.getByLabel('Tìm xã, phường, đặc khu').fill('phuong dien hong');
    await page.getByRole('button', { name: 'Tìm' }).click();
    await looksRight(page, 'set-up-commune');
    await page.getByRole('radio', { name: /Phường Diên Hồng/ }).first().check();
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    await looksRight(page, 'set-up-person-mistakes');
    await page.getByLabel('Họ tên').fill('Nguyễn Thị Phượng');
    await page.getByRole('radio', { name: 'Chủ tịch, lãnh đạo đơn vị' }).check();
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
  });

  await t.test('a fingerprint is enough', async () => {
    await looksRight(page, 'invitation');
    await page.getByRole('button', { name: 'Dùng vân tay của máy này' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    const keys = await finger.credentials();
    assert.equal(keys.length, 1);
    assert.ok(keys[0].isResidentCredential, 'the key knows its owner');
    await page.goto('/tai-khoan');
    await looksRight(page, 'account');
  });

  await t.test('signing out, and in again without a name', async () => {
    await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
    await page.waitForURL((url) => url.pathname === '/vao');
    await looksRight(page, 'sign-in');
    await page.goto('/nguoi');
    await finger.setVerified(false);
    await page.getByRole('button', { name: 'Vào bằng vân tay' }).click();
    await page.getByText('Chưa nhận được vân tay').waitFor();
    await finger.setVerified(true);
    await page.getByRole('button', { name: 'Vào bằng vân tay' }).click();
    await page.waitForURL((url) => url.pathname === '/nguoi');
    await looksRight(page, 'members');
  });

  let address;
  await t.test('somebody is invited with a code to scan', async () => {
    await page.getByRole('link', { name: 'Mời người' }).click();
    await looksRight(page, 'invite');
    await page.getByLabel('Họ tên').fill('Đặng Ưng Hoàng');
    await page.getByRole('radio', { name: /^Công an/ }).check();
    await page.getByLabel('Đơn vị', { exact: true }).selectOption({ label: 'Phường Diên Hồng' });
    await page.getByRole('button', { name: 'Lập thư mời' }).click();
    await looksRight(page, 'ticket');
    await page.getByText('Địa chỉ của thư mời').click();
    address = await page.getByText(/\/moi\//).textContent();
  });

  await t.test('the invited person without a fingerprint takes a password, with no script at all', async () => {
    const other = await newPageWithoutScript(browser, DESK, { baseURL: server.url });
    await other.goto(new URL(address.trim()).pathname);
    await other.getByText('Máy này không có vân tay').click();
    await other.getByLabel('Tên đăng nhập').fill('Hoàng ĐƯ');
    await other.getByLabel('Mật khẩu', { exact: true }).fill('matkhau2026');
    await other.getByLabel('Nhập lại mật khẩu').fill('matkhau2026');
    await other.getByRole('button', { name: 'Tiếp tục' }).click();
    await other.locator('.field__error').getByText('nhiều người dùng').waitFor();
    await other.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
    await other.getByLabel('Nhập lại mật khẩu').fill(PASSWORD);
    await other.getByRole('button', { name: 'Tiếp tục' }).click();
    assert.match(await other.locator('a[href^="otpauth://"]').getAttribute('href'), /secret=[A-Z2-7]+/);
    await shot(other, 'people-enrolment');
    await other.setViewportSize({ width: PHONE, height: 800 });
    await shot(other, 'people-enrolment-phone');
    await other.getByText('Nhập bằng tay').click();
    const letters = await other.locator('details p').textContent();
    await other.locator('#ma').fill(code(letters));
    await other.getByRole('button', { name: 'Xong, vào sổ' }).click();
    assert.equal(await other.locator('li.num').count(), 8);
    const spare = await other.locator('li.num').first().textContent();
    await other.goto('/tai-khoan');
    await other.getByText('Công an, Phường Diên Hồng').waitFor();
    await other.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
    await other.waitForURL((url) => url.pathname === '/vao');
    await other.getByLabel('Tên đăng nhập hoặc số điện thoại').fill('hoang.du');
    await other.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
    await other.getByRole('button', { name: 'Đăng nhập' }).click();
    await other.locator('#ma').fill(spare);
    await other.getByRole('button', { name: 'Đăng nhập' }).click();
    await other.waitForURL((url) => url.pathname === '/');
    await closePage(other);
  });

  await t.test('a calendar is made, read by a program without a session, and revoked', async () => {
    await page.goto('/tai-khoan');
    await page.getByRole('button', { name: 'Lập địa chỉ lịch', exact: true }).click();
    await looksRight(page, 'feed-made');
    const address = new URL(await page.locator('pre code').textContent());
    assert.match(address.pathname, /^\/lich\/[\w-]{43}\.ics$/);
    const calendar = `${new URL(page.url()).origin}${address.pathname}`;
    const answer = await fetch(calendar);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.match(await answer.text(), /^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/);
    await page.getByRole('link', { name: 'Tôi đã lưu địa chỉ' }).click();
    await page.getByText('Địa chỉ lập lúc').waitFor();
    await looksRight(page, 'account-with-feed');
    await page.getByRole('button', { name: 'Thu hồi địa chỉ' }).click();
    await page.getByText('Đã thu hồi địa chỉ lịch').waitFor();
    assert.equal((await fetch(calendar)).status, 404);
  });

  await t.test('a session that ran out while typing keeps the words', async () => {
    await page.goto('/nguoi/moi');
    await page.getByLabel('Họ tên').fill('Lê Văn Ân');
    await page.getByRole('radio', { name: /^Cán bộ/ }).check();
    await page.getByLabel('Đơn vị', { exact: true }).selectOption({ label: 'Phường Diên Hồng' });
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Lập thư mời' }).click();
    await looksRight(page, 'again');
    await page.getByRole('button', { name: 'Vào bằng vân tay và gửi tiếp' }).click();
    await page.getByRole('heading', { name: 'Thư mời của Lê Văn Ân' }).waitFor();
  });

  await t.test('the chair sees who came, ends the appointment, and reads it in the log', async () => {
    await page.goto('/nguoi');
    await page.getByRole('link', { name: 'Đặng Ưng Hoàng' }).click();
    await looksRight(page, 'member');
    await page.getByRole('link', { name: 'Kết thúc' }).click();
    await page.getByLabel('Lý do').fill('Chuyển công tác');
    await looksRight(page, 'end');
    await page.getByRole('button', { name: 'Kết thúc phân công' }).click();
    await page.getByText('Đã kết thúc phân công.').waitFor();
    for (const [path, name] of [
      ['/ban-giao', 'hand-over'],
      ['/nhat-ky?kiem-tra=1', 'log'],
      ['/ma-ket-noi', 'keys'],
      ['/ma-ket-noi/moi', 'key-form'],
      ['/tai-khoan/mat-khau', 'password'],
      ['/moi', 'invitation-code'],
    ]) {
      await page.goto(path);
      await looksRight(page, name);
    }
    await page.goto('/nhat-ky');
    await page.getByText('Kết thúc phân công').first().waitFor();
  });
  await closePage(page);
});
