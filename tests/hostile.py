"""Words that have broken other programs: typed into every field, read back on pages, in letters, calendars, paper."""

import re

from eventapp.core.db import db
from tests.pages import read_page

# Words that a field of text may take and must show as they are, once composed and cleaned.
WORDS = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "=cmd()|' /C calc'!A0",
    "{{7*7}}{% raw %}%(name)s {0}",
    "a\u202egnp.exe\u2066b",
    "🍕 Pizza 👩\u200d👩\u200d👧",
    "Z\u030cydru\u0304ne\u0307 a\u0301",
    "BEGIN:VEVENT;X=1,2\\nEND:VEVENT",
    "]]></x>&amp;&#x27;\\",
]
# Words that a field may also refuse, or take without what cannot be printed.
BAD = [
    "",
    "x" * 10_000,
    "a\x07b",
    "a\x00b",
    "a\x7fb",
    "a\x1b[31mb",
    "a\r\nATTENDEE:mailto:x@example.org",
    "a\nBcc: x@example.org",
    "a\rEND:VCALENDAR",
    "\u200f\u202eabc",
    "\ud800 half a pair",
    "𝕬𝖘𝖙𝖗𝖆𝖑 𐍈 𠜎",
    "Ą" * 80,
    "@SUM(1+1)*cmd|' /C calc'!A0",
]
# Words that only a program could stumble over.
ODD = [
    "' OR 1=1 --",
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "9" * 400,
    "1e999",
    "nan",
    "%00",
    "[" * 5_000,
]
ALL = [*WORDS, *BAD, *ODD]
# Words that one database keeps otherwise than another, or not at all: no length is too great for SQLite's columns, no
# number too large, and it knows neither NUL nor half a pair for a mistake.
STORED_OTHERWISE = [
    *("x" * 10_000, "a\x00b", "\ud800 half a pair", "Ą" * 80, "9" * 400, "1e999", "nan"),
    *("🍕 Pizza 👩\u200d👩\u200d👧", "Z\u030cydru\u0304ne\u0307 a\u0301"),
]


def worth_trying(words: list[str]) -> list[str]:
    """All of them on SQLite; on another database those that it may keep otherwise: pages do not know where they come
    from."""
    if db.engine.dialect.name == "sqlite":
        return words
    return [each for each in words if each in STORED_OTHERWISE]


def intruders(html: str, path: str = "/") -> list[str]:
    """What words typed by somebody have become on that page, if they did not stay words."""
    page = read_page(html, path)
    found = [f"<{tag} {attributes}>" for tag, attributes in page.tags if tag == "x" or attributes.get("src") == "x"]
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    # a block of data is no script (HTML 4.12.1); what would end it too early stands among the tags
    data = "application/json"
    found += ["<script> without src" for each in scripts if "src" not in each and each.get("type") != data]
    found += [f"{name} of <{tag}>" for tag, attributes in page.tags for name in attributes if name.startswith("on")]
    named = ("href", "src", "action")
    targets = {attributes[name] for _, attributes in page.tags for name in named if name in attributes}
    scheme = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)
    found += [target for target in sorted(targets) if scheme.match(target)]
    found += [f"U+{ord(mark):04X}" for mark in re.findall("[\u202a-\u202e\u2066-\u2069\x00\x07\x1b\x7f]", page.text)]
    return found
