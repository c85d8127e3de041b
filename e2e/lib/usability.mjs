// What a job costs is written into docs/usability.md, between marks, where DIENHONG_WRITE=1 asks for it.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const DOCUMENT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../docs/usability.md');

/** Puts rows of a table, lists of cells, between `<!-- mark -->` and `<!-- /mark -->`; only where the run is to write. */
export async function writeRows(mark, rows) {
  if (!process.env.DIENHONG_WRITE) return;
  const text = await readFile(DOCUMENT, 'utf8');
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  assert.ok(text.includes(begin) && text.includes(end), `the document has the marks of ${mark}`);
  const head = text.slice(0, text.indexOf(begin) + begin.length);
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  await writeFile(DOCUMENT, `${head}\n${lines.join('\n')}\n${text.slice(text.indexOf(end))}`);
}

/** 1,9 */
export const decimal = (number) => number.toFixed(1).replace('.', ',');
