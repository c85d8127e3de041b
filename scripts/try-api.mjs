// Serves the demo book, makes a key of an official, and lets schemathesis send the interface everything that its
// description allows and much that it does not. Fails on a server error, or an answer outside the description.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startDemo } from '../e2e/lib/steps.mjs';
import { key } from './clients/key.mjs';

// What is judged: never a broken server, never an answer that the description does not know.
const CHECKS = [
  'not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance',
  'response_schema_conformance', 'ignored_auth', 'unsupported_method',
];

/** A folder with schemathesis in it; it is a tool for tests alone and stays out of the project. */
async function tool() {
  if (spawnSync('schemathesis', ['--version']).status === 0) return { bin: 'schemathesis' };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dienhong-api-'));
  console.log('Đang cài schemathesis … / Installing schemathesis.');
  for (const [command, args] of [
    ['python3', ['-m', 'venv', folder]],
    [path.join(folder, 'bin/pip'), ['install', '--quiet', 'schemathesis>=4,<5']],
  ]) {
    const done = spawnSync(command, args, { stdio: 'inherit' });
    if (done.status !== 0) throw new Error(`${command} failed`);
  }
  return { bin: path.join(folder, 'bin/schemathesis'), folder };
}

const [server, { bin, folder }] = await Promise.all([startDemo(), tool()]);
let status = 1;
try {
  const args = [
    'run', `${server.url}/api/v1/openapi.json`, '--header', `Authorization: Bearer ${await key(server.url)}`,
    '--checks', CHECKS.join(','), '--max-examples', process.env.EXAMPLES ?? '60', '--continue-on-failure',
  ];
  const child = spawn(bin, args, { stdio: 'inherit' });
  status = await new Promise((ended) => child.on('exit', ended));
} finally {
  await server.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}
process.exitCode = status;
