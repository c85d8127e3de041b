// What this device keeps for a person until the book has it. Shared by the pages and by the service worker.
// Everything lies sealed (AES-GCM) in IndexedDB under one key a person that no script can read out; signing out throws
// the key away, and what it sealed with it. Where the browser offers no such key (pages without https), nothing is kept here.
self.Outbox = (() => {
  "use strict";
  const STORES = { keys: "person", drafts: "id", words: "name", pages: "path", notes: "name" };
  const SEND = "/api/phone/drafts";
  const AT_ONCE = 100;
  const BYTES_AT_ONCE = 24 * 1024 * 1024;
  // A draft on its way belongs to the page that sends it for so long; then it waits again.
  const PATIENCE = 90_000;

  const works = Boolean(self.indexedDB && self.crypto && crypto.subtle);
  const channel = self.BroadcastChannel ? new BroadcastChannel("dienhong") : null;

  // ------------------------------------------------------------------------------------------------------- storage

  let opened;
  // Whether the browser closed the storage under this page, and whether somebody signed out in another one.
  let isLost = false;
  let isLeft = false;
  channel?.addEventListener("message", ({ data }) => { isLeft ||= data === "left"; });

  function base() {
    opened ??= connect().catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  function connect() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("dienhong", 1);
      asked.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
      };
      asked.onsuccess = () => {
        const { result } = asked;
        // A browser short of room takes storage away from a page that is open; the next act opens it anew.
        result.onclose = lose;
        result.onversionchange = () => { result.close(); opened = undefined; };
        resolve(result);
      };
      asked.onerror = () => reject(asked.error);
    });
  }

  function lose() {
    opened = undefined;
    isLost = true;
  }

  /** Does `act` in one transaction over a store; once more where the browser had closed the storage. */
  async function within(store, mode, act) {
    const asked = base();
    try {
      return await once(await asked, store, mode, act);
    } catch (error) {
      const isClosed = opened !== asked || ["InvalidStateError", "AbortError"].includes(error?.name);
      if (!isClosed) throw error;
      if (opened === asked) lose();
      return once(await base(), store, mode, act);
    }
  }

  /** Answers the result of `act` once its transaction is done. */
  function once(connection, store, mode, act) {
    return new Promise((resolve, reject) => {
      const transaction = connection.transaction(store, mode);
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
  const get = (store, key) => within(store, "readonly", (s) => s.get(key));
  const all = (store) => within(store, "readonly", (s) => s.getAll());
  const put = (store, row) => within(store, "readwrite", (s) => s.put(row));
  const drop = (store, key) => within(store, "readwrite", (s) => s.delete(key));

  async function note(name) { return (await get("notes", name))?.value; }
  const setNote = (name, value) => put("notes", { name, value });

  // ------------------------------------------------------------------------------------------------------- sealing

  async function key(person) {
    const there = await get("keys", person);
    if (there) return there.key;
    // What was still on its way when somebody signed out must not bring a key back.
    const mustBeHere = async () => {
      const reads = await note("person");
      if (reads === person) return;
      // The browser took everything away while the person was writing: nobody signed out.
      if (isLost && channel && !isLeft && reads === undefined && self.document?.body.dataset.person === person) {
        await setNote("person", person);
        return;
      }
      await drop("keys", person);
      throw new Error("signed out");
    };
    await mustBeHere();
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two pages may make one at once: the first stays.
    try { await within("keys", "readwrite", (s) => s.add({ person, key: made })); } catch { /* it is there */ }
    await mustBeHere();
    return (await get("keys", person)).key;
  }

  async function seal(person, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(person), bytes) };
  }
  const sealText = (person, text) => seal(person, new TextEncoder().encode(text));

  async function unseal(person, { iv, data }) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(person), data);
  }
  const unsealText = async (person, sealed) => new TextDecoder().decode(await unseal(person, sealed));

  // -------------------------------------------------------------------------------------------------------- drafts

  // A channel does not speak to its own page.
  function changed() {
    channel?.postMessage("changed");
    self.dispatchEvent(new Event("outbox"));
  }

  /**
   * Keeps a draft: `{ id, person, state, content, files }`. `content` is what the form said and how the list names it;
   * `files` are `{ field, file }`. States: editing (refused while the book was reached: a draft, sent by its form only),
   * sending, waiting, fix, conflict, taken, refused, clock.
   */
  async function keep({ id, person, state, content, files }) {
    const sealed = [];
    for (const { field, file } of files) {
      const head = await sealText(person, JSON.stringify({ field, name: file.name, type: file.type }));
      sealed.push({ head, body: await seal(person, await file.arrayBuffer()), size: file.size });
    }
    const row = { id, person, state, at: Date.now(), ...(await sealText(person, JSON.stringify(content))), files: sealed };
    await put("drafts", row);
    changed();
  }

  /** Opens a draft: its content, and its files where they are asked for. */
  async function read(row, withFiles = true) {
    const content = JSON.parse(await unsealText(row.person, row));
    const files = [];
    for (const { head, body } of withFiles ? row.files : []) {
      const { field, name, type } = JSON.parse(await unsealText(row.person, head));
      files.push({ field, file: new File([await unseal(row.person, body)], name, { type }) });
    }
    return { ...row, content, files, fileCount: row.files.length };
  }

  async function draft(person, id) {
    const row = await get("drafts", id);
    return row && row.person === person ? read(row) : null;
  }

  /** The drafts of a person, oldest first, without their files; and how many others have on this device. */
  async function list(person) {
    const rows = (await all("drafts")).sort((a, b) => a.at - b.at);
    const own = await Promise.all(rows.filter((r) => r.person === person).map((r) => read(r, false)));
    return { own, others: rows.length - own.length };
  }

  async function count(person) {
    return (await all("drafts")).filter((r) => r.person === person && r.state !== "editing").length;
  }

  async function remove(id) { await drop("drafts", id); changed(); }

  /** Changes a draft's content or state, unless it is gone meanwhile. */
  async function mark(row, state, said) {
    const content = { ...row.content, said };
    let sealed;
    try {
      sealed = await sealText(row.person, JSON.stringify(content));
    } catch {
      return; // signed out meanwhile
    }
    await within("drafts", "readwrite", (store) => {
      const asked = store.get(row.id);
      asked.onsuccess = () => {
        if (asked.result && asked.result.at === row.at) store.put({ ...asked.result, state, ...sealed });
      };
    });
  }

  // ------------------------------------------------------------------------------------------------------- sending

  /** Whether the book answers at this moment. */
  async function reaches(patience = 4000) {
    try {
      return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(patience) })).ok;
    } catch {
      return false;
    }
  }

  /** Sends what waits. Answers: done, offline, sign-in, other-person, busy, refused. */
  function send(person) {
    if (!works || !person) return Promise.resolve("done");
    const act = (lock) => (lock ? sendAll(person) : "busy");
    return self.navigator.locks ? navigator.locks.request("dienhong-send", { ifAvailable: true }, act) : sendAll(person);
  }

  async function sendAll(person) {
    for (const row of await all("drafts")) {
      if (row.state === "sending" && Date.now() - row.at > PATIENCE) await put("drafts", { ...row, state: "waiting" });
    }
    let sent = 0;
    for (;;) {
      const chunk = await next(person);
      if (chunk.length === 0) break;
      const answer = await post(person, chunk);
      if (typeof answer === "string") return answer;
      let isBusy = false;
      for (const [i, { became, words, mistakes, rev }] of answer.items.entries()) {
        isBusy ||= became === "waiting";
        if (became === "recorded") {
          await drop("drafts", chunk[i].id);
          sent += 1;
        } else {
          await mark(chunk[i], became, { words, mistakes, rev });
        }
      }
      changed();
      if (isBusy) return "offline";
    }
    if (sent > 0) await setNote("sent:" + person, { at: Date.now(), count: sent });
    changed();
    return "done";
  }

  async function next(person) {
    const rows = (await all("drafts")).filter((r) => r.person === person && r.state === "waiting");
    const chunk = [];
    let bytes = 0;
    for (const row of rows.sort((a, b) => a.at - b.at)) {
      const size = row.data.byteLength + row.files.reduce((sum, f) => sum + f.size, 0);
      if (chunk.length === AT_ONCE || (chunk.length > 0 && bytes + size > BYTES_AT_ONCE)) break;
      bytes += size;
      chunk.push(await read(row));
    }
    return chunk;
  }

  async function post(person, chunk) {
    const form = new FormData();
    const drafts = chunk.map(({ id, at, content }) => ({
      id, at, register: content.register, contact: content.contact, day_checked: Boolean(content.dayChecked), fields: content.fields,
    }));
    form.append("drafts", JSON.stringify({ person, drafts }));
    chunk.forEach((row, i) => row.files.forEach(({ field, file }) => form.append(`${i}/${field}`, file, file.name)));
    let response;
    try {
      response = await fetch(SEND, { method: "POST", body: form, credentials: "same-origin" });
    } catch {
      return "offline";
    }
    if (response.status === 401) return "sign-in";
    if (response.status === 409) return "other-person";
    if (response.status >= 500) return "offline";
    if (!response.ok) return "refused";
    return response.json();
  }

  // ------------------------------------------------------------------------------------------------- pages and words

  async function keepPage(person, path, text) {
    await put("pages", { path, person, at: Date.now(), ...(await sealText(person, text)) });
  }

  async function page(path) {
    const row = await get("pages", path);
    return row ? { text: await unsealText(row.person, row), at: row.at, person: row.person } : null;
  }

  async function setWords(name, value) {
    const person = name.split(":")[0];
    await put("words", { name, person, at: value.at, ...(await sealText(person, JSON.stringify(value))) });
  }

  async function getWords(name) {
    const row = await get("words", name);
    try {
      return row ? JSON.parse(await unsealText(row.person, row)) : null;
    } catch {
      return null; // sealed with a key that was thrown away
    }
  }

  const names = async () => (await all("words")).map(({ name, at }) => ({ name, at }));

  /** Entries of a person that stand in a form only: words typed, never sent. */
  async function unsent(person) {
    const own = (await all("words")).filter((row) => row.person === person).sort((a, b) => a.at - b.at);
    const words = await Promise.all(own.map((row) => getWords(row.name)));
    return words.filter((kept) => kept?.entry && kept.isChanged).map(({ at, entry }) => ({ at, ...entry }));
  }
  const dropWords = (name) => drop("words", name);

  /** The book has an entry: its draft goes, and the words of its form wherever they are kept. */
  async function settle(person, id) {
    await remove(id);
    for (const { name } of (await all("words")).filter((row) => row.person === person)) {
      if ((await getWords(name))?.entry?.id === id) await dropWords(name);
    }
  }

  /** Somebody else reads now: pages kept for the one before are not theirs. */
  async function here(person, now) {
    if ((await note("person")) !== person) {
      for (const row of await all("pages")) if (row.person !== person) await drop("pages", row.path);
      await setNote("person", person);
    }
    await setNote("contact:" + person, now);
  }

  /** Forgets everything of a person, the key first. */
  async function forget(person) {
    if ((await note("person")) === person) await drop("notes", "person");
    await drop("keys", person);
    for (const store of ["drafts", "words", "pages"]) {
      for (const row of await all(store)) if (row.person === person) await drop(store, row[STORES[store]]);
    }
    for (const name of ["sent:", "contact:"]) await drop("notes", name + person);
    isLeft = true;
    channel?.postMessage("left");
    changed();
  }

  return {
    works, channel, note, keep, draft, list, count, remove, mark, reaches, send, keepPage, page, setWords, getWords, names,
    unsent, dropWords, settle, here, forget,
    all: () => all("drafts"),
    kept: () => all("pages"),
  };
})();
