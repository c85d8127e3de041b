// The harness is tested against a tiny server, so that a failing journey means a failing program.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  addVirtualAuthenticator, axe, closePage, DESK, launchBrowser, newPage, newPageWithoutScript, noHorizontalScroll, PHONE,
  problems, shot, startServer,
} from './harness.mjs';

const tiny = {
  command: process.execPath,
  args: ({ dir, port }) => [fileURLToPath(new URL('tiny-server.mjs', import.meta.url)), dir, String(port)],
};

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startServer(tiny)]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a_stopped_server_says_goodbye_and_leaves_nothing', async () => {
  const other = await startServer(tiny);
  assert.ok(existsSync(other.dir));
  assert.deepEqual(await other.stop(), { code: 0, signal: null });
  assert.match(other.logs(), /listening[^]*goodbye/);
  assert.ok(!existsSync(other.dir));
});

test('a_crashed_server_starts_again_on_what_it_kept', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'dienhong-e2e-'));
  const first = await startServer({ ...tiny, dir });
  assert.equal((await first.crash()).signal, 'SIGKILL');
  const second = await startServer({ ...tiny, dir });
  await second.stop();
  assert.equal(await readFile(path.join(dir, 'starts'), 'utf8'), 'xx');
  await rm(dir, { recursive: true });
});

test('a_server_that_ends_early_is_reported_with_its_words', async () => {
  const args = ['-e', 'console.error("no room"); process.exit(3)'];
  await assert.rejects(startServer({ command: process.execPath, args }), /ended early \(exit code 3\)[^]*no room/);
});

test('a_missing_program_is_reported', async () => {
  await assert.rejects(startServer({ command: '/nowhere/dienhong' }), /ended early \(spawn \/nowhere\/dienhong ENOENT\)/);
});

for (const width of [PHONE, DESK]) {
  test(`a_good_page_passes_every_check_at_${width}`, async () => {
    const page = await newPage(browser, width);
    await page.goto(`${server.url}/good`);
    assert.equal(await page.textContent('#p'), 'Có mã');
    assert.equal(await page.evaluate(() => innerWidth), width);
    assert.deepEqual(await axe(page), []);
    await noHorizontalScroll(page);
    assert.deepEqual(problems(page), []);
    const picture = await readFile(await shot(page, `self-good-${width}`));
    assert.equal(picture.readUInt32BE(16), width); // a PNG tells its width at byte 16
    await closePage(page);
  });
}

test('a_bad_page_is_told_what_is_wrong', async () => {
  const page = await newPage(browser, PHONE);
  await page.goto(`${server.url}/bad`);
  const violations = (await axe(page)).join('\n');
  assert.match(violations, /\[critical\] label: [^\n]*\n  at input/);
  assert.match(violations, /color-contrast/); // three screens further down
  assert.deepEqual(page.viewportSize(), { width: PHONE, height: 800 });
  await assert.rejects(noHorizontalScroll(page), /in a window of 360 px: div\.wide to 9\d\d px/);
  const trouble = problems(page).join('\n');
  assert.match(trouble, /script error: ngã/);
  assert.match(trouble, /request to the outside: https:\/\/outside\.invalid\/x/);
  await closePage(page);
});

test('a_wide_table_in_its_own_box_is_no_horizontal_scroll', async () => {
  const page = await newPage(browser, PHONE);
  await page.goto(`${server.url}/table`);
  await noHorizontalScroll(page);
  await closePage(page);
});

test('a_refused_form_is_no_problem_but_a_missing_part_is', async () => {
  const page = await newPage(browser);
  const response = await page.goto(`${server.url}/nothing`);
  assert.equal(response.status(), 404);
  assert.deepEqual(problems(page), []);
  await page.evaluate(() => fetch('/missing.css'));
  assert.match(problems(page).join('\n'), /missing part 404: .*missing\.css/);
  await closePage(page);
});

test('a_page_without_script_runs_none_and_can_still_be_checked', async () => {
  const page = await newPageWithoutScript(browser, PHONE);
  await page.goto(`${server.url}/good`);
  assert.equal(await page.textContent('#p'), 'Không có mã');
  await noHorizontalScroll(page);
  await shot(page, 'self-without-script');
  await closePage(page);
});

test('a_passkey_is_made_and_used', async () => {
  const page = await newPage(browser, PHONE);
  const authenticator = await addVirtualAuthenticator(page);
  await page.goto(`${server.url}/good`);
  const used = await page.evaluate(async () => {
    const bytes = new Uint8Array(32);
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: bytes,
        rp: { id: 'localhost', name: 'Diên Hồng' },
        user: { id: bytes, name: 'phuong', displayName: 'Nguyễn Thị Phượng' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      },
    });
    const found = await navigator.credentials.get({ publicKey: { challenge: bytes, rpId: 'localhost', userVerification: 'required' } });
    return made.id === found.id;
  });
  assert.ok(used);
  assert.equal((await authenticator.credentials()).length, 1);
  await closePage(page);
});
