#!/usr/bin/env python3
"""Reads a Word file and a workbook back with other people's libraries (python-docx, openpyxl), for the tests.

Usage: read-papers.py FILE.docx FILE.xlsx. Prints JSON: what the bookmarks of numbers hold in order, all words, page and font of the
Word file, and the rows of the workbook's first sheet.
"""
import json
import sys

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook


def bookmarks(body):
    """Texts of the bookmarks that the program makes, in the order of the document."""
    found, open_ones = [], {}
    for node in body.iter():
        if node.tag == qn("w:bookmarkStart") and node.get(qn("w:name"), "").startswith("so_"):
            open_ones[node.get(qn("w:id"))] = len(found)
            found.append([node.get(qn("w:name")), ""])
        elif node.tag == qn("w:bookmarkEnd"):
            open_ones.pop(node.get(qn("w:id")), None)
        elif node.tag == qn("w:t"):
            for at in open_ones.values():
                found[at][1] += node.text or ""
    return found


def main():
    document = Document(sys.argv[1])
    section = document.sections[0]
    body = document.element.body
    words = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]
    sheet = load_workbook(sys.argv[2], data_only=True).worksheets[0]
    print(json.dumps({
        "bookmarks": bookmarks(body),
        "words": "\n".join(words),
        "page_mm": [round(section.page_width.mm, 1), round(section.page_height.mm, 1)],
        "margins_mm": [round(m.mm, 1) for m in (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)],
        "tables": len(document.tables),
        "rows": [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)],
    }, ensure_ascii=False))


main()
