#!/usr/bin/env node
// Which browser tests need no run, because nothing that they can reach changed since they were green in this target folder.
//
//   scripts/unchanged-journeys.mjs list     prints the files that are to be run
//   scripts/unchanged-journeys.mjs keep     notes all of them as green
//
// A journey reaches every source of the program but the crates of pages (crates/web-*, without the kit) whose routes it did not ask for
// when it ran last. Nothing is noted on a clean clone, so there all are run, and CI runs there.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOf, routesOfPages } from '../e2e/lib/routes.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.resolve(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'));
const noted = path.join(target, 'green-journeys.json');
const met = path.join(target, 'e2e-met');

const AREAS = readdirSync(path.join(root, 'crates')).filter((crate) => crate.startsWith('web-') && crate !== 'web-kit');
const json = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);

const journeys = ['e2e/lib', 'e2e'].flatMap((folder) =>
  readdirSync(path.join(root, folder)).filter((f) => f.endsWith('.test.mjs')).map((f) => `${folder}/${f}`));

/** Files of the program and of the browser tests, with their digests. */
function digests() {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, maxBuffer: 1 << 26 });
  const names = [...new Set(listed.toString().split('\0'))].filter((name) => name && statSync(path.join(root, name), { throwIfNoEntry: false })?.isFile());
  const apart = /^docs\/|^crates\/[^/]+\/tests\/|^crates\/bench\/|^[^/]+\.md$/;
  return names.filter((name) => !apart.test(name)).sort()
    .map((name) => [name, createHash('sha256').update(readFileSync(path.join(root, name))).digest('hex')]);
}

/** Routes of each area as patterns. */
const routes = () => routesOfPages().filter(({ crate }) => AREAS.includes(crate)).map(({ crate, route }) => [crate, addressOf(route)]);

/** Areas that a journey asked for when it ran; all of them where that is not known. */
function reached(journey, all) {
  const addresses = json(path.join(met, `${path.basename(journey)}.json`));
  if (!addresses) return new Set(AREAS);
  return new Set(all.filter(([, route]) => addresses.some((address) => route.test(address))).map(([area]) => area));
}

function keys() {
  const [files, all] = [digests(), routes()];
  return Object.fromEntries(journeys.map((journey) => {
    const areas = reached(journey, all);
    const isReached = ([name]) => {
      const crate = name.match(/^crates\/([^/]+)\//)?.[1];
      const isOther = name.endsWith('.test.mjs') && name !== journey;
      return !isOther && (!AREAS.includes(crate) || areas.has(crate));
    };
    const whole = createHash('sha256');
    for (const file of files.filter(isReached)) whole.update(`${file.join(' ')}\n`);
    return [journey, whole.digest('hex')];
  }));
}

switch (process.argv[2]) {
  case 'list': {
    const before = process.env.CI ? null : json(noted);
    const now = before ? keys() : {};
    const changed = journeys.filter((journey) => !before || before[journey] !== now[journey]);
    // Where nothing changed at all, the run that is asked for is a whole one.
    console.log((changed.length > 0 ? changed : journeys).join('\n'));
    break;
  }
  case 'keep':
    writeFileSync(noted, JSON.stringify(keys(), null, 1));
    break;
  default:
    console.error('scripts/unchanged-journeys.mjs list | keep');
    process.exit(2);
}
