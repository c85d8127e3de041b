// A stand-in for the program, with a good page, a bad one and a fall, so that the harness itself can be tested.
// Usage: node tiny-server.mjs DIR PORT

import { appendFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const [dir, port] = process.argv.slice(2);
appendFileSync(path.join(dir, 'starts'), 'x');

const frame = (title, body) => `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>${title}</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
  <body><main><h1>${title}</h1>${body}</main></body></html>`;

const pages = {
  '/healthz': 'ok',
  '/good': frame('Xin chào Nguyễn Thị Phượng', '<p id="p">Không có mã</p><script>p.textContent = "Có mã"</script>'),
  '/bad': frame(
    'Trang hỏng',
    `<div style="width:900px" class="wide">rộng</div><input>
     <div style="height:3000px"></div><p style="color:#bbb;background:#fff">mờ</p>
     <script>fetch('https://outside.invalid/x').catch(() => {}); throw new Error('ngã')</script>`,
  ),
  '/table': frame('Bảng rộng', '<div style="overflow-x:auto" tabindex="0"><div style="width:900px">rộng</div></div>'),
};

const server = http.createServer((request, response) => {
  const body = pages[request.url];
  // A strict policy, since the audit has to work under one.
  response.setHeader('content-security-policy', "default-src 'self' data:; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src *");
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.writeHead(body ? 200 : 404).end(body ?? frame('Không tìm thấy', ''));
});
server.listen(Number(port), '127.0.0.1', () => console.log('listening'));
process.on('SIGTERM', () => {
  console.error('goodbye');
  process.exit(0);
});
