// Keeps what is typed on this device, and little else. Every page works without this file.
// A form with data-keep="<person>:<form>" is kept (sealed where the browser can, in localStorage elsewhere) under that name until a page says
// data-kept-done="<person>:<form>" ("*" forgets everything). Passwords, hidden values and files are never kept.
(() => {
  "use strict";
  const PREFIX = "giu:";
  const MONTH = 30 * 24 * 3600 * 1000;

  const plain = {
    get(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* nothing was kept */ } },
    names() {
      try {
        const own = Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => k.slice(PREFIX.length));
        return own.map((name) => ({ name, at: plain.get(name)?.at ?? 0 }));
      } catch { return []; }
    },
  };
  // Sealed where the browser can seal.
  const store = Outbox.works ? {
    get: Outbox.getWords,
    set: (key, value) => Outbox.setWords(key, value).then(() => true, () => false),
    drop: Outbox.dropWords,
    names: Outbox.names,
  } : plain;

  const two = (n) => String(n).padStart(2, "0");
  const clock = (at) => { const d = new Date(at); return document.body.dataset.clock.replace("{h}", two(d.getHours())).replace("{m}", two(d.getMinutes())); };
  const isKept = (e) => e.name && !["password", "hidden", "file", "submit", "button"].includes(e.type);

  const read = (form) => [...form.elements].filter(isKept)
    .map((e) => [e.name, e.value, e.type === "radio" || e.type === "checkbox" ? e.checked : null])
    .map(([name, value, checked]) => (checked === null ? [name, value] : [name, value, checked]));

  const write = (form, words) => {
    const rest = [...form.elements].filter(isKept);
    for (const [name, value, checked] of words) {
      const at = rest.findIndex((e) => e.name === name && (checked === undefined || e.value === value));
      if (at < 0) continue;
      const [e] = rest.splice(at, 1);
      if (checked === undefined) e.value = value; else e.checked = checked;
    }
  };

  async function forget() {
    const done = document.body.dataset.keptDone;
    for (const { name, at } of await store.names()) {
      if (done === "*" || done === name || Date.now() - at > MONTH) await store.drop(name);
    }
    if (store !== plain) for (const { name } of plain.names()) plain.drop(name);
  }

  /** Keeps a form; answers the id of the entry whose words were brought back. */
  async function keep(form) {
    const key = form.dataset.keep;
    // Not form.id: a field of that name would stand in its place.
    const state = document.querySelector(`[data-save-state="${form.getAttribute("id")}"]`);
    const text = state && state.querySelector("span");
    const say = (what, at) => { if (text) text.textContent = state.dataset[what].replace("{n}", at ? clock(at) : ""); };
    // Another day is no other starting point: a new form proposes today.
    const start = () => JSON.stringify(read(form).filter(([name]) => !("new" in form.dataset) || name !== "q-ngay"));
    const base = start();
    const isBack = Boolean(document.querySelector(".error-summary"));
    const fresh = JSON.stringify(read(form));
    let leaving = false;
    addEventListener("pageshow", () => { leaving = false; });
    let unkept = false;
    let timer = 0;
    let first = base;
    const save = async () => {
      const at = Date.now();
      const isChanged = start() !== base || isBack;
      unkept = !(await store.set(key, { at, base: first, words: read(form), isChanged, entry: entryOf(form) }));
      say(unkept ? "failed" : "kept", at);
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
    form.addEventListener("submit", () => { clearTimeout(timer); save(); leaving = true; });
    addEventListener("beforeunload", (event) => {
      const hasFiles = [...form.elements].some((e) => e.type === "file" && e.files.length > 0);
      if (!leaving && (unkept || hasFiles)) event.preventDefault();
    });
    await forgotten;
    const kept = await store.get(key);
    if (kept && isBack) first = kept.base;

    // A form that came back with mistakes carries the words itself. Words kept over another starting point are older
    // than what the server knows now.
    if (kept && !isBack && !isResumed && kept.base === base && JSON.stringify(kept.words) !== fresh && start() === base) {
      write(form, kept.words);
      form.dispatchEvent(new Event("filled"));
      say("restored", kept.at);
      offerToDrop(state, () => { form.reset(); say("ready"); store.drop(key); form.dispatchEvent(new Event("dropped")); });
      return kept.entry?.id;
    } else if (text && !("saved" in text.dataset) && start() === base) {
      say("ready");
    }
  }

  /** Which entry a form is for, where it is one: the words and what was sent of them stay one entry. */
  function entryOf(form) {
    const { outbox, title } = form.dataset;
    const id = [...form.elements].find((e) => e.name === "id")?.value;
    return outbox && id ? { id, title, action: form.getAttribute("action") } : undefined;
  }

  function offerToDrop(state, drop) {
    if (!state) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--s";
    button.textContent = state.dataset.drop;
    button.addEventListener("click", () => { drop(); button.remove(); });
    state.after(button);
  }

  // The place to add photos says how many were chosen.
  function count(label) {
    const input = label.parentElement.querySelector("input[type=file]");
    const before = [...label.childNodes];
    if (input) input.addEventListener("change", () => {
      if (input.files.length) label.textContent = label.dataset.chosen.replace("{n}", input.files.length);
      else label.replaceChildren(...before);
    });
  }

  // The act on ticked rows says how many are ticked.
  function tally(place) {
    const ticks = () => document.querySelectorAll(`input[type=checkbox][form="${place.dataset.ticked}"]:checked`).length;
    const say = () => (place.textContent = ticks() ? `(${ticks()})` : "");
    document.addEventListener("change", say);
    say();
  }

  // A draft taken up from the waiting list brings its own words.
  const isResumed = new URLSearchParams(location.search).has("cho");
  const forgotten = forget();
  // For the script that sends: what is brought back into a form is the entry that it was.
  self.KeptForms = new Map([...document.querySelectorAll("form[data-keep]")].map((form) => [form, keep(form)]));
  document.querySelectorAll("[data-chosen]").forEach(count);
  document.querySelectorAll("[data-ticked]").forEach(tally);
  document.querySelectorAll("[data-focus]").forEach((e) => e.focus());
})();
