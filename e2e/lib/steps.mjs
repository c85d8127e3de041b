// What people do on many journeys: coming into the demo book, making the codes of an authenticator app, taking a photo;
// and what a page must be like wherever one meets it.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { axe, newPage, noHorizontalScroll, problems, shot, startServer } from './harness.mjs';

/** Starts the demo book. Loading takes some seconds. */
export function startDemo(options = {}) {
  const args = ({ dir, port }) => ['demo', '--data', dir, '--listen', `127.0.0.1:${port}`];
  return startServer({ args, timeout: 90_000, ...options });
}

/** Comes into the demo book as one of its people, by the page of doors; `door` is the person's key in the data. */
export async function enterDemo(page, server, door) {
  await page.goto(`${server.url}/demo`);
  await page.locator(`form[action="/demo/${door}"] button`).click();
  await page.waitForURL((url) => url.pathname === '/');
}

/** Opens a page that has come into the demo book. */
export async function demoPage(browser, server, door, width, options = {}) {
  const page = await newPage(browser, width, options);
  await enterDemo(page, server, door);
  return page;
}

/** Chooses the language of this browser. */
export async function speak(page, server, language) {
  await page.context().addCookies([{ name: 'ngon-ngu', value: language, url: server.url }]);
}

/**
 * Lists what is wrong with the page as it stands: axe, width, title, headings, trouble behind it. Empty is good.
 * `isAudited: false` leaves axe out.
 */
export async function faults(page, { isAudited = true } = {}) {
  const found = [];
  const title = await page.title();
  if (!/\S.* – Diên Hồng$/.test(title) && title !== 'Diên Hồng') found.push(`the title is “${title}”`);
  const headings = await page.locator('h1').allTextContents();
  if (headings.length !== 1 || !headings[0].trim()) found.push(`it has ${headings.length} h1: ${headings.join(' | ')}`);
  if (isAudited) found.push(...(await axe(page)));
  await noHorizontalScroll(page).catch((error) => found.push(error.message));
  found.push(...(await spilled(page)));
  found.push(...problems(page));
  return found;
}

/** Words that run out of the box that is drawn around them: nothing scrolls, but they are cut or lie over others. */
function spilled(page) {
  return page.evaluate(() => {
    const isDrawn = (style) => parseFloat(style.borderRightWidth) > 0;
    const found = [];
    for (const box of document.querySelectorAll('main *')) {
      const style = getComputedStyle(box);
      if (!isDrawn(style) || style.overflowX !== 'visible' || box.checkVisibility?.() === false) continue;
      if (box.scrollWidth > box.clientWidth + 2 && style.display !== 'inline') {
        found.push(`words run out of ${box.tagName.toLowerCase()}.${box.className}: ${box.textContent.trim().slice(0, 40)}`);
      }
    }
    return found;
  });
}

/** Fails unless the page is good as it stands. With DIENHONG_SHOTS=1 each such page leaves a picture in `e2e/out/`. */
export async function isGood(page, name) {
  if (process.env.DIENHONG_SHOTS) await shot(page, `${name ?? new URL(page.url()).pathname} ${page.viewportSize().width}`);
  assert.deepEqual(await faults(page), [], `${name ?? page.url()}`);
}

// ------------------------------------------------------------------------------------------------ forms of registers

/** Ticks an item of a list, also one that a long list shows only once it is opened. */
export async function tick(page, name, value) {
  const box = page.locator(`input[name="${name}"][value="${value}"]`);
  if (!(await box.isVisible())) await page.locator(`[data-chips="${name}"] .chips-bar button`).click();
  await box.check();
}

/** Opens what the form asks under "Ghi thêm". */
export const unfold = (page) => page.locator('details[data-more]').evaluate((more) => { more.open = true; });

/** Forms of outreach that are none of the group's own meetings, and how many meetings were filled in: each has another form, as two of one
  * form and day are asked about. */
const FORMS = ['truong-hoc', 'hoi-nghi', 'phat-dong', 'ngay-hoi', 'tai-nha', 'co-quan', 'khac'];
let meetings = 0;

/** Answers the questions of the outreach register that must be answered, and the place. */
export async function fillMeeting(page, { count, place }) {
  await page.fill('#luot', count);
  await tick(page, 'hinh-thuc', FORMS[meetings++ % FORMS.length]);
  await tick(page, 'noi-dung', 'lua-dao-mang');
  await unfold(page);
  await page.fill('#dia-diem', place);
}

// ---------------------------------------------------------------------------------------------------- codes of an app

/** The six digits that an authenticator app shows: RFC 6238 over a secret in base32, `steps` half minutes from now. */
export function totp(secret, steps = 0, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + steps));
  const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text) {
  const bits = [...text.toUpperCase().replace(/[^A-Z2-7]/g, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// --------------------------------------------------------------------------------------------------------------- files

/** A photo as a phone takes it: JPEG with the place in its EXIF. */
export async function photo(page, width = 1600, height = 1200) {
  const base64 = await page.evaluate(
    async ([w, h]) => {
      const canvas = new OffscreenCanvas(w, h);
      const brush = canvas.getContext('2d');
      const ground = brush.createLinearGradient(0, 0, w, h);
      ground.addColorStop(0, '#e8d9b5');
      ground.addColorStop(1, '#124a60');
      brush.fillStyle = ground;
      brush.fillRect(0, 0, w, h);
      for (let row = 0; row < 6; row += 1) {
        for (let seat = 0; seat < 12; seat += 1) {
          brush.fillStyle = `hsl(${(row * 61 + seat * 37) % 360} 35% 45%)`;
          brush.beginPath();
          brush.arc(w * (0.08 + seat * 0.077), h * (0.35 + row * 0.1), w * 0.022, 0, 7);
          brush.fill();
        }
      }
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [width, height],
  );
  const plain = Buffer.from(base64, 'base64');
  return Buffer.concat([plain.subarray(0, 2), exifWithPlace(), plain.subarray(2)]);
}

/** Marks that only the EXIF of `photo` holds. */
export const EXIF_MARKS = ['Exif\0\0', 'NghiQuocPhone'];

// An APP1 segment: little-endian TIFF, IFD0 with the maker's name and a GPS directory (13°58'N, 108°E: Pleiku).
function exifWithPlace() {
  const maker = Buffer.from('NghiQuocPhone\0');
  const gpsAt = 8 + 2 + 2 * 12 + 4;
  const gpsSize = 2 + 4 * 12 + 4;
  const makerAt = gpsAt + gpsSize;
  const latitudeAt = makerAt + maker.length;
  const longitudeAt = latitudeAt + 24;
  const tiff = Buffer.alloc(longitudeAt + 24);
  tiff.write('II', 0);
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  const entry = (at, tag, type, count, value) => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    if (Buffer.isBuffer(value)) value.copy(tiff, at + 8);
    else tiff.writeUInt32LE(value, at + 8);
  };
  tiff.writeUInt16LE(2, 8);
  entry(10, 0x010f, 2, maker.length, makerAt);
  entry(22, 0x8825, 4, 1, gpsAt);
  tiff.writeUInt16LE(4, gpsAt);
  entry(gpsAt + 2, 1, 2, 2, Buffer.from('N\0'));
  entry(gpsAt + 14, 2, 5, 3, latitudeAt);
  entry(gpsAt + 26, 3, 2, 2, Buffer.from('E\0'));
  entry(gpsAt + 38, 4, 5, 3, longitudeAt);
  maker.copy(tiff, makerAt);
  [13, 58, 0, 108, 0, 0].forEach((value, i) => {
    tiff.writeUInt32LE(value, latitudeAt + i * 8);
    tiff.writeUInt32LE(1, latitudeAt + i * 8 + 4);
  });
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** The head of a picture as an iPhone stores it; only its kind matters. */
export function heic() {
  const box = Buffer.from([0, 0, 0, 24, ...Buffer.from('ftypheic'), 0, 0, 0, 0, ...Buffer.from('mif1heic')]);
  return Buffer.concat([box, Buffer.alloc(2000, 7)]);
}
