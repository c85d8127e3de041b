// What every journey needs: a server of its own, a browser, pages of the two widths we promise, and the checks that hold
// on each page. Nothing here knows what the program is about; the journeys lie beside this folder in `*.test.mjs`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { noting } from './met.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** The widths on which every page must work: a phone and a desk. */
export const PHONE = 360;
export const DESK = 1280;

/** Where screenshots go. */
export const OUT = path.resolve(here, '../out');

// ---------------------------------------------------------------------------------------------------------- server

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Path of the program under test. */
export function binary() {
  return path.resolve(process.env.DIENHONG_BIN ?? path.resolve(here, '../../target/debug/dienhong'));
}

/**
 * Starts the program on a free port and answers once `GET /healthz` does.
 *
 * `args` is a list, or a function of `{ dir, port }`. Without `dir` the server gets a fresh folder that `stop()` removes;
 * with `dir` (to start again on what was kept) the folder stays, and with `port` it answers where it answered before.
 */
export async function startServer({
  args = ({ dir, port }) => ['serve', '--data', dir, '--listen', `127.0.0.1:${port}`],
  env = {},
  command = binary(),
  dir: keptDir,
  port: keptPort,
  scheme = 'http',
  readyPath = '/healthz',
  timeout = 30_000,
} = {}) {
  const dir = keptDir ?? (await mkdtemp(path.join(os.tmpdir(), 'dienhong-e2e-')));
  const port = keptPort ?? (await freePort());
  const argv = typeof args === 'function' ? args({ dir, port }) : args;
  const child = spawn(command, argv, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);

  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  let end = null;
  ended.then((how) => {
    end = how;
    running.delete(child);
  });

  const server = {
    // Passkeys are bound to a name and refuse bare addresses, so pages are opened as "localhost".
    url: `${scheme}://localhost:${port}`,
    address: `${scheme}://127.0.0.1:${port}`,
    port,
    dir,
    process: child,
    /** All that the program has written so far. */
    logs: () => output,
    /** Asks the program to end, waits for it, and answers how it ended: `{ code, signal }`. */
    async stop() {
      const how = await endWith('SIGTERM');
      if (!keptDir) await rm(dir, { recursive: true, force: true });
      return how;
    },
    /** Cuts the power: no farewell, and the folder stays as it lies. */
    crash: () => endWith('SIGKILL'),
  };

  async function endWith(signal) {
    if (!end) child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const how = await ended;
    clearTimeout(patience);
    return how;
  }

  const deadline = Date.now() + timeout;
  while (!(await answers(server.address + readyPath))) {
    if (!end && Date.now() < deadline) {
      await sleep(50);
      continue;
    }
    const why = end ? `ended early (${describeEnd(end)})` : `did not answer ${readyPath} within ${timeout / 1000} s`;
    await server.stop();
    throw new Error(`${command} ${argv.join(' ')}\n${why}. It wrote:\n${output.slice(-4000) || '(nothing)'}`);
  }
  return server;
}

function describeEnd({ error, code, signal }) {
  return error ? error.message : signal ? `signal ${signal}` : `exit code ${code}`;
}

/** Finds a port on which nobody listens. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function answers(url) {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    // The certificate of a fresh installation is its own.
    const request = client.get(url, { rejectUnauthorized: false, timeout: 2000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

// --------------------------------------------------------------------------------------------------------- browser

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Launches headless Chromium. Set DIENHONG_CHROMIUM to use another one than the system's. */
export async function launchBrowser(options = {}) {
  const executablePath = process.env.DIENHONG_CHROMIUM ?? CHROMIUM_PATHS.find((candidate) => existsSync(candidate));
  assert.ok(executablePath, `No Chromium found at ${CHROMIUM_PATHS.join(', ')}. Run scripts/install-needs.`);
  return noting(await chromium.launch({
    executablePath,
    headless: true,
    ...options,
    args: [
      '--no-sandbox', // tests run as root in containers, and open only our own pages
      '--disable-gpu',
      '--disable-dev-shm-usage', // containers give /dev/shm 64 MB, on which tall screenshots crash
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-proxy-server',
      // The program promises to work without any network but the local one; here there is no other.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
      ...(options.args ?? []),
    ],
  }));
}

/**
 * Opens a page in a context of its own (own cookies), as a person in Việt Nam would see it.
 * `options` go to Playwright's `newContext`: `{ colorScheme: 'dark' }`, `{ baseURL }`, `{ storageState }` …
 */
export async function newPage(browser, width = DESK, options = {}) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 800 : 900 },
    hasTouch: width < 600,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    reducedMotion: 'reduce',
    ignoreHTTPSErrors: true,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  watch(page);
  return page;
}

/** Opens a page in which no script runs: every page must still work. */
export function newPageWithoutScript(browser, width = DESK, options = {}) {
  return newPage(browser, width, { ...options, javaScriptEnabled: false });
}

/** Closes a page together with its context. */
export async function closePage(page) {
  await page.context().close();
}

// ---------------------------------------------------------------------------------------------------------- checks

const troubles = new WeakMap();
const cutOff = new WeakSet();

/** From now on the page may find nobody at the other end: that is no fault of it. */
export function mayBeCutOff(page) {
  cutOff.add(page);
}

function watch(page) {
  const found = [];
  troubles.set(page, found);
  page.on('pageerror', (error) => found.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    // A 4xx answer to a form is an ordinary page with its mistakes shown; the journeys look at it themselves.
    const isRefusal = /Failed to load resource: the server responded with a status of 4/.test(message.text());
    const isAlone = cutOff.has(page) && /net::ERR_|status of 5\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal && !isAlone) found.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    const isLocal = ['data:', 'blob:', 'about:'].includes(protocol) || ['localhost', '127.0.0.1'].includes(hostname);
    if (!isLocal) found.push(`request to the outside: ${request.url()}`);
  });
  page.on('response', (response) => {
    const isOwnPage = response.request().isNavigationRequest();
    if (response.status() >= 500) found.push(`server error ${response.status()}: ${response.url()}`);
    else if (response.status() >= 400 && !isOwnPage) found.push(`missing part ${response.status()}: ${response.url()}`);
  });
}

/** Lists what went wrong behind the page so far: script errors, blocked or missing parts, requests to the outside. */
export function problems(page) {
  return [...troubles.get(page)];
}

/** Writes a picture of the whole page to `e2e/out/<name>.png` and answers its path. */
export async function shot(page, name) {
  const file = path.join(OUT, `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.png`);
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
  return file;
}

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
let axeSource;

/**
 * Audits the page and answers one readable text per violation; an empty list is a page that passes.
 * `context` is axe's: a selector, or `{ include, exclude }`.
 */
export async function axe(page, { context = null, rules = {} } = {}) {
  axeSource ??= await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  const { violations } = await inTallViewport(page, async () => {
    await page.evaluate(axeSource);
    return page.evaluate(
      ([where, values, own]) =>
        window.axe.run(where ?? document, { runOnly: { type: 'tag', values }, rules: own, resultTypes: ['violations'] }),
      [context, AXE_TAGS, rules],
    );
  });
  return violations.map(describeViolation);
}

function describeViolation({ impact, id, help, nodes }) {
  const places = nodes.map(({ target, failureSummary }) => {
    const advice = failureSummary.split('\n').slice(1).map((line) => line.trim()).join('; ');
    return `\n  at ${target.flat().join(' ')}\n     ${advice}`;
  });
  return `[${impact}] ${id}: ${help}${places.join('')}`;
}

/** What lies outside the viewport counts as hidden for some rules (contrast), so the viewport grows to the page. */
async function inTallViewport(page, audit) {
  const before = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: before.width, height: Math.min(Math.max(before.height, height), 16_000) });
  try {
    return await audit();
  } finally {
    await page.setViewportSize(before);
  }
}

/** Fails when the page can be pushed sideways, and names what sticks out. Tables in their own scroll box are fine. */
export async function noHorizontalScroll(page) {
  const { room, needed, culprits } = await page.evaluate(() => {
    const root = document.documentElement;
    const scrollsItself = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== 'visible') return true;
      }
      return false;
    };
    const name = (element) =>
      element.tagName.toLowerCase() + (element.id && `#${element.id}`) + [...element.classList].map((c) => `.${c}`).join('');
    const sticksOut = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !scrollsItself(element),
    );
    return {
      room: root.clientWidth,
      needed: Math.max(root.scrollWidth, document.body.scrollWidth),
      culprits: sticksOut.slice(0, 8).map((element) => `${name(element)} to ${Math.round(element.getBoundingClientRect().right)} px`),
    };
  });
  assert.ok(
    needed <= room,
    `${page.url()} is ${needed} px wide in a window of ${room} px: ${culprits.join(', ') || '(no single element found)'}`,
  );
}

// -------------------------------------------------------------------------------------------------------- passkeys

/**
 * Puts a fingerprint reader into the page that always says yes. Call it before the page asks for a passkey, and open the
 * page through `server.url` (a passkey needs a name, not an address).
 */
export async function addVirtualAuthenticator(page, options = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  });
  return {
    id: authenticatorId,
    /** Lists the passkeys that it holds. */
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    /** Lets the next fingerprints pass or fail. */
    setVerified: (isUserVerified) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    /** Takes a passkey over from another authenticator, as a synchronised phone would. */
    addCredential: (credential) => session.send('WebAuthn.addCredential', { authenticatorId, credential }),
    remove: () => session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  };
}
