// Which addresses a journey asked for, kept for scripts/unchanged-journeys.mjs: a change in pages that a journey never opens need not
// run it again. Nothing is kept unless DIENHONG_E2E_MET names a folder.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.env.DIENHONG_E2E_MET;
const met = new Set();

/** Notes every request that pages of this browser make; not what the service worker keeps for later, which no journey looks at. */
export function noting(browser) {
  if (!folder) return browser;
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (...options) => {
    const context = await newContext(...options);
    context.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (!request.serviceWorker() && pathname !== '/sw.js') met.add(pathname);
    });
    return context;
  };
  return browser;
}

process.on('exit', () => {
  if (!folder || met.size === 0) return;
  mkdirSync(folder, { recursive: true });
  const journey = path.basename(process.argv.find((argument) => argument.endsWith('.test.mjs')) ?? 'unknown');
  writeFileSync(path.join(folder, `${journey}.json`), JSON.stringify([...met].sort(), null, 1));
});
