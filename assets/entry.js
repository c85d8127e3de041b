// The form of a register, made quicker: days by a button or a few letters, long lists folded and searched, answers as last time, and
// what will be recorded said beside what was typed. The form works without this file.
(() => {
  "use strict";
  const form = document.querySelector("form.entry-form");
  if (!form) return;
  const find = (selector, from = form) => from.querySelector(selector);
  const findAll = (selector, from = form) => [...from.querySelectorAll(selector)];
  const show = (element, is = true) => { if (element) element.hidden = !is; };
  /** Without marks and in small letters, as the book compares words. */
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  const typed = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));

  // ----------------------------------------------------------------------------------------------------------- days

  const two = (number) => String(number).padStart(2, "0");
  const write = ({ year, month, day }) => (day ? `${two(day)}/${two(month)}/${year}` : `${month}/${year}`);
  const number = ({ year, month, day }) => year * 10_000 + month * 100 + day;
  const exists = ({ year, month, day }) => {
    const date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  };

  /** The day in Vietnam, so many days before this one. */
  function dayBefore(days) {
    const date = new Date(Date.now() + 7 * 3_600_000 - days * 86_400_000);
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  }

  const WORDS = { "hom nay": 0, "hom qua": 1, "hom kia": 2, today: 0, yesterday: 1 };

  /** The day that is meant by a word or without a year, as `Day::parse_on` reads it; nothing for any other text. */
  function meant(text) {
    const words = fold(text);
    if (words in WORDS) return dayBefore(WORDS[words]);
    const found = /^(\d{1,2})[/\-.\s]+(\d{1,2})$/.exec(text.trim()) ?? /^(?:ngay )?(\d{1,2}) thang (\d{1,2})$/.exec(words) ?? /^ngay (\d{1,2})[/\-. ]+(\d{1,2})$/.exec(words);
    if (!found) return null;
    const today = dayBefore(0);
    const years = [today.year, today.year - 1].map((year) => ({ year, month: Number(found[2]), day: Number(found[1]) }));
    return years.find((of) => exists(of) && number(of) <= number(today)) ?? null;
  }

  const MONTHS = { "thang nay": 0, "thang qua": 1, "thang roi": 1, "thang truoc": 1, "this month": 0, "last month": 1 };

  /** The month in Vietnam, so many months before this one. */
  function monthBefore(months) {
    const today = dayBefore(0);
    const date = new Date(Date.UTC(today.year, today.month - 1 - months, 1));
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
  }

  /** The month that is meant by a word or without a year, as `Day::parse_month_on` reads it; nothing for any other text. */
  function meantMonth(text) {
    const words = fold(text);
    if (words in MONTHS) return monthBefore(MONTHS[words]);
    const month = Number(/^(?:thang|thg|th|t)? ?(\d{1,2})$/.exec(words)?.[1]);
    if (!(month >= 1 && month <= 12)) return null;
    const today = dayBefore(0);
    return { year: today.year - (month > today.month ? 1 : 0), month };
  }

  function askDay(box) {
    const input = find(".input", box);
    const said = find("[data-understood]", box);
    const isMonth = box.dataset.day === "month";
    const meantHere = () => (isMonth ? meantMonth : meant)(input.value);
    let isSettling = false;
    const say = () => {
      // What was said stays: words that vanish would move what a finger is about to touch.
      if (isSettling) return;
      const of = meantHere();
      said.textContent = of ? said.dataset.understood.replace("{n}", write(of)) : "";
    };
    // What is sent names its year: a form may wait on the device until another day.
    const settle = () => {
      const of = meantHere();
      if (!of) return;
      input.value = write(of);
      isSettling = true;
      typed(input);
      isSettling = false;
    };
    for (const button of findAll("[data-days-ago]", box)) {
      show(button);
      button.addEventListener("click", () => {
        const ago = Number(button.dataset.daysAgo);
        input.value = write(isMonth ? monthBefore(ago) : dayBefore(ago));
        typed(input);
      });
    }
    input.addEventListener("input", say);
    input.addEventListener("change", settle);
    form.addEventListener("submit", settle);
    return say;
  }

  // -------------------------------------------------------------------------------------------------------- numbers

  // The usual words only: of others the book says what they mean once the form is sent.
  const BOUNDS = {
    about: ["khoang", "chung", "khoang chung", "gan", "uoc", "about", "around", "~"],
    atLeast: ["hon", "tren", "it nhat", "toi thieu", "more than", "over", "at least", ">"],
    atMost: ["khong qua", "duoi", "toi da", "nhieu nhat", "at most", "under", "<"],
  };
  const MARKED = { about: ["độ", "tầm"] };
  const CHOSEN = { exact: "exact", about: "about", "at-least": "atLeast", "at-most": "atMost" };

  /** The bound that the words before a number say; nothing for words that are not known here. */
  function boundOf(words) {
    if (!words) return "exact";
    if (MARKED.about.includes(words.normalize("NFC").toLowerCase())) return "about";
    const folded = fold(words);
    return Object.keys(BOUNDS).find((bound) => BOUNDS[bound].includes(folded));
  }

  function askNumber(box) {
    const input = find(".input", box);
    const said = find("[data-understood]", box);
    const ofUnit = find("[data-unit]", box);
    const unit = ofUnit?.textContent ?? "";
    const one = ofUnit?.dataset.one ?? unit;
    const bounds = find("[data-bound]", box);
    // "lượt người": people write the times or the thing alone.
    const parts = unit.split(" ");
    const own = [unit, one, ...(parts[0] === "lượt" && parts.length > 1 ? [parts[0], parts.slice(1).join(" ")] : [])].map(fold);
    const say = () => {
      const chosen = CHOSEN[find("input:checked", bounds ?? box)?.value ?? "exact"];
      const found = /^(\D*?)\s*(\d{1,3}(?:\.\d{3})+|\d+)\s*(\D*)$/.exec(input.value.trim());
      const bound = found && boundOf(found[1]);
      const isOwn = found && (!found[3] || own.includes(fold(found[3])));
      const isTold = found && (found[1] || found[3] || chosen !== "exact");
      const isOne = bound === "exact" || chosen === "exact" || bound === chosen;
      if (!isTold || !bound || !isOwn || !isOne || (bound !== "exact" && !bounds)) {
        said.textContent = "";
        return;
      }
      const word = bounds?.dataset[bound === "exact" ? chosen : bound] ?? "";
      const count = Number(found[2].replaceAll(".", ""));
      const amount = count.toLocaleString(document.documentElement.lang === "en" ? "en" : "vi");
      said.textContent = said.dataset.understood.replace("{n}", [word, amount, count === 1 ? one : unit].filter(Boolean).join(" "));
    };
    box.addEventListener("input", say);
    box.addEventListener("change", say);
    return () => {
      if (bounds && !["exact", undefined].includes(find("input:checked", bounds)?.value)) bounds.open = true;
      if (input.value !== input.defaultValue) say();
    };
  }

  // ---------------------------------------------------------------------------------------------------------- lists

  // So many items of a long list are shown before it is opened, and from so many on it can be searched.
  const SHOWN = 3;
  const SEARCHED = 10;

  function foldList(box) {
    const items = findAll(".choice", box);
    const words = items.map((item) => fold(item.textContent));
    const last = new Set(lastAnswers[box.dataset.chips] ?? []);
    const isLast = (item) => last.has(find("input", item).value);
    // The first item is where a mistake leads to, and what was answered last time comes before what stands behind it.
    const inOrder = [...new Set([items[0], ...items.filter(isLast), ...items])];
    const likely = new Set(inOrder.slice(0, Math.max(SHOWN, last.size + 1)));
    let isOpen = false;

    const bar = document.createElement("div");
    bar.className = "chips-bar";
    const search = document.createElement("input");
    search.type = "search";
    search.className = "input";
    search.autocomplete = "off";
    search.placeholder = box.dataset.search;
    search.setAttribute("aria-label", box.dataset.search);
    if (items.length > SEARCHED) bar.append(search);
    const more = document.createElement("button");
    more.type = "button";
    more.className = "button button--secondary button--s";
    bar.append(more);
    const none = document.createElement("p");
    none.className = "field__hint";
    none.setAttribute("role", "status");
    const list = find(".choices", box);
    list.before(bar);
    list.after(none);

    const draw = () => {
      const sought = fold(search.value);
      let shown = 0;
      items.forEach((item, at) => {
        const isChosen = find("input", item).checked;
        const isSought = sought ? words[at].includes(sought) : isOpen || likely.has(item);
        show(item, isChosen || isSought);
        if (sought ? isSought : !item.hidden) shown += 1;
      });
      none.textContent = shown === 0 ? box.dataset.none : "";
      const hidden = items.filter((item) => item.hidden).length;
      more.textContent = box.dataset.more.replace("{n}", hidden);
      show(more, hidden > 0 && !sought);
    };
    search.addEventListener("input", (event) => { event.stopPropagation(); draw(); });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    more.addEventListener("click", () => {
      const next = items.find((item) => item.hidden);
      isOpen = true;
      draw();
      find("input", next ?? items[0]).focus({ preventScroll: true });
    });
    box.addEventListener("change", draw);
    return draw;
  }

  // ------------------------------------------------------------------------------------------------------ last time

  const asLast = find("[data-last]");
  const lastAnswers = asLast ? JSON.parse(asLast.dataset.last) : {};

  /** Fills what is often the same; what was written already stays. */
  function fillAsLast(event) {
    event.preventDefault();
    for (const e of form.elements) {
      const answers = lastAnswers[e.name];
      if (!answers) continue;
      if (e.type === "radio" || e.type === "checkbox") e.checked = answers.includes(e.value);
      else if (e.tagName === "SELECT") { if ([...e.options].some((option) => option.value === answers[0])) [e.value] = answers; }
      else if (!e.value) [e.value] = answers;
    }
    typed(form);
    refresh();
  }
  asLast?.addEventListener("click", fillAsLast);

  // ------------------------------------------------------------------------------------------------- what is folded

  const more = find("details[data-more]");
  const isAnswered = (e) => e.name && (e.type === "checkbox" || e.type === "radio" ? e.checked && e.value !== "exact" : e.type === "file" ? e.files.length > 0 : Boolean(e.value));

  /** What is answered under the fold is seen. */
  function unfold() {
    if (more && findAll("input, select, textarea", more).some(isAnswered)) more.open = true;
  }

  const parts = [
    ...findAll("[data-day]").map(askDay),
    ...findAll("[data-number]").map(askNumber),
    ...findAll("[data-chips]").map(foldList),
    unfold,
  ];
  const refresh = () => parts.forEach((draw) => draw());
  // What the device kept comes back by script, and so does what it dropped.
  form.addEventListener("filled", refresh);
  form.addEventListener("dropped", refresh);
  refresh();
})();
