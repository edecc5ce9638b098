"""docs/house.md tells only what exists: each name in back-ticks is one of a file, or of something in the program."""

import re
from pathlib import Path

from tests.architecture.rules import ROOMS

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Beginnings and ends of names, SQL, a warning from elsewhere, and rooms whose place is kept.
ELSEWHERE = {
    "get_",
    "find_",
    "_at",
    "_on",
    "_views",
    "save_to_db",
    "BEGIN",
    "IMMEDIATE",
    "UPDATE",
    "SELECT",
    "FOR",
    "with",
    "format",
    "lazy",
    "raise_on_sql",
    *ROOMS,
}


def names_in(page: str) -> set[str]:
    """Whatever stands in back-ticks, but for code in blocks."""
    prose = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)
    return set(re.findall(r"`([^`\n]+)`", prose))


def known_words() -> set[str]:
    """Names of files and folders, and every word of the program, its tests and their tools."""
    folders = ("eventapp", "tests", "scripts", "migrations", "templates", "docs", "deploy")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    words = {word for path in files for word in WORD.findall(str(path.relative_to(ROOT)))}
    words |= {word for path in ROOT.iterdir() for word in WORD.findall(path.name)}
    for path in files:
        if path.suffix in (".py", ".md") and path.name != "house.md" and path.parent.name != "architecture":
            words |= set(WORD.findall(path.read_text()))
    return words


def unknown(page: str) -> dict[str, list[str]]:
    known = known_words() | ELSEWHERE
    found = {name: [word for word in WORD.findall(name) if word not in known] for name in names_in(page)}
    return {name: words for name, words in found.items() if words}


def test_each_name_on_the_page_of_the_house_exists() -> None:
    page = (ROOT / "docs" / "house.md").read_text()
    assert len(names_in(page)) > 40
    assert unknown(page) == {}


def test_a_name_of_nothing_is_seen() -> None:
    assert unknown("`planning/operations.save_item` and `programme/organise.moove`") == {
        "programme/organise.moove": ["moove"]
    }


CITED = re.compile(r"calendar\.md, (?:rule|rules) (\d+)(?: and (\d+))?")


def test_each_rule_of_calendars_that_is_cited_is_there() -> None:
    rules = set(re.findall(r"^(\d+)\. ", (ROOT / "docs" / "calendar.md").read_text(), re.M))
    texts = [path.read_text() for path in (ROOT / "eventapp").rglob("*.py")]
    cited = {number for text in texts for found in CITED.findall(text) for number in found if number}
    assert {"4", "5", "6", "20"} <= cited <= rules


def test_the_rule_that_is_shown_is_the_one_that_decides() -> None:
    rules = (ROOT / "eventapp" / "registration" / "rules.py").read_text()
    shown = re.search(r"^def decide_status.*?(?=\n\n\n)", (ROOT / "docs" / "house.md").read_text(), re.M | re.S)
    assert shown is not None
    assert shown[0] in rules
