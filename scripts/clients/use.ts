// Uses a TypeScript client generated from the description: fetches two workbooks, records an entry, adds a photo to it
// and fetches the photo back. Arguments: address, key, picture.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const [address, key, picture] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths>({ baseUrl: address, headers: { authorization: `Bearer ${key}` } });

function must<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

function begins(bytes: ArrayBuffer, ...wanted: number[]) {
  const found = [...new Uint8Array(bytes).slice(0, wanted.length)];
  if (found.join() !== wanted.join()) throw new Error(`it begins with ${found}`);
}

const unit = must(await client.GET('/api/v1/me')).appointments[0]!.unit.uid;
const path = { id: 'tuyen-truyen' };
const template = await client.GET('/api/v1/registers/{id}/template', { params: { path, query: { unit } }, parseAs: 'arrayBuffer' });
begins(must(template), 0x50, 0x4b, 3, 4);
begins(must(await client.GET('/api/v1/totals.xlsx', { parseAs: 'arrayBuffer' })), 0x50, 0x4b, 3, 4);

const id = randomUUID();
const entry: components['schemas']['EntryContent'] = {
  register: 'tuyen-truyen', unit, day: new Date().toISOString().slice(0, 10),
  values: { 'hinh-thuc': 'sinh-hoat-to', 'noi-dung': ['ma-tuy'], luot: 46 },
};
const { rev } = must(await client.PUT('/api/v1/entries/{id}', { params: { path: { id } }, body: entry }));
const added = await client.POST('/api/v1/entries/{id}/files', {
  params: { path: { id } },
  body: { seen_rev: rev, field: 'anh', file: [new Blob([readFileSync(picture)], { type: 'image/png' })] },
  bodySerializer({ seen_rev, field, file }) {
    const form = new FormData();
    form.append('seen_rev', String(seen_rev));
    form.append('field', field);
    for (const of of file) form.append('file', of, 'ảnh.png');
    return form;
  },
});
const kept = must(added).files[0]!.id;
begins(must(await client.GET('/api/v1/files/{id}', { params: { path: { id: kept } }, parseAs: 'arrayBuffer' })), 0xff, 0xd8, 0xff);
console.log('TypeScript: two workbooks, one photo.');
