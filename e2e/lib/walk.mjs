// Pages of some areas, met by walking: from the first page of several people of the demo book along all links, at the two widths,
// in both languages, with and without script. The tables of routes in the sources say what there is to meet. Pages of other
// areas are asked for their links only, as a program would: what is wrong with them is found where their area is walked.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, launchBrowser, newPage, newPageWithoutScript, PHONE } from './harness.mjs';
import { addressOf, routesOfPages } from './routes.mjs';
import { enterDemo, faults, speak, startDemo } from './steps.mjs';

/** With every change each route is looked at once, and English without the audit; `make long` looks at three and audits both. */
const IS_LONG = Boolean(process.env.DIENHONG_LONG);
/** So many addresses of one route are looked at. */
const PER_ROUTE = IS_LONG ? 3 : 1;
/** So many pages of a route of another area are asked for their links. */
const ASKED_PER_ROUTE = 2;
/** Not pages: read by programs, or parts of pages. */
const NOT_PAGES = /^\/(api|assets)\/|^\/(healthz|favicon\.svg|sw\.js|manifest\.webmanifest)$/;

/**
 * Defines the tests of the pages of `crates`. Each of `walks` names the demo's person (`door`, null for a stranger), where the
 * person begins besides the first page (`seeds`) and what must be done before some pages are there (`prepare`, which takes the
 * page and the walk's server and answers the addresses that it made). `elsewhere` are routes that another test looks at.
 */
export function walkPages({ crates, walks, elsewhere = [] }) {
  const routes = pagesOf(crates);
  const here = { crates, routes, others: pagesOf(null).filter(({ route }) => !routes.some((mine) => mine.route === route)), met: new Map(), wrong: [] };
  before(async () => {
    here.server = await startDemo();
    here.browser = await launchBrowser();
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.stop();
  });

  test('there_are_routes_to_meet', () => {
    assert.ok(routes.length >= crates.length * 3, `only ${routes.length} routes of ${crates} were found in the sources`);
  });

  test('every_page_is_good_at_both_widths_in_both_languages_with_and_without_script', async () => {
    const waiting = [...walks];
    const walkAll = async () => {
      for (let walk = waiting.shift(); walk; walk = waiting.shift()) await new Walker(here, walk).walk();
    };
    await Promise.all([walkAll(), walkAll()]);
    assert.deepEqual(here.wrong, [], `\n${here.wrong.join('\n')}\n`);
  });

  test('every_route_of_a_page_was_met', () => {
    const missing = routes.map(({ route }) => route).filter((route) => !here.met.has(route) && !elsewhere.includes(route));
    assert.deepEqual(missing, [], `never met: ${missing.join(', ')}`);
  });
}

/** Routes of crates (null: of all) that are pages, those with a word before those with a name in braces: a word is asked first. */
function pagesOf(crates) {
  const table = routesOfPages().filter(({ crate, method }) => method === 'get' && (!crates || crates.includes(crate)));
  const pages = [...new Set(table.map(({ route }) => route))].filter((route) => !NOT_PAGES.test(route));
  return pages.sort((a, b) => (a.match(/\{/g) ?? []).length - (b.match(/\{/g) ?? []).length)
    .map((route) => ({ route, fits: addressOf(route) }));
}

class Walker {
  constructor(here, { door, seeds, prepare }) {
    Object.assign(this, { ...here, door, seeds, prepare, asked: new Map() });
  }

  /** The route of an address: of these areas, of another one, or none at all, which these areas answer with "not found". */
  routeOf(address) {
    const { pathname } = new URL(address);
    const all = [...this.routes.map((of) => ({ ...of, isMine: true })), ...this.others];
    const fitting = all.filter(({ fits }) => fits.test(pathname));
    const rank = ({ route }) => (route.match(/\{/g) ?? []).length;
    return fitting.sort((a, b) => rank(a) - rank(b))[0] ?? { route: '(none)', isMine: true };
  }

  /** Counts an address in, unless its route was met often enough. */
  isNew(address) {
    const { route, isMine } = this.routeOf(address);
    const counted = isMine ? this.met : this.asked;
    const { pathname, search } = new URL(address);
    const seen = counted.get(route) ?? counted.set(route, new Set()).get(route);
    const name = `${this.door ?? 'nobody'} ${pathname}${search}`;
    if (seen.size >= (isMine ? PER_ROUTE : ASKED_PER_ROUTE) || seen.has(name)) return false;
    seen.add(name);
    return true;
  }

  async walk() {
    const { browser, server } = this;
    this.page = await newPage(browser, PHONE);
    if (this.door) await enterDemo(this.page, server, this.door);
    const made = this.prepare ? await this.prepare(this.page, server) : [];
    this.ahead = ['/', ...made, ...(this.seeds ?? [])].map((seed) => server.url + seed);
    const storageState = await this.page.context().storageState();
    this.plain = await newPageWithoutScript(browser, PHONE, { storageState });
    for (let address = this.ahead.shift(); address; address = this.ahead.shift()) {
      if (!this.isNew(address)) continue;
      if (this.routeOf(address).isMine) await this.visit(address);
      else await this.askForLinks(address);
    }
    await this.page.context().close();
    await this.plain.context().close();
  }

  /** Follows the links of a page of another area, whose trouble is found where that area is walked. */
  async askForLinks(address) {
    const answer = await this.page.context().request.get(address);
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) return;
    const links = [...(await answer.text()).matchAll(/<a\b[^>]*\bhref="(\/[^"#]*)/g)].map(([, href]) => href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'));
    this.ahead.push(...links.map((href) => this.server.url + href));
  }

  async visit(address) {
    const { server, wrong } = this;
    const say = (where) => (fault) => wrong.push(`${this.door ?? 'nobody'} ${address.slice(server.url.length)} (${where}): ${fault}`);
    const answer = await this.page.context().request.get(address, { maxRedirects: 0 });
    const isPage = (answer.headers()['content-type'] ?? '').startsWith('text/html');
    const isMissing = address.includes('khong-co-trang-nay');
    if (answer.status() >= 400 && !isMissing) say('answer')(`status ${answer.status()}`);
    if (!isPage) return;

    const isFirst = this.met.get(this.routeOf(address).route).size === 1;
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
