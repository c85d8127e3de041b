// Serves the demo book, has clients for TypeScript and Python generated from its description, and lets both fetch workbooks
// and add a photo. What generates them is a tool for tests alone and stays out of the project.
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemo } from '../e2e/lib/steps.mjs';
import { key } from './clients/key.mjs';

const TYPESCRIPT = ['openapi-typescript@7.13.0', 'openapi-fetch@0.17.0', 'typescript@5.9.3', '@types/node@20'];
const PYTHON = ['openapi-python-client==0.29.1', 'httpx>=0.28,<1', 'attrs', 'python-dateutil'];
const from = path.join(path.dirname(fileURLToPath(import.meta.url)), 'clients');

function run(cwd, command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path.basename(command)} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout.trim();
}

// One blue-green pixel, PNG.
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function typescript(folder, args) {
  for (const file of ['use.ts', 'types.mjs']) copyFileSync(path.join(from, file), path.join(folder, file));
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  run(folder, 'npm', 'install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', ...TYPESCRIPT);
  run(folder, 'node', 'types.mjs', 'description.json', 'api.d.ts');
  run(folder, 'node_modules/.bin/tsc', '--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck', 'use.ts');
  return run(folder, 'node', 'use.js', ...args);
}

function python(folder, args) {
  const bin = path.join(folder, 'venv/bin');
  run(folder, 'python3', '-m', 'venv', 'venv');
  run(folder, path.join(bin, 'pip'), 'install', '--quiet', ...PYTHON);
  copyFileSync(path.join(from, 'use.py'), path.join(folder, 'use.py'));
  const config = ['--config', path.join(from, 'python.yaml')];
  run(folder, path.join(bin, 'openapi-python-client'), 'generate', '--path', 'description.json', ...config, '--meta', 'none', '--output-path', 'client');
  return run(folder, path.join(bin, 'python'), 'use.py', ...args);
}

const folder = await mkdtemp(path.join(os.tmpdir(), 'dienhong-clients-'));
const server = await startDemo();
try {
  const description = await (await fetch(`${server.url}/api/v1/openapi.json`)).text();
  writeFileSync(path.join(folder, 'description.json'), description);
  writeFileSync(path.join(folder, 'picture.png'), Buffer.from(PICTURE, 'base64'));
  const args = [server.url, await key(server.url), path.join(folder, 'picture.png')];
  for (const client of [typescript, python]) console.log(client(folder, args));
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
