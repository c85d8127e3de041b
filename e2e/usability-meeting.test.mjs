// What a meeting costs a group leader on a phone: taps, keys and screens, counted while one is recorded as a person does it. With
// DIENHONG_WRITE=1 the row of docs/usability.md is written anew.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser, newPage, PHONE } from './lib/harness.mjs';
import { enterDemo, isGood, startDemo } from './lib/steps.mjs';
import { decimal, writeRows } from './lib/usability.mjs';

const HEIGHT = 780;
const MOST_TAPS = 7;
const MOST_SCREENS = 2;

let server;
let browser;
let leader;

before(async () => {
  server = await startDemo();
  browser = await launchBrowser();
  leader = await newPage(browser, PHONE, { viewport: { width: PHONE, height: HEIGHT } });
  await enterDemo(leader, server, 'minh-hoa-to-truong');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A hand that counts what it does. */
function hand(page) {
  const done = { taps: 0, keys: 0, screens: 0 };
  return {
    done,
    async tap(target) {
      await target.tap();
      done.taps += 1;
    },
    async type(text) {
      await page.keyboard.type(text);
      done.keys += text.length;
    },
    /** How many screens the page is high; the highest of all is kept. */
    async look() {
      const screens = await page.evaluate(() => document.documentElement.scrollHeight / innerHeight);
      done.screens = Math.max(done.screens, screens);
      return screens;
    },
  };
}

const chip = (page, name, at = 0) => page.locator(`.choice:visible:has(input[name="${name}"])`).nth(at);
const send = (page) => page.locator('button[value="sent"]');
const isForm = (page) => page.waitForURL((url) => url.pathname === '/ghi/tuyen-truyen');

/** Records a meeting from the first page to the confirmation. */
async function recordMeeting(page) {
  const { done, tap, type, look } = hand(page);
  const door = page.locator('.record-doors a[href="/ghi/tuyen-truyen"]');
  await door.waitFor();
  const { y } = await door.boundingBox();
  assert.ok(y < HEIGHT, 'what to record stands on the first screen');
  await tap(door);
  await isForm(page);
  await look();
  await tap(page.locator('#luot'));
  await type('45');
  await tap(chip(page, 'hinh-thuc'));
  await tap(chip(page, 'noi-dung'));
  await look();
  await tap(send(page));
  await page.getByText('Đã gửi lên phường').waitFor();
  await page.getByText(/: 45\slượt người\./).waitFor();
  return done;
}

/** Another meeting of the same kind: from the confirmation, filled as last time. */
async function recordAnother(page) {
  const { done, tap, type, look } = hand(page);
  await tap(page.getByRole('link', { name: 'Ghi buổi khác' }));
  await isForm(page);
  await look();
  await tap(page.locator('[data-last]'));
  assert.equal(await page.locator('input[name="hinh-thuc"]:checked').count(), 1, 'the form of last time');
  assert.equal(await page.locator('input[name="noi-dung"]:checked').count(), 1, 'the topics of last time');
  assert.equal(await page.inputValue('#luot'), '', 'a count is of one meeting');
  await tap(page.locator('#luot'));
  await type('52');
  await tap(send(page));
  // Another one of the same form on the same day is asked about.
  await page.getByText(/giống mục này|Đã gửi lên phường/).first().waitFor();
  if (await page.getByText('giống mục này').isVisible()) await tap(send(page));
  await page.getByText('Đã gửi lên phường').waitFor();
  return done;
}

test('a_meeting_takes_few_taps_within_two_screens', async () => {
  await leader.goto(server.url);
  const first = await recordMeeting(leader);
  await isGood(leader, 'the confirmation of a meeting');
  const next = await recordAnother(leader);
  for (const [what, { taps, screens }] of Object.entries({ first, next })) {
    assert.ok(taps <= MOST_TAPS, `${what}: ${taps} taps`);
    assert.ok(screens <= MOST_SCREENS, `${what}: ${screens.toFixed(2)} screens`);
  }
  assert.ok(next.taps <= first.taps, `as last time is no longer: ${next.taps} and ${first.taps} taps`);
  const row = (name, { taps, keys, screens }) => [name, taps, keys, decimal(screens)];
  await writeRows('meeting', [
    row('a meeting, from the first page to "Đã gửi lên phường"', first),
    row('another one, "Như lần trước"', next),
  ]);
});

/** A day in Vietnam, so many days before this one. */
function dayBefore(days) {
  const date = new Date(Date.now() + 7 * 3_600_000 - days * 86_400_000);
  return { day: date.getUTCDate(), month: date.getUTCMonth() + 1, year: date.getUTCFullYear() };
}
const two = (number) => String(number).padStart(2, '0');
const written = ({ day, month, year }) => `${two(day)}/${two(month)}/${year}`;

test('a_day_is_understood_as_it_is_typed_and_sent_with_its_year', async () => {
  await leader.goto(`${server.url}/ghi/tuyen-truyen`);
  const field = leader.locator('#q-ngay');
  const said = leader.locator('[data-day] [data-understood]');
  const past = dayBefore(20);
  const typed = [
    ['hôm qua', dayBefore(1)],
    ['hôm nay', dayBefore(0)],
    [`${past.day}/${past.month}`, past],
    [`${past.day}.${past.month}`, past],
    [`${past.day} tháng ${past.month}`, past],
  ];
  for (const [text, day] of typed) {
    await field.fill(text);
    assert.equal(await said.textContent(), `Ghi là: ${written(day)}`, text);
    await field.blur();
    assert.equal(await field.inputValue(), written(day), text);
  }
  await field.fill('31/9');
  assert.equal(await said.textContent(), '');
  await leader.getByRole('button', { name: 'Hôm qua' }).tap();
  assert.equal(await field.inputValue(), written(dayBefore(1)));
  await leader.getByRole('button', { name: 'Hôm nay' }).tap();
  assert.equal(await field.inputValue(), written(dayBefore(0)));
  const count = leader.locator('fieldset[data-number] [data-understood]').first();
  for (const [text, words] of [['45 người', '45'], ['khoảng 45 người', 'khoảng 45'], ['hơn 2.000', 'hơn 2.000'], ['45', null], ['sáu mươi', null]]) {
    await leader.fill('#luot', text);
    assert.equal(await count.textContent(), words ? `Ghi là: ${words} lượt người` : '', text);
  }
});

test('a_long_list_is_folded_searched_and_never_hides_what_is_chosen', async () => {
  await leader.goto(`${server.url}/ghi/tuyen-truyen`);
  const list = leader.locator('[data-chips="noi-dung"]');
  const shown = () => list.locator('.choice:visible').count();
  const all = await list.locator('.choice').count();
  assert.ok((await shown()) < all, 'the list is folded');
  await list.getByRole('searchbox').fill('giao thong');
  assert.equal(await shown(), 1);
  await list.locator('.choice:visible').tap();
  await list.getByRole('searchbox').fill('');
  assert.ok(await list.locator('input[value="giao-thong"]').isVisible(), 'what is chosen stays');
  await list.getByRole('button').tap();
  assert.equal(await shown(), all);
  await isGood(leader, 'a form with an open list');
});
