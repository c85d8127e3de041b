// Every page, met by walking: from the first page of several people of the demo book along all links, at the two widths,
// in both languages, with and without script. The table of routes in the sources says what there is to meet.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  addVirtualAuthenticator, binary, DESK, launchBrowser, newPage, newPageWithoutScript, PHONE, startServer,
} from './lib/harness.mjs';
import { addressOf, routesOfPages } from './lib/routes.mjs';
import { enterDemo, faults, isGood, photo, speak, startDemo } from './lib/steps.mjs';

/** With every change each route is looked at once, and English without the audit; `make long` looks at three and audits both. */
const IS_LONG = Boolean(process.env.DIENHONG_LONG);
/** So many addresses of one route are looked at. */
const PER_ROUTE = IS_LONG ? 3 : 1;
/** Not pages: read by programs, or parts of pages. */
const NOT_PAGES = /^\/(api|assets)\/|^\/(healthz|favicon\.svg|sw\.js|manifest\.webmanifest)$/;

/** Who walks, and where each begins besides the first page. */
const WALKS = [
  {
    door: 'minh-hoa-can-bo',
    seeds: ['/tim?tim=ma+tuy', '/so-lieu', '/chi-tieu', '/soat-so', '/ghi', '/them', '/hien-thi', '/khong-co-trang-nay'],
    prepare: async (page) => [...(await waitingEntry(page)), ...(await changeOfTheMap(page)), ...(await frozenFigures(page)), ...(await writtenReport(page))],
  },
  { door: 'tinh-minh-hoa-can-bo', seeds: ['/gui-so-lieu/cap-duoi', '/bao-cao/cap-duoi'], prepare: sentFigures },
  { door: 'minh-hoa-chu-tich', seeds: ['/trao-doi', '/trao-doi/the'], prepare: chairsWork },
  { door: 'minh-hoa-to-truong', seeds: ['/ghi', '/so'], prepare: entryWithPhoto },
  { door: 'minh-hoa-quan-tri', seeds: ['/them', '/nguoi', '/ma-ket-noi', '/nhat-ky', '/goi', '/don-vi'], prepare: connectionKey },
  { door: 'dien-hong-can-bo', seeds: ['/so-lieu', '/don-vi'] },
  { door: null, seeds: ['/them'], prepare: operatorOfTheProvince },
  { door: null, seeds: ['/demo', '/demo/minh-hoa-can-bo', '/vao', '/moi', '/api'] },
];

// What must be done before some pages are there. Each answers the addresses that it made.

/** Nobody of the demo works for a province: the machine's own operator makes such a person, as after a lost phone. */
async function operatorOfTheProvince(page) {
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

/** An entry that a group leader sent waits for the ward. */
async function waitingEntry(page) {
  await page.goto(`${server.url}/so/tuyen-truyen?trang-thai=sent`);
  const entry = await page.locator('main tbody a').first().getAttribute('href');
  return [entry, `${entry}/tra`];
}

/** A body issues papers, and a report of the month is being written: one part has its words changed, one a comment. */
async function writtenReport(page) {
  await page.goto(`${server.url}/van-ban/co-quan`);
  await page.getByRole('button', { name: 'Lưu cơ quan', exact: true }).click();
  await page.waitForURL(/co-quan=[0-9a-f-]{36}/);
  const issuer = new URL(page.url());
  await page.goto(`${server.url}/bao-cao`);
  await page.getByRole('button', { name: 'Bắt đầu soạn', exact: true }).first().click();
  await page.waitForURL(/bao-cao\/[0-9a-f-]{36}\/soan$/);
  const editor = new URL(page.url()).pathname;
  const report = editor.replace(/\/soan$/, '');
  await page.goto(`${server.url}${report}`);
  await page.locator('summary', { hasText: 'Góp ý' }).click();
  await page.locator('#doan').selectOption({ index: 2 });
  await page.fill('#loi', 'Xem lại câu này');
  await page.getByRole('button', { name: 'Gửi góp ý', exact: true }).click();
  await page.waitForLoadState();
  const before = await reportBefore(page);
  return ['/bao-cao', '/van-ban', issuer.pathname + issuer.search, report, editor, `${editor}?sua=tuyen-truyen`, `${editor}?them=tuyen-truyen`, ...before];
}

let submitted;
/** The report that lies before the chair. */
const beforeTheChair = new Promise((tell) => { submitted = tell; });

/** Another month's report is laid before the chair twice, so that there are two versions. */
async function reportBefore(page) {
  await page.goto(`${server.url}/bao-cao`);
  await page.getByRole('button', { name: 'Bắt đầu soạn', exact: true }).first().click();
  await page.waitForURL(/bao-cao\/[0-9a-f-]{36}\/soan$/);
  const editor = page.url();
  const report = editor.replace(/\/soan$/, '');
  const open = () => page.locator('.editor-part', { has: page.getByRole('link', { name: /Viết đoạn này/ }) });
  for (let left = await open().count(); left > 0; left--) {
    await open().first().getByRole('button', { name: /Bỏ đoạn/ }).click();
    await page.waitForLoadState();
  }
  for (const again of [true, false]) {
    await page.goto(editor);
    await page.getByRole('button', { name: 'Chốt và trình Chủ tịch', exact: true }).click();
    await page.waitForURL(report);
    if (again) {
      await page.getByRole('button', { name: 'Rút lại để sửa', exact: true }).click();
      await page.waitForLoadState();
    }
  }
  const address = new URL(report).pathname;
  submitted(address);
  return [address, `${address}/khac?tu=1&den=2`, `${address}/tep/1/0/docx`];
}

/** What lies before the chair is read and may be sent back. */
async function chairsWork(page) {
  const approved = await approvedFigures(page);
  const address = await beforeTheChair;
  return [...approved, address, `${address}/tra`];
}

let frozen;
/** The filing that the ward froze; the walks go side by side, so the level above waits for it. */
const filing = new Promise((tell) => { frozen = tell; });

/** The figures of a period are frozen; they wait for the chair. */
async function frozenFigures(page) {
  await page.goto(`${server.url}/gui-so-lieu`);
  await page.getByRole('button', { name: 'Chốt số liệu' }).first().click();
  await page.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  frozen(new URL(page.url()).pathname);
  return ['/gui-so-lieu', await filing];
}

/** What the ward froze is seen by the level above, which may return it once it is sent. */
async function sentFigures() {
  const address = await filing;
  return [address, `${address}/tra`];
}

/** The chair approves what was frozen: from then on it travels as a file. */
async function approvedFigures(page) {
  const address = await filing;
  await page.goto(server.url + address);
  await page.getByRole('button', { name: 'Duyệt và gửi lên' }).click();
  await page.waitForLoadState();
  return [address, `${address}/goi`];
}

/** The ward founds one more group; the founding can be undone. */
async function changeOfTheMap(page) {
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

/** A draft that holds a photo. */
async function entryWithPhoto(page) {
  await page.goto(`${server.url}/ghi/tuyen-truyen`);
  await page.setInputFiles('#anh', { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: await photo(page) });
  await page.locator('button[value="draft"]').click();
  await page.waitForURL(/\/muc\//);
  const large = await page.locator('.photo').first().getAttribute('href');
  return [new URL(page.url()).pathname, large, `${large}/nho`];
}

/** A key for another program. */
async function connectionKey(page) {
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

let browser;
let server;
let routes;
const met = new Map();
const wrong = [];

before(async () => {
  routes = pagesToMeet();
  server = await startDemo();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Routes that are pages, those with a word before those with a name in braces: a word is asked first. */
function pagesToMeet() {
  const table = routesOfPages().filter(({ method }) => method === 'get').map(({ route }) => route);
  const pages = [...new Set(table)].filter((route) => !NOT_PAGES.test(route));
  return pages.sort((a, b) => (a.match(/\{/g) ?? []).length - (b.match(/\{/g) ?? []).length)
    .map((route) => ({ route, fits: addressOf(route) }));
}

const routeOf = (address) => routes.find(({ fits }) => fits.test(new URL(address).pathname))?.route;

/** Counts an address in, unless its route was met often enough. */
function isNew(walker, address) {
  const route = routeOf(address) ?? '(none)';
  const { pathname, search } = new URL(address);
  const seen = met.get(route) ?? met.set(route, new Set()).get(route);
  const name = `${walker.door ?? 'nobody'} ${pathname}${search}`;
  if (seen.size >= PER_ROUTE || seen.has(name)) return false;
  seen.add(name);
  return true;
}

test('there_are_routes_to_meet', () => {
  assert.ok(routes.length > 40, `only ${routes.length} routes were found in the sources`);
});

test('every_page_is_good_at_both_widths_in_both_languages_with_and_without_script', async () => {
  const waiting = [...WALKS];
  const walkAll = async () => {
    for (let walk = waiting.shift(); walk; walk = waiting.shift()) await new Walker(walk).walk();
  };
  await Promise.all([walkAll(), walkAll()]);
  assert.deepEqual(wrong, [], `\n${wrong.join('\n')}\n`);
});

class Walker {
  constructor({ door, seeds, prepare }) {
    Object.assign(this, { door, seeds, prepare });
  }

  async walk() {
    this.page = await newPage(browser, PHONE);
    if (this.door) await enterDemo(this.page, server, this.door);
    const made = this.prepare ? await this.prepare(this.page) : [];
    this.ahead = ['/', ...made, ...this.seeds].map((seed) => server.url + seed);
    const storageState = await this.page.context().storageState();
    this.plain = await newPageWithoutScript(browser, PHONE, { storageState });
    for (let address = this.ahead.shift(); address; address = this.ahead.shift()) {
      if (isNew(this, address)) await this.visit(address);
    }
    await this.page.context().close();
    await this.plain.context().close();
  }

  async visit(address) {
    const say = (where) => (fault) => wrong.push(`${this.door ?? 'nobody'} ${address.slice(server.url.length)} (${where}): ${fault}`);
    const answer = await this.page.context().request.get(address, { maxRedirects: 0 });
    const isPage = (answer.headers()['content-type'] ?? '').startsWith('text/html');
    const isMissing = address.includes('khong-co-trang-nay');
    if (answer.status() >= 400 && !isMissing) say('answer')(`status ${answer.status()}`);
    if (!isPage) return;

    const isFirst = met.get(routeOf(address) ?? '(none)').size === 1;
    await speak(this.page, server, 'vi');
    await this.page.goto(address);
    const links = await this.page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href.split('#')[0]));
    this.ahead.push(...links.filter((href) => href.startsWith(`${server.url}/`)));
    await this.audit('vi', say, { isWide: isFirst });
    await this.withoutScript(address, say, isMissing);
    if (!isFirst) return;
    await speak(this.page, server, 'en');
    await this.page.goto(address);
    await this.audit('en', say, { isAudited: IS_LONG });
  }

  async audit(language, say, { isAudited = true, isWide = false }) {
    const { page } = this;
    if ((await page.locator('html').getAttribute('lang')) !== language) say(language)('it speaks another language');
    (await faults(page, { isAudited })).forEach(say(`${language}, ${PHONE} px`));
    await page.evaluate(() => (document.documentElement.dataset.text = 'larger'));
    (await faults(page, { isAudited: false })).forEach(say(`${language}, ${PHONE} px, larger text`));
    await page.evaluate(() => delete document.documentElement.dataset.text);
    await page.setViewportSize({ width: DESK, height: 900 });
    (await faults(page, { isAudited: isWide })).forEach(say(`${language}, ${DESK} px`));
    await page.setViewportSize({ width: PHONE, height: 800 });
  }

  async withoutScript(address, say, isMissing) {
    const { page, plain } = this;
    const reply = await plain.goto(address);
    if (reply.status() !== (isMissing ? 404 : 200)) say('no script')(`status ${reply.status()}`);
    if (!(await plain.locator('main h1').first().isVisible())) say('no script')('its heading is missing');
    const count = (of) => of.locator('main form').count();
    if ((await count(plain)) !== (await count(page))) say('no script')('a form is missing');
    const shut = await plain.locator('main form').evaluateAll((forms) => forms
      .filter((form) => form.getAttribute('method') === 'post' && ![...document.querySelectorAll('button')].some((b) => b.form === form))
      .map((form) => form.getAttribute('action')));
    shut.forEach((action) => say('no script')(`the form to ${action} cannot be sent`));
  }
}

test('the_set_up_of_an_empty_book_is_good', async () => {
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
    ['/cai-dat', '/cai-dat/xa', '/cai-dat/nguoi', '/moi/{code}'].forEach((route) => met.set(route, new Set(['journey'])));
  } finally {
    await empty.stop();
  }
});

test('every_route_of_a_page_was_met', () => {
  // A letter and a report that travels need a second installation: exchange.test.mjs looks at them.
  ['/trao-doi/thu/{id}', '/bao-cao/{id}/goi'].forEach((route) => met.set(route, new Set(['two books'])));
  const missing = routes.map(({ route }) => route).filter((route) => !met.has(route));
  assert.deepEqual(missing, [], `never met: ${missing.join(', ')}`);
});
