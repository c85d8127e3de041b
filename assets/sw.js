// Keeps the forms readable without a network, and sends what waits. The program puts three lines before this text: the content
// of this build's files (CONTENT), their addresses (FILES), and what a page may load (POLICY).
"use strict";
importScripts(FILES.find((file) => file.endsWith("/outbox.js")));

const CACHE = "assets:" + CONTENT;
const WAITING = "/cho-gui";
// Registers change rarely: a form kept today serves for the day.
const FRESH = 12 * 3600 * 1000;
const PATIENCE = 6000;

const isKept = (path) => path === WAITING || path === "/ghi" || /^\/ghi\/[^/]+$/.test(path) || /^\/muc\/[^/]+\/sua$/.test(path);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("sync", (event) => {
  if (event.tag === "send") event.waitUntil(Outbox.note("person").then((person) => Outbox.send(person)));
});

self.addEventListener("message", (event) => {
  if (event.data && event.data.keep) event.waitUntil(keepAhead(event.data.keep, event.data.person));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

async function asset(request, url) {
  const cache = await caches.open(CACHE);
  const there = await cache.match(request);
  if (there) return there;
  try {
    return await fetch(request);
  } catch (error) {
    // A page kept before an upgrade asks under the old content's name.
    const name = url.pathname.replace(/^\/assets\/[^/]+/, "");
    const file = FILES.find((each) => each.endsWith(name));
    const same = file && (await cache.match(file));
    if (same) return same;
    throw error;
  }
}

async function page(event, url) {
  const kept = await keptPage(url.pathname);
  try {
    const response = await (kept ? within(PATIENCE, fetch(event.request)) : fetch(event.request));
    if (kept && [502, 503, 504].includes(response.status)) return answer(kept);
    if (isKept(url.pathname) && url.search === "") event.waitUntil(keep(url.pathname, response.clone()));
    return response;
  } catch (error) {
    if (kept) return answer(kept);
    const other = await keptPage(WAITING);
    if (other) return answer(other, true);
    throw error;
  }
}

const within = (patience, promise) => Promise.race([
  promise,
  new Promise((_, reject) => { setTimeout(() => reject(new Error("too slow")), patience); }),
]);

/** A page that was kept for whoever reads on this device now. */
async function keptPage(path) {
  try {
    const there = isKept(path) ? await Outbox.page(path) : null;
    return there && there.person === (await Outbox.note("person")) ? there : null;
  } catch {
    return null;
  }
}

function answer({ text, at }, isOther = false) {
  const marked = text.replace("<html", `<html data-kept-at="${at}"${isOther ? " data-kept-other" : ""}`);
  return new Response(marked, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "content-security-policy": POLICY } });
}

async function keep(path, response) {
  if (!response.ok || response.redirected || !/^text\/html/.test(response.headers.get("content-type") ?? "")) return;
  const text = await response.text();
  const person = /<body[^>]* data-person="([^"]+)"/.exec(text)?.[1];
  if (person && person === (await Outbox.note("person"))) await Outbox.keepPage(person, path, text);
}

/** Reads ahead the forms that somebody may need where there is no network. */
async function keepAhead(paths, person) {
  if ((await Outbox.note("person")) !== person) return;
  const there = new Map((await Outbox.kept()).map((row) => [row.path, row]));
  for (const path of paths) {
    const row = there.get(path);
    if (!isKept(path) || (row && row.person === person && Date.now() - row.at < FRESH)) continue;
    try {
      await keep(path, await fetch(path, { credentials: "same-origin" }));
    } catch {
      return;
    }
  }
}
