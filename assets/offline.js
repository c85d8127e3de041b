// Lets people write where there is no network: what a form says goes into the outbox of this device first and leaves it
// only when the book has it. Every page works without this file, as long as there is a network.
(() => {
  "use strict";
  const { body, documentElement: root } = document;
  const person = body.dataset.person;
  const keptAt = Number(root.dataset.keptAt ?? 0);
  const asked = new URLSearchParams(location.search);
  const find = (selector, from = document) => from.querySelector(selector);
  const findAll = (selector, from = document) => [...from.querySelectorAll(selector)];
  const show = (element, is = true) => { if (element) element.hidden = !is; };
  const pad = (n) => String(n).padStart(2, "0");
  const date = (d) => `${pad(d.getDate())}/${pad(d.getMonth() + 1)}/${d.getFullYear()}`;
  const clock = (d) => body.dataset.clock.replace("{h}", pad(d.getHours())).replace("{m}", pad(d.getMinutes()));
  const moment = (at) => { const d = new Date(at); return body.dataset.moment.replace("{c}", clock(d)).replace("{d}", date(d)); };

  if (!Outbox.works) return;
  show(find("[data-outbox-none]"), false);

  // ------------------------------------------------------------------------------------------------- what was typed

  /** A new id (UUID version 7): a form kept on the device may be filled in many times. */
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    new DataView(bytes.buffer).setUint16(0, Math.floor(Date.now() / 2 ** 32));
    new DataView(bytes.buffer).setUint32(2, Date.now() % 2 ** 32);
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  const isField = (e) => e.name && !["submit", "button"].includes(e.type);
  const fieldsOf = (form) => [...form.elements].filter(isField);
  const idOf = (form) => fieldsOf(form).find((e) => e.name === "id");

  function fill(form, fields) {
    const rest = fieldsOf(form).filter((e) => e.type !== "file");
    for (const e of rest) if (e.type === "checkbox" || e.type === "radio") e.checked = false;
    for (const [name, value] of fields) {
      const at = rest.findIndex((e) => e.name === name && (e.type !== "radio" && e.type !== "checkbox" || e.value === value));
      if (at < 0) continue;
      const [e] = rest.splice(at, 1);
      if (e.type === "radio" || e.type === "checkbox") e.checked = true; else e.value = value;
    }
  }

  function attach(form, files) {
    const byField = new Map();
    for (const { field, file } of files) byField.set(field, [...(byField.get(field) ?? []), file]);
    for (const [field, list] of byField) {
      const input = fieldsOf(form).find((e) => e.type === "file" && e.name === field);
      if (!input || input.files.length > 0) continue;
      const transfer = new DataTransfer();
      list.forEach((file) => transfer.items.add(file));
      input.files = transfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /** Questions with their answers as somebody reads them, for the list and for taking them elsewhere. */
  function lines(form) {
    const said = [];
    for (const box of findAll(".field", form)) {
      const label = find(".field__label, legend", box);
      const input = find(".input[name]", box);
      const chosen = findAll("input:checked", box).map((e) => e.parentElement.querySelector("span").textContent.trim());
      const option = input?.tagName === "SELECT" ? input.selectedOptions[0]?.textContent : input?.type === "file" ? "" : input?.value;
      const words = [option, ...chosen].filter((word) => word && word.trim()).join(", ");
      const name = label && [...label.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.textContent.trim()).join(" ");
      if (name && words) said.push([name, words]);
    }
    return said;
  }

  async function draftOf(form, submitter, state) {
    const data = new FormData(form, submitter ?? undefined);
    const fields = [...data].filter(([, value]) => typeof value === "string");
    const there = await Outbox.draft(person, data.get("id"));
    const read = lines(form);
    const files = [...data].filter(([, value]) => value instanceof File && (value.size > 0 || value.name)).map(([field, file]) => ({ field, file }));
    return {
      id: data.get("id"), person, state, files,
      content: {
        fields, action: form.getAttribute("action"), register: form.dataset.outbox, title: form.dataset.title, lines: read.length > 0 ? read : there?.content.lines ?? [],
        contact: Number((await Outbox.note("contact:" + person)) ?? 0), dayChecked: form.dataset.dayChecked === "true",
      },
    };
  }

  // ------------------------------------------------------------------------------------------------------ one form

  function guard(form) {
    const id = idOf(form);
    const ready = prepare(form, id)
      .catch(() => { /* the page works without what the device has */ })
      .then(() => { form.dispatchEvent(new Event("filled")); });
    form.addEventListener("dropped", () => startAnew(form, id));
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sending) return;
      event.preventDefault();
      const { submitter } = event;
      await ready;
      // While the event is still on its way no form can be sent again.
      await new Promise((resolve) => { setTimeout(resolve); });
      // Going back to one's own words sends nothing.
      const isSent = submitter?.value !== "edit";
      const isKept = isSent && (await tryToKeep(form, submitter, "sending"));
      if (!isSent || (await Outbox.reaches())) {
        form.dataset.sending = "true";
        form.requestSubmit(submitter);
        delete form.dataset.sending;
      } else if (isKept && (await tryToKeep(form, submitter, "waiting"))) {
        await Outbox.dropWords(form.dataset.keep).catch(() => { /* they are found again with the entry */ });
        askForSync();
        await showThatItWaits(id.value);
      } else {
        say("unsent");
      }
    });
  }

  /** The list of what waits says it; where the browser took the kept pages away, this page does, and goes on once it is sent. */
  async function showThatItWaits(id) {
    if (await Outbox.page("/cho-gui").catch(() => null)) {
      location.assign("/cho-gui?xong=" + encodeURIComponent(id));
      return;
    }
    say("waits");
    addEventListener("outbox", async () => {
      if (!(await Outbox.draft(person, id))) location.assign(`/muc/${id}`);
    });
    setInterval(send, 30_000);
  }

  /** The words brought back were dropped: so is what was refused of them, and what is typed now is another entry. */
  async function startAnew(form, id) {
    const before = id.value;
    id.value = newId();
    for (const e of fieldsOf(form)) if (e.type === "file") e.dispatchEvent(new Event("change", { bubbles: true }));
    if ((await Outbox.draft(person, before))?.state === "editing") await Outbox.remove(before);
  }

  /** Fills a form with what the device has for it. */
  async function prepare(form, id) {
    const { came } = form.dataset;
    const resumed = asked.get("cho") ? await Outbox.draft(person, asked.get("cho")) : null;
    if (resumed) {
      fill(form, resumed.content.fields);
      id.value = resumed.id;
      attach(form, resumed.files);
      form.dataset.dayChecked = String(resumed.state === "clock" || Boolean(resumed.content.dayChecked));
    } else if (came) {
      // The answer to what was just sent: the words stand in the page, the files only here.
      const sent = await Outbox.draft(person, id.value);
      if (!sent) return;
      attach(form, sent.files);
      const words = find(".notice--over p:last-child")?.textContent;
      const mistakes = findAll(".error-summary li").map((e) => e.textContent.trim());
      // Refused while the book was reached: a draft of this form, not something that waits.
      if (came === "fix" || came === "refused") await Outbox.mark(sent, "editing", came === "fix" ? { mistakes } : { words });
    } else if ("new" in form.dataset) {
      id.value = newId();
      if (keptAt) toToday(form);
      // Words brought back are the entry that they were when they were sent or refused.
      id.value = (await KeptForms.get(form)) ?? id.value;
      attach(form, (await Outbox.draft(person, id.value))?.files ?? []);
    }
  }

  /** Puts a form into the outbox; false where the device has no room. */
  async function tryToKeep(form, submitter, state) {
    try {
      await Outbox.keep(await draftOf(form, submitter, state));
      return true;
    } catch {
      return false;
    }
  }

  /** A form kept for days must not propose the day on which it was kept. */
  function toToday(form) {
    const day = fieldsOf(form).find((e) => e.name === "q-ngay");
    if (!day || day.value !== day.defaultValue) return;
    const now = new Date();
    const month = `${now.getMonth() + 1}/${now.getFullYear()}`;
    day.value = day.defaultValue.split("/").length === 2 ? month : date(now);
  }

  function say(what) {
    const state = find("[data-save-state]");
    const text = state && find("span", state);
    if (text) text.textContent = state.dataset[what].replace("{n}", "");
  }

  async function askForSync() {
    try {
      const registration = await navigator.serviceWorker.ready;
      if (registration.sync) await registration.sync.register("send");
    } catch { /* the next page that is opened sends */ }
  }

  // ------------------------------------------------------------------------------------------------- the whole device

  async function tell() {
    const badge = find("[data-waiting]");
    if (!badge) return;
    const count = await Outbox.count(person).catch(() => 0);
    find("span", badge).textContent = badge.dataset.waiting.replace("{n}", count);
    show(badge, count > 0 && !find("[data-outbox-list]"));
  }

  async function send() {
    const how = await Outbox.send(person).catch(() => "unreadable");
    await tell();
    return how;
  }

  async function start() {
    if (!person) return;
    const mayFail = (promise) => promise.catch(() => { /* the browser gives no storage: forms say so when they are sent */ });
    if (!keptAt) await mayFail(Outbox.here(person, Number(body.dataset.now)));
    if (keptAt) {
      const notice = find("[data-kept-notice]");
      if (notice) {
        const text = find("p", notice);
        text.textContent = ("keptOther" in root.dataset ? notice.dataset.other : notice.dataset.words).replace("{n}", moment(keptAt));
        show(notice);
      }
    }
    if (body.dataset.sent) await mayFail(Outbox.settle(person, body.dataset.sent));
    for (const link of findAll("[data-drop-draft]")) {
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        await Outbox.remove(link.dataset.dropDraft);
        location.assign(link.href);
      });
    }
    findAll("form[data-outbox]").forEach(guard);
    findAll('form[action="/ra"]').forEach(guardLeaving);
    waitingList();
    tell();
    Outbox.channel?.addEventListener("message", tell);
    addEventListener("outbox", tell);
    addEventListener("online", send);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
    if (navigator.serviceWorker) {
      const registration = await navigator.serviceWorker.register("/sw.js").catch(() => null);
      const paths = body.dataset.pages;
      if (registration && paths && !keptAt) {
        const { active } = await navigator.serviceWorker.ready;
        active.postMessage({ keep: paths.split(" "), person });
      }
    }
    if (!keptAt) send();
  }

  /** Signing out takes everything of this person off the device; what waits is asked about first. */
  function guardLeaving(form) {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sending) return;
      event.preventDefault();
      await send();
      const isSure = form.closest("[data-outbox-leave]") !== null;
      if (!isSure && (await holdsSomething())) {
        location.assign("/cho-gui?ra=1");
        return;
      }
      await leave(form);
    });
  }

  /** Whether the device holds anything of this person that the book does not have. */
  async function holdsSomething() {
    try {
      return (await Outbox.list(person)).own.length > 0 || (await Outbox.unsent(person)).length > 0;
    } catch {
      return false; // what cannot be read can neither be sent nor shown
    }
  }

  async function leave(form) {
    await Outbox.forget(person).catch(() => { /* there is no storage to clear */ });
    form.dataset.sending = "true";
    form.requestSubmit();
  }

  // ------------------------------------------------------------------------------------------------- the waiting list

  function waitingList() {
    const list = find("[data-outbox-list]");
    if (!list) return;
    const words = list.dataset;
    const model = find("template", list.parentElement);
    const said = find("[data-outbox-said]");
    const sendAll = find("[data-outbox-send]");

    let drawn = 0;
    async function draw() {
      // Of two readings that overlap only the later one is shown.
      const turn = (drawn += 1);
      const there = await held().catch(() => null);
      if (turn !== drawn) return;
      show(find("[data-outbox-unreadable]"), !there);
      if (!there) return;
      const { own, others, last, unsent } = there;
      const rows = [...own.map(row), ...unsent.map(written)];
      list.replaceChildren(...rows);
      show(find("[data-outbox-empty]"), rows.length === 0);
      show(sendAll, own.some((d) => d.state === "waiting"));
      const other = find("[data-outbox-others]");
      if (others) find("p", other).textContent = other.dataset.outboxOthers.replace("{n}", others);
      show(other, others > 0);
      const lastText = find("[data-outbox-last]");
      if (last) lastText.textContent = lastText.dataset.outboxLast.replace("{n}", last.count).replace("{at}", moment(last.at));
      show(lastText, Boolean(last));
      show(find("[data-outbox-leave]"), asked.has("ra") && rows.length > 0);
      show(find("[data-outbox-kept]"), asked.has("xong") && own.some((d) => d.id === asked.get("xong") && d.state === "waiting"));
    }

    /** What the device holds: drafts, and entries whose words stand in a form only. */
    async function held() {
      const { own, others } = await Outbox.list(person);
      const unsent = (await Outbox.unsent(person)).filter(({ id }) => !own.some((draft) => draft.id === id));
      return { own, others, unsent, last: await Outbox.note("sent:" + person) };
    }

    /** An entry that was typed and never sent: it can be gone on with in its form. */
    function written({ at, title, action }) {
      const item = row({ id: "", state: "typed", at, fileCount: 0, content: { title, action, lines: [] } });
      const part = (name) => find(`[data-part="${name}"]`, item);
      part("edit").href = action;
      show(part("save"), false);
      show(part("drop"), false);
      return item;
    }

    function row(draft) {
      const item = model.content.firstElementChild.cloneNode(true);
      const part = (name) => find(`[data-part="${name}"]`, item);
      const { content, state, id } = draft;
      item.dataset.state = state;
      item.dataset.id = id;
      part("title").textContent = content.title;
      part("lines").replaceChildren(...content.lines.slice(0, 5).map(([name, value]) => {
        const line = document.createElement("li");
        line.textContent = `${name}: ${value}`;
        return line;
      }));
      const photos = draft.fileCount > 0 ? ` · ${words.files.replace("{n}", draft.fileCount)}` : "";
      part("at").textContent = words.at.replace("{n}", moment(draft.at)) + photos;
      for (const tag of findAll("[data-tag]", item)) show(tag, tag.dataset.tag.split(" ").includes(state));
      const why = [content.said?.words, ...(content.said?.mistakes ?? [])].filter((word) => word && state !== "waiting");
      part("why").replaceChildren(...why.map((word) => {
        const line = document.createElement("p");
        line.textContent = word;
        return line;
      }));
      const edit = part("edit");
      edit.href = `${content.action}?cho=${id}`;
      show(edit, state !== "sending" && state !== "refused" && state !== "conflict");
      show(part("both"), state === "conflict");
      part("both").addEventListener("click", () => compare(draft));
      show(part("renew"), state === "taken");
      part("renew").addEventListener("click", () => renew(draft));
      part("save").addEventListener("click", () => download(draft));
      part("drop").addEventListener("click", async () => {
        if (confirm(words.sure)) await Outbox.remove(id);
        draw();
      });
      return item;
    }

    /** Brings both sides onto one page: the book's own answer to sending over a newer revision. */
    async function compare(draft) {
      const { content, files } = await Outbox.draft(person, draft.id);
      const form = document.createElement("form");
      form.method = "post";
      form.enctype = "multipart/form-data";
      form.action = `/muc/${draft.id}/sua`;
      const fields = content.fields.filter(([name]) => name !== "seen");
      for (const [name, value] of [...fields, ["seen", content.fields.find(([name]) => name === "seen")?.[1] || "0"]]) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = value;
        form.append(input);
      }
      for (const field of new Set(files.map((f) => f.field))) {
        const input = document.createElement("input");
        input.type = "file";
        input.name = field;
        input.multiple = true;
        input.hidden = true;
        form.append(input);
      }
      document.body.append(form);
      attach(form, files);
      form.submit();
    }

    /** The id belongs to something else: the same words under a new one. */
    async function renew(draft) {
      const { content, files } = await Outbox.draft(person, draft.id);
      const id = newId();
      const fields = content.fields.map(([name, value]) => [name, name === "id" ? id : value]);
      await Outbox.keep({ id, person, state: "waiting", content: { ...content, fields, said: undefined }, files });
      await Outbox.remove(draft.id);
      await sendAndSay();
    }

    async function download(draft) {
      const { content, files } = await Outbox.draft(person, draft.id);
      const text = [content.title, ...content.lines.map(([name, value]) => `${name}: ${value}`), ""].join("\r\n");
      give(new Blob(["\uFEFF", text], { type: "text/plain;charset=utf-8" }), `${content.title}.txt`);
      for (const { file } of files) give(file, file.name);
    }

    function give(blob, name) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    }

    async function sendAndSay() {
      sendAll.disabled = true;
      said.textContent = words.sending;
      const how = await send();
      said.textContent = { offline: words.offline, "sign-in": words.signIn, "other-person": words.otherPerson, refused: words.refused, unreadable: words.unreadable }[how] ?? "";
      show(find("[data-outbox-sign-in]"), how === "sign-in" || how === "other-person");
      sendAll.disabled = false;
      await draw();
    }

    sendAll.addEventListener("click", sendAndSay);
    Outbox.channel?.addEventListener("message", draw);
    addEventListener("outbox", draw);
    addEventListener("online", sendAndSay);
    setInterval(() => { if (!document.hidden && find('[data-state="waiting"]', list)) sendAndSay(); }, 30_000);
    draw().then(() => { if (find('[data-state="waiting"]', list)) sendAndSay(); });
  }

  start();
})();
