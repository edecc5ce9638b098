"""docs/user/visit-file.md says how it is: its example loads, every key is in it, its messages are the program's."""

import re
from pathlib import Path

import pytest
from flask import Flask

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import transaction
from eventapp.planning.plan import TABLES, file_keys
from eventapp.visitfiles import comparison as visit_changes
from eventapp.visitfiles import operations as loading
from eventapp.visitfiles.errors import VisitFileRefused
from eventapp.visitfiles.operations import load_visit, preview_load
from eventapp.visitfiles.reading import read_visit_file
from tests.factories import LINKS, NOON

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/user/visit-file.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
HEADINGS = {"room": "key of a room", "slot": "key of a slot", "way": "key of a way", "choice": "key of a choice"}


def rows(heading: str) -> list[tuple[str, str]]:
    """The rows of the table whose first line begins with that, without its rule."""
    table = re.search(rf"^\| {re.escape(heading)}[^\n]*\n\|---[^\n]*\n((?:\|[^\n]*\n)+)", GUIDE, re.MULTILINE)
    assert table, heading
    return [(row.split("|")[1].strip(), row.split("|")[2].strip()) for row in table[1].splitlines()]


def messages(heading: str) -> list[tuple[str, str]]:
    return [(wrote.strip("`"), says.strip("`")) for wrote, says in rows(heading)]


def test_the_example_loads_and_uses_every_key(app: Flask) -> None:
    file = read_visit_file("visit-file.md", EXAMPLE.encode())
    with transaction():
        report = load_visit(file, act=Act(COMMAND, LINKS, NOON), overwrite=False)
    assert report.created
    used: dict[str, set[str]] = {kind: set() for kind in TABLES}
    for table, body in re.findall(r"^\[+([a-z.]+)\]+[^\n]*\n(.*?)(?=^\[|\Z)", EXAMPLE, re.DOTALL | re.MULTILINE):
        used[table.split(".")[-1]] |= set(re.findall(r"^([a-z_]+)(?:\.[a-z]+)? = ", body, re.MULTILINE))
    assert used == {kind: set(file_keys(kind)) - set(TABLES[kind].inside) for kind in TABLES}


@pytest.mark.parametrize("kind", TABLES)
def test_every_key_is_described(kind: str) -> None:
    section = re.split(rf"^### \[+{kind}\]+", GUIDE, flags=re.MULTILINE)[-1] if kind not in HEADINGS else GUIDE
    table = re.search(rf"^\| {HEADINGS.get(kind, 'key')} \|.*?\n\n", section, re.DOTALL | re.MULTILINE)
    assert table
    first_column = " ".join(row.split("|")[1] for row in table[0].strip().splitlines()[2:])
    assert set(re.findall(r"`([a-z_]+)`", first_column)) == set(file_keys(kind)) - set(TABLES[kind].inside)


@pytest.mark.parametrize(
    ("before", "wrote", "says"),
    [
        *(("", *row) for row in messages("in [visit]")),
        *(('[[session]]\ncode = "a"\n', *row) for row in messages("in a [[session]]")),
    ],
)
def test_the_messages_are_those_of_the_program(app: Flask, before: str, wrote: str, says: str) -> None:
    text = f'[visit]\nslug = "oslo"\ntimezone = "Europe/Oslo"\n{before}{wrote}\n'
    with pytest.raises(VisitFileRefused) as caught:
        preview_load(read_visit_file("a.toml", text.encode()), overwrite=False)
    line = text.count("\n")
    told = [words.removeprefix(f"a.toml:{line}: ") for words in caught.value.lines()]
    beginning, _, ending = says.partition("…") if "TOML" in says else (says, "", says)
    assert any(words.startswith(beginning) and words.endswith(ending) for words in told), told


def test_the_words_about_earlier_states_are_those_of_the_program() -> None:
    sources = "".join(Path(str(module.__file__)).read_text() for module in (visit_changes, loading))
    told = messages("when loading over")
    assert len(told) > 3
    for words, _ in told:
        assert words.removesuffix(", to …") in sources
