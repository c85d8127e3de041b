// Words of a report with locked numbers: a box in which numbers are pieces that can be moved or dropped, never typed over.
// Without this script the same words stand in a text box with [[name = number]] in them; the form sends that text either way.
(() => {
  const MARK = /\[\[([a-z0-9:.-]+)(?:\s*=\s*([^\]]*))?\]\]/g;

  const piece = (name, text) => {
    const chip = document.createElement('span');
    chip.className = 'number';
    chip.contentEditable = 'false';
    chip.draggable = true;
    chip.dataset.name = name;
    chip.textContent = text || name;
    return chip;
  };

  const fill = (box, text) => {
    box.replaceChildren();
    let at = 0;
    for (const found of text.matchAll(MARK)) {
      box.append(text.slice(at, found.index), piece(found[1], found[2]?.trim()));
      at = found.index + found[0].length;
    }
    box.append(text.slice(at));
  };

  const read = (node) => {
    let text = '';
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) text += child.data;
      else if (child.dataset?.name) text += `[[${child.dataset.name} = ${child.textContent}]]`;
      else if (child.nodeName === 'BR') text += '\n';
      else text += `\n${read(child)}\n`;
    }
    return text;
  };

  const insert = (box, node) => {
    const chosen = getSelection();
    if (chosen.rangeCount && box.contains(chosen.anchorNode)) {
      const range = chosen.getRangeAt(0);
      range.deleteContents();
      range.insertNode(node);
      range.setStartAfter(node);
      range.collapse(true);
      chosen.removeAllRanges();
      chosen.addRange(range);
    } else box.append(node);
    box.dispatchEvent(new Event('input'));
  };

  const known = () => [...document.querySelectorAll('[data-report-numbers] li')].map((li) => [
    li.querySelector('code').textContent.slice(2, -2),
    li.querySelector('span').textContent,
  ]);

  for (const form of document.querySelectorAll('[data-report-words]')) {
    const area = form.querySelector('textarea');
    const label = form.querySelector('label');
    const box = document.createElement('div');
    box.className = 'input words-box';
    box.dataset.wordsBox = '';
    box.contentEditable = 'true';
    box.spellcheck = true;
    box.lang = 'vi';
    box.setAttribute('role', 'textbox');
    box.setAttribute('aria-multiline', 'true');
    box.setAttribute('aria-label', label.textContent.trim());
    fill(box, area.value);
    let moved = null;
    box.addEventListener('input', () => { area.value = read(box); });
    area.addEventListener('words-set', () => fill(box, area.value));
    // What comes from elsewhere is text: no tables, no fonts.
    box.addEventListener('paste', (event) => {
      event.preventDefault();
      const text = event.clipboardData.getData('text/plain').replace(/[^\S\n]+/g, ' ').replace(/ *\n\s*/g, '\n');
      const part = document.createElement('div');
      fill(part, text);
      for (const node of [...part.childNodes]) insert(box, node);
    });
    box.addEventListener('copy', (event) => {
      const part = document.createElement('div');
      part.append(getSelection().getRangeAt(0).cloneContents());
      event.clipboardData.setData('text/plain', read(part));
      event.preventDefault();
    });
    // A line is a paragraph: those behind the first become paragraphs of their own when it is saved.
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      document.execCommand('insertLineBreak');
    });
    box.addEventListener('dragstart', (event) => { moved = event.target.closest?.('.number'); });
    box.addEventListener('drop', (event) => {
      if (!moved) return;
      event.preventDefault();
      const place = document.caretPositionFromPoint?.(event.clientX, event.clientY);
      const range = place
        ? (() => { const r = document.createRange(); r.setStart(place.offsetNode, place.offset); return r; })()
        : document.caretRangeFromPoint(event.clientX, event.clientY);
      if (range && box.contains(range.startContainer)) range.insertNode(moved);
      moved = null;
      box.dispatchEvent(new Event('input'));
    });
    area.hidden = true;
    area.after(box);
    const choose = document.createElement('select');
    choose.className = 'input';
    choose.dataset.insertNumber = '';
    const title = document.querySelector('[data-report-numbers] summary').textContent.trim();
    choose.setAttribute('aria-label', title);
    choose.append(new Option(title, ''));
    for (const [name, text] of known()) choose.append(new Option(`${text} — ${name}`, name));
    choose.addEventListener('change', () => {
      const found = known().find(([name]) => name === choose.value);
      if (found) insert(box, piece(...found));
      choose.value = '';
    });
    box.after(choose);
    box.focus();
  }
})();
