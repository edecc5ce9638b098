"""Pages by fours: two to a side, a booklet is sheets folded once, and each sheet has four pages.

The days follow each other as they come, which takes the fewest sheets. Where those have pages to spare, each day
begins a page of its own instead, if that takes no sheet more; what is left at the end is to be written on.
"""

import re
from typing import Any, Final

from eventapp.core.templates import render
from eventapp.exports.pdf import Layer, set_pdf

SHEET: Final = 4
ROOMY: Final = ".days > section > h2:not(.after), .days + section > h2 { break-before: page; margin-top: 0 !important }"
TIGHT: Final = """body { line-height: 1.32 !important } .abstract { line-height: 1.3 !important }
.day tr:not(.rest) th, .day tr:not(.rest) td { padding-top: 1.6mm !important; padding-bottom: 1.6mm !important }
.two > .entry { padding: 1.6mm 0 !important } .two { orphans: 1 !important; widows: 1 !important }"""
"""For what is one page more than its sheets have: a little closer, and a sheet may be saved that has nothing else."""
SHORT: Final = 8
"""Pages up to which it is: laying out takes most of the time, and longer ones have a page that is full anyway."""


def render_booklet(html: str) -> bytes:
    """The document as PDF with a multiple of four pages; else as ``render_pdf``. Raises NotPrinted."""
    return set_pdf(html, _by_fours)


def _by_fours(lay: Layer, html: str) -> Any:
    document = lay(html, "")
    if len(document.pages) > SHEET and len(document.pages) % SHEET == 1:
        tight = lay(html, TIGHT)
        document = tight if len(tight.pages) < len(document.pages) else document
    number = len(document.pages)
    most = whole_sheets(number)
    if number < most and number <= SHORT:
        roomy = lay(html, ROOMY)
        if len(roomy.pages) <= most:
            document = roomy
    spare = most - len(document.pages)
    if not spare:
        return document
    notes = lay(render(_language(html), "print/notes.html", pages=spare), "")
    return document.copy([*document.pages, *notes.pages])


def whole_sheets(pages: int) -> int:
    """How many pages the sheets have on which so many stand."""
    return -(-pages // SHEET) * SHEET


def _language(html: str) -> str:
    found = re.search(r'<html lang="([a-z]{2})"', html)
    return found[1] if found else "en"
