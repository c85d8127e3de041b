// Every room of every role is at most two clicks from the first page on a phone, and each opens.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser, PHONE } from './lib/harness.mjs';
import { demoPage, isGood, startDemo } from './lib/steps.mjs';
import { writeRows } from './lib/usability.mjs';

const MOST_CLICKS = 2;
/** Doors of the demo book and what their people are. */
const ROLES = [
  ['minh-hoa-to-truong', 'group leader'],
  ['minh-hoa-cong-an', 'police'],
  ['minh-hoa-can-bo', 'official of the ward'],
  ['minh-hoa-chu-tich', 'chair'],
  ['minh-hoa-quan-tri', 'operator'],
  ['tinh-minh-hoa-can-bo', 'official of the province'],
];

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

const bar = (page) => page.locator('.tab-bar a');
const addresses = (links) => links.evaluateAll((all) => all.map((link) => new URL(link.href).pathname));

/** Comes to a room with clicks alone; tells how many it took. */
async function clicksTo(page, room) {
  await page.goto(server.url);
  const near = await addresses(bar(page));
  const at = near.indexOf(room);
  if (at >= 0) {
    await bar(page).nth(at).click();
    await page.waitForURL((url) => url.pathname === room);
    return 1;
  }
  await bar(page).last().click();
  await page.locator(`.door a[href="${room}"]`).click();
  await page.waitForURL((url) => url.pathname === room);
  return 2;
}

test('each_room_of_each_role_is_two_clicks_away_and_opens', { timeout: 400_000 }, async () => {
  const rows = [];
  for (const [door, name] of ROLES) {
    const page = await demoPage(browser, server, door, PHONE);
    await bar(page).last().click();
    await isGood(page, `all rooms of a ${name}`);
    const rooms = await addresses(page.locator('.door a'));
    assert.ok(rooms.length > 4, `${name}: ${rooms}`);
    const clicks = [];
    for (const room of rooms) {
      clicks.push(await clicksTo(page, room));
      assert.doesNotMatch(await page.locator('h1').innerText(), /Không có trang này/, `${name} at ${room}`);
    }
    assert.ok(Math.max(...clicks) <= MOST_CLICKS, `${name}: ${clicks}`);
    rows.push([name, rooms.length, clicks.filter((n) => n === 1).length, Math.max(...clicks)]);
    await page.context().close();
  }
  assert.ok(new Set(rows.map((row) => row[1])).size > 1, 'roles differ in what opens');
  await writeRows('rooms', rows);
});

test('tabs_lead_from_figures_to_all_that_is_made_of_them_and_keep_the_unit', async () => {
  const page = await demoPage(browser, server, 'tinh-minh-hoa-can-bo', PHONE);
  await bar(page).nth(3).click();
  await page.selectOption('select[name="don-vi"]', { index: 1 });
  await page.getByRole('button', { name: 'Lọc' }).click();
  const unit = new URL(page.url()).searchParams.get('don-vi');
  assert.ok(unit, 'a unit was chosen');
  for (const tab of ['Theo đơn vị', 'Chỉ tiêu', 'Gửi cấp trên', 'Rà soát', 'Bảng số liệu']) {
    await page.locator('.tabs').getByRole('link', { name: tab }).click();
    await page.locator('.tabs a[aria-current="page"]', { hasText: tab }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('don-vi'), unit, tab);
    await isGood(page, tab);
  }
  await page.context().close();
});
