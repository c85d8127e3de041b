// Every page of procedures: filings, reports, issuers, exchange with other installations.

import { DESK, newPage } from './lib/harness.mjs';
import { enterDemo } from './lib/steps.mjs';
import { walkPages } from './lib/walk.mjs';

let submitted;
/** The report that lies before the chair; the walks go side by side, so who comes later waits for it. */
const beforeTheChair = new Promise((tell) => { submitted = tell; });

let frozen;
/** The filing that the ward froze. */
const filing = new Promise((tell) => { frozen = tell; });

/** A body issues papers, and a report of the month is being written: one part has its words changed, one a comment. */
async function writtenReport(page, server) {
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
  const before = await reportBefore(page, server);
  return ['/bao-cao', '/van-ban', issuer.pathname + issuer.search, report, editor, `${editor}?sua=tuyen-truyen`, `${editor}?them=tuyen-truyen`, ...before];
}

/** A paper arrived and waits with its scan; the question that comes before its form is a page too. */
async function incomingPaper(page, server) {
  await page.goto(`${server.url}/van-ban/den/vao-so`);
  await page.check('input[value="co-quan"]');
  await page.getByRole('button', { name: 'Tiếp tục', exact: true }).click();
  await page.waitForURL(/la=co-quan/);
  await page.fill('#tac-gia', 'Ủy ban nhân dân tỉnh Minh Họa');
  await page.selectOption('#loai', 'plan');
  await page.fill('#trich-yeu', 'Kế hoạch minh họa');
  await page.setInputFiles('#ban-quet', { name: 'ban-quet.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 minh họa') });
  await page.getByRole('button', { name: 'Vào sổ và cấp số đến', exact: true }).click();
  await page.waitForURL(/van-ban\/den\/[0-9a-f-]{36}$/);
  const paper = new URL(page.url()).pathname;
  return ['/van-ban/den', '/van-ban/den?xem=qua-han', '/van-ban/den/vao-so', '/van-ban/den/vao-so?la=co-quan', paper, `${paper}/ban-quet`];
}

/** A paper is made from a template and submitted, so that it has a version with its files. */
async function madePaper(page, server) {
  await page.goto(`${server.url}/van-ban/soan/mau`);
  await page.check('input[value="giay-moi-hop"]');
  await page.getByRole('button', { name: 'Bắt đầu soạn', exact: true }).click();
  await page.waitForURL(/soan\/[0-9a-f-]{36}\/dien$/);
  const draft = new URL(page.url()).pathname;
  await page.goto(`${server.url}/van-ban/soan/mau`);
  await page.check('input[value="giay-moi-hop"]');
  await page.getByRole('button', { name: 'Bắt đầu soạn', exact: true }).click();
  await page.waitForURL(/soan\/[0-9a-f-]{36}\/dien$/);
  for (const box of await page.locator('main [id^="o-"]:is(input, textarea)').all()) await box.fill('Minh họa');
  await page.getByRole('button', { name: 'Lưu và xem bản in', exact: true }).click();
  await page.waitForURL(/soan\/[0-9a-f-]{36}$/);
  const paper = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Khóa và trình duyệt', exact: true }).click();
  await page.waitForLoadState();
  return ['/van-ban/soan', '/van-ban/soan?xem=issued', '/van-ban/soan/mau', draft, paper, `${paper}/tai/pdf`, `${paper}/tep/1/0/pdf`];
}

/** Another month's report is laid before the chair twice, so that there are two versions. */
async function reportBefore(page, server) {
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
    await page.getByRole('button', { name: 'Khóa số và trình Chủ tịch', exact: true }).click();
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
async function chairsWork(page, server) {
  const approved = await approvedFigures(page, server);
  const address = await beforeTheChair;
  return [...approved, address, `${address}/tra`];
}

/** The figures of a period are frozen; they wait for the chair. */
async function frozenFigures(page, server) {
  await page.goto(`${server.url}/gui-so-lieu`);
  await page.getByRole('button', { name: 'Khóa số liệu' }).first().click();
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
async function approvedFigures(page, server) {
  const address = await filing;
  await page.goto(server.url + address);
  await page.getByRole('button', { name: 'Duyệt và gửi lên' }).click();
  await page.waitForLoadState();
  return [address, `${address}/goi`];
}

/** Another period's figures are accepted, and somebody of the province asks for their return: another person there decides. */
async function askedBack(page, server) {
  await filing;
  const entered = async (door) => {
    const of = await newPage(page.context().browser(), DESK);
    await enterDemo(of, server, door);
    return of;
  };
  const [official, chair, asker] = [await entered('minh-hoa-can-bo'), await entered('minh-hoa-chu-tich'), await entered('tinh-minh-hoa-can-bo')];
  await official.goto(`${server.url}/gui-so-lieu`);
  await official.getByRole('button', { name: 'Khóa số liệu', exact: true }).first().click();
  await official.waitForURL(/gui-so-lieu\/[0-9a-f-]{36}$/);
  const address = new URL(official.url()).pathname;
  await chair.goto(server.url + address);
  await chair.getByRole('button', { name: 'Duyệt và gửi lên', exact: true }).click();
  await chair.waitForLoadState();
  await asker.goto(server.url + address);
  await asker.getByRole('button', { name: 'Tiếp nhận', exact: true }).click();
  await asker.waitForLoadState();
  await asker.goto(`${server.url}${address}/de-nghi-tra`);
  await asker.fill('#ghi-chu', 'Xem lại số của kỳ này');
  await asker.getByRole('button', { name: 'Đề nghị trả lại', exact: true }).click();
  await asker.waitForURL(server.url + address);
  await Promise.all([official, chair, asker].map((of) => of.context().close()));
  await page.goto(server.url + address);
  const refusal = await page.getByRole('link', { name: 'Không trả lại', exact: true }).getAttribute('href');
  return ['/gui-so-lieu/de-nghi-tra', address, `${address}/de-nghi-tra`, refusal];
}

walkPages({
  crates: ['web-procedures'],
  walks: [
    { door: 'minh-hoa-can-bo', prepare: async (page, server) => [...(await frozenFigures(page, server)), ...(await writtenReport(page, server)), ...(await incomingPaper(page, server)), ...(await madePaper(page, server))] },
    { door: 'tinh-minh-hoa-can-bo', seeds: ['/gui-so-lieu/cap-duoi', '/bao-cao/cap-duoi'], prepare: sentFigures },
    { door: 'minh-hoa-chu-tich', seeds: ['/trao-doi', '/trao-doi/the'], prepare: chairsWork },
    { door: 'tinh-minh-hoa-thuong-truc', prepare: askedBack },
  ],
  // A letter and a report that travels need a second installation: exchange.test.mjs looks at them.
  elsewhere: ['/trao-doi/thu/{id}', '/bao-cao/{id}/goi'],
});
