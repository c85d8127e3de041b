// A grid of cells: arrow keys and Enter move, a block copied from a spreadsheet is pasted over the cells from the focused one on.
(() => {
  "use strict";
  for (const grid of document.querySelectorAll("[data-grid]")) {
    const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input:not([type=hidden])")]);
    const placeOf = (cell) => {
      const row = rows.findIndex((cells) => cells.includes(cell));
      return [row, row < 0 ? -1 : rows[row].indexOf(cell)];
    };
    const go = (row, column) => {
      const cell = rows[row]?.[column];
      if (!cell) return false;
      cell.focus();
      cell.select();
      return true;
    };

    grid.addEventListener("keydown", (event) => {
      const [row, column] = placeOf(event.target);
      if (row < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
      const { selectionStart: start, selectionEnd: end, value } = event.target;
      const isWhole = start === 0 && end === value.length;
      const moves = {
        ArrowUp: () => go(row - 1, column),
        ArrowDown: () => go(row + 1, column),
        Enter: () => go(row + (event.shiftKey ? -1 : 1), column),
        ArrowLeft: () => (isWhole || end === 0) && go(row, column - 1),
        ArrowRight: () => (isWhole || start === value.length) && go(row, column + 1),
      };
      // Enter in the last row sends the form, as in any form.
      if (moves[event.key]?.()) event.preventDefault();
    });

    grid.addEventListener("paste", (event) => {
      const [row, column] = placeOf(event.target);
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      if (row < 0 || (lines.length === 1 && lines[0].length === 1)) return;
      event.preventDefault();
      lines.forEach((line, down) => line.forEach((value, right) => {
        const cell = rows[row + down]?.[column + right];
        if (!cell) return;
        cell.value = value.trim();
        cell.dispatchEvent(new Event("input", { bubbles: true }));
      }));
      go(Math.min(row + lines.length, rows.length) - 1, column);
    });
  }
})();
