// Every page of people, units, keys and settings, and the set-up of an empty book.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { addVirtualAuthenticator, binary, DESK, launchBrowser, newPage, PHONE, startServer } from './lib/harness.mjs';
import { isGood, speak } from './lib/steps.mjs';
import { walkPages } from './lib/walk.mjs';

/** Nobody of the demo works for a province: the machine's own operator makes such a person, as after a lost phone. */
async function operatorOfTheProvince(page, server) {
  const who = ['person', 'unlock', '--name', 'Hồ Thị Ưu', '--unit', 'Tỉnh Gia Lai'];
  const { stdout } = await promisify(execFile)(binary(), ['--data', server.dir, '--json', ...who]);
  await addVirtualAuthenticator(page);
  await page.goto(JSON.parse(stdout).address);
  await page.locator('[data-passkey] button').click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto(`${server.url}/don-vi?tim=dien+hong`);
  const ward = await page.getByRole('link', { name: 'Phường Diên Hồng', exact: true }).first().getAttribute('href');
  await page.goto(server.url + ward);
  const group = await page.getByRole('link', { name: 'Tổ dân phố 1', exact: true }).getAttribute('href');
  return [`${group}/chuyen`, `${group}/ket-thuc`, `${ward}/nhap`, `${ward}/tach`];
}

/** The ward founds one more group; the founding can be undone. */
async function changeOfTheMap(page, server) {
  await page.goto(`${server.url}/don-vi`);
  const ward = await page.getByRole('link', { name: 'Phường Minh Họa', exact: true }).first().getAttribute('href');
  await page.goto(`${server.url}${ward}/to`);
  await page.locator('#loai').selectOption({ label: 'Tổ dân phố' });
  await page.fill('#ten', '12');
  await page.fill('#can-cu', 'Nghị quyết số 12/NQ-HĐND');
  await page.locator('#ghi button').first().click();
  await page.locator('button[value="ghi"]').click();
  await page.waitForURL(/thay-doi/);
  const change = new URL(page.url()).pathname;
  const acts = ['', '/to', '/to/sap-xep', '/to/mau.xlsx'].map((act) => ward + act);
  return [change, `${change}/hoan-tac`, ...acts];
}

/** The chair enters a school into the register of the ward. */
async function schoolOfTheWard(page, server) {
  await page.goto(`${server.url}/don-vi`);
  const ward = await page.getByRole('link', { name: 'Phường Minh Họa', exact: true }).first().getAttribute('href');
  await page.goto(server.url + ward);
  await page.getByRole('link', { name: 'Xem danh sách', exact: true }).click();
  await page.waitForURL(/co-so\?/);
  await isGood(page, 'an empty register of subjects');
  const list = new URL(page.url());
  await page.getByRole('link', { name: 'Thêm cơ sở' }).first().click();
  await page.waitForURL(/co-so\/moi/);
  await page.fill('#ten', 'Trường THCS Minh Họa');
  await page.locator('input[name="loai"][value="co-so-giao-duc"]').check();
  await page.fill('#tu-ngay', '05/09/2010');
  await page.getByRole('button', { name: 'Ghi vào danh sách' }).click();
  await page.waitForURL(/co-so\/[0-9a-f-]{36}$/);
  const school = new URL(page.url()).pathname;
  return [list.pathname + list.search, `/co-so/moi${list.search}`, ...['', '/ten', '/dong', '/dau-moi'].map((act) => school + act)];
}

/** A key for another program. */
async function connectionKey(page, server) {
  await page.goto(`${server.url}/ma-ket-noi/moi`);
  await page.fill('#ten', 'Trang số liệu');
  await page.locator('#don-vi').selectOption({ index: 1 });
  await page.locator('input[name="vai-tro"]').last().check();
  await page.locator('main input[type="checkbox"]').first().check();
  await page.locator('main form button').first().click();
  await page.locator('pre').waitFor();
  await isGood(page, 'a key that was made');
  await page.goto(`${server.url}/ma-ket-noi`);
  return [await page.locator('.task a').first().getAttribute('href')];
}

test('the_set_up_of_an_empty_book_is_good', async () => {
  const browser = await launchBrowser();
  const empty = await startServer();
  try {
    for (const width of [PHONE, DESK]) {
      const page = await newPage(browser, width);
      await page.goto(`${empty.url}/`);
      assert.equal(new URL(page.url()).pathname, '/cai-dat');
      for (const language of ['en', 'vi']) {
        await speak(page, empty, language);
        await page.goto(`${empty.url}/cai-dat`);
        await isGood(page);
        await page.goto(`${empty.url}/cai-dat/xa?xa=dien+hong`);
        await isGood(page);
        await page.locator('input[name="don-vi"]').first().check();
        await page.locator('form[action="/cai-dat/nguoi"] button').click();
        assert.equal(new URL(page.url()).pathname, '/cai-dat/nguoi');
        await isGood(page);
      }
      await page.context().close();
    }
    const page = await newPage(browser, PHONE);
    await page.goto(`${empty.url}/cai-dat/xa?xa=dien+hong`);
    await page.locator('input[name="don-vi"]').first().check();
    await page.locator('form[action="/cai-dat/nguoi"] button').click();
    await page.fill('#ten', 'Nguyễn Thị Phượng');
    await page.locator('main form button').first().click();
    await page.waitForURL(/\/moi\//);
    await isGood(page);
    await page.context().close();
  } finally {
    await browser.close();
    await empty.stop();
  }
});

walkPages({
  crates: ['web-people'],
  walks: [
    { door: 'minh-hoa-can-bo', seeds: ['/them'], prepare: changeOfTheMap },
    { door: 'minh-hoa-quan-tri', seeds: ['/them', '/nguoi', '/ma-ket-noi', '/nhat-ky', '/goi', '/don-vi'], prepare: connectionKey },
    { door: 'dien-hong-can-bo', seeds: ['/don-vi'] },
    { door: 'minh-hoa-chu-tich', seeds: ['/don-vi'], prepare: schoolOfTheWard },
    { door: null, seeds: ['/them'], prepare: operatorOfTheProvince },
    { door: null, seeds: ['/vao', '/moi'] },
  ],
  // The test of the set-up above looks at them.
  elsewhere: ['/cai-dat', '/cai-dat/xa', '/cai-dat/nguoi', '/moi/{code}', '/lich/{code}'],
});
