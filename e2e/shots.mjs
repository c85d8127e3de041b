// Pictures for the README, taken from the demo book: `make shots` writes docs/pictures/ anew.

import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DESK, launchBrowser, PHONE } from './lib/harness.mjs';
import { demoPage, startDemo } from './lib/steps.mjs';

const TO = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const LARGEST = 200_000;

/** Who looks, how wide, and how to come to what is shown. */
const SHOTS = {
  'hom-nay': { door: 'minh-hoa-can-bo', at: '/', height: 1080 },
  'ghi-buoi-tuyen-truyen-360': { door: 'minh-hoa-to-truong', width: PHONE, at: '/ghi/tuyen-truyen', then: fillIn },
  'so-tuyen-truyen': { door: 'minh-hoa-can-bo', at: '/so/tuyen-truyen' },
  'so-lieu': { door: 'minh-hoa-can-bo', at: '/so-lieu', then: (page) => page.locator('.lens').evaluate((e) => e.scrollIntoView()) },
  'chung-cu': { door: 'minh-hoa-can-bo', at: '/so-lieu', then: openProof },
  'don-vi': { door: 'dien-hong-can-bo', at: '/don-vi', then: openWard },
  'nhap-bang': { door: 'minh-hoa-can-bo', at: '/so/tuyen-truyen/nhap', then: uploadWithMistakes },
};

async function fillIn(page) {
  await page.fill('#luot', '46');
  await page.getByText('Đã tự động lưu trên máy lúc').waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

async function openProof(page) {
  const row = page.locator('tr', { has: page.getByRole('rowheader', { name: 'Lượt người dự tuyên truyền', exact: true }) });
  await row.locator('a.number').first().click();
}

/** A ward of today with those that it came from. */
async function openWard(page) {
  await page.locator('.task a').first().click();
  await page.locator('#ben-duoi').evaluate((e) => e.scrollIntoView());
}

/** A sheet as people fill it in: two cells want another look. */
async function uploadWithMistakes(page) {
  const rows = [
    'Ngày;Đơn vị;Hình thức;Nội dung tuyên truyền;Số lượt người dự',
    '3/9/2026;Tổ dân phố 2;Lồng ghép trong sinh hoạt tổ dân phố, thôn;Phòng, chống ma túy;58',
    '31/9/2026;Tổ dân phố 3;Lồng ghép trong sinh hoạt tổ dân phố, thôn;An toàn giao thông;41',
    '12/9/2026;Tổ dân phố 30;Tại trường học;Phòng cháy, chữa cháy;210',
  ];
  const buffer = Buffer.from(`\uFEFF${rows.join('\r\n')}\r\n`);
  await page.setInputFiles('#bang', { name: 'so-tuyen-truyen.csv', mimeType: 'text/csv', buffer });
  await page.locator('main form button').last().click();
  await page.locator('main .notice:visible').first().waitFor();
}

await mkdir(TO, { recursive: true });
const server = await startDemo();
const browser = await launchBrowser();
try {
  for (const [name, { door, width = DESK, height, at, then }] of Object.entries(SHOTS)) {
    const page = await demoPage(browser, server, door, width);
    if (height) await page.setViewportSize({ width, height });
    await page.goto(server.url + at);
    await then?.(page);
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.fonts.ready);
    const file = path.join(TO, `${name}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    const { size } = await stat(file);
    if (size > LARGEST) throw new Error(`${name}.png has ${size} bytes, more than ${LARGEST}`);
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}
