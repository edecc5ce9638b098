"""Every text is translated, and the translations are whole: forms, places for values, quotation marks, endings."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import c2py
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.plural import to_python

from eventapp.core.text import translate_plural

SCRIPT = Path(__file__).parents[2] / "scripts" / "translations"
# Words that are the same in both languages, or names.
SAME = {
    "lt": {"(%(offset)s)", "OpenStreetMap", "Outlook"},
    "nb": {
        "Partner",
        "Status",
        "Variant",
        "Variant %(number)s",
        "(%(offset)s)",
        "OpenStreetMap",
        "Outlook",
        "Sted",
        "Asia",
        "Australia",
        "N",
    },
}
TRANSLATES = ("translate", "translate_plural")
QUOTES = {"lt": ("„", "“"), "nb": ("«", "»")}


def load_script() -> ModuleType:
    loader = SourceFileLoader("translations", str(SCRIPT))
    spec = spec_from_loader("translations", loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


script = load_script()
CATALOGUES = {language: script.read(language) for language in ("lt", "nb")}


def pairs(language: str) -> list[tuple[str, str]]:
    """(source, translation) of each form of each message."""
    found = list(_pairs(language))
    assert len(found) > 500
    return found


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    for message in CATALOGUES[language]:
        if message.id and isinstance(message.id, tuple):
            one, many = message.id
            yield from ((one if number == 0 else many, form) for number, form in enumerate(message.string))
        elif message.id:
            yield str(message.id), str(message.string)


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    said = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert int(re.search(r"all (\d+) texts", said.stdout)[1]) > 200  # type: ignore[index]


def test_missing_fuzzy_half_done_and_left_over_texts_are_seen() -> None:
    texts, known = Catalog(), Catalog(locale="lt")
    for name in ("missing", "fuzzy", "empty", "fine", ("one", "many")):
        texts.add(name)
    known.add("fuzzy", "x", flags=["fuzzy"])
    known.add("empty", "")
    known.add("fine", "x")
    known.add(("one", "many"), ("x", "x", "", "x"))
    known.add("old", "x")
    seen = {line.split(": ", 1)[1] for line in script.compare(known, texts)}
    assert seen == {
        "missing: missing",
        "fuzzy: fuzzy",
        "missing: empty",
        "missing: ('one', 'many')",
        "no longer used: old",
    }


@pytest.mark.parametrize("language", ["lt", "nb"])
def test_none_equals_the_english(language: str) -> None:
    assert {source for source, words in pairs(language) if source == words} - SAME[language] == set()


@pytest.mark.parametrize("language", ["lt", "nb"])
def test_values_and_marks_are_kept(language: str) -> None:
    pattern = re.compile(r"%\(\w+\)s|%%|</?\w+>")
    broken = [
        (source, words) for source, words in pairs(language)
        if set(pattern.findall(source)) - {"%(num)s"} != set(pattern.findall(words)) - {"%(num)s"}
    ]  # fmt: skip
    assert broken == []


@pytest.mark.parametrize("language", ["lt", "nb"])
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    opening, closing = QUOTES[language]
    for source, words in pairs(language):
        assert not re.search(r"[\"'”]", re.sub(r"<[^>]*>", "", words)), words
        assert words.count(opening) == words.count(closing) >= source.count("“"), (source, words)


@pytest.mark.parametrize("language", ["lt", "nb"])
def test_sentences_end_as_in_the_source_and_blanks_are_single(language: str) -> None:
    for source, words in pairs(language):
        assert not re.search(r"\s\s|^\s|\s$|[\t\n]", words), words
        for end in (".", ":", "?", "…"):
            if source.endswith(end):
                assert words.endswith(end), (source, words)
        assert source[0].isupper() <= (words[0].isupper() or not words[0].isalpha()), (source, words)


def test_lithuanian_tells_one_few_and_many_apart() -> None:
    plurals = [message for message in CATALOGUES["lt"] if isinstance(message.id, tuple)]
    assert plurals
    for message in plurals:
        one, few, fraction, many = message.string
        assert len({one, few, many}) == 3, message.id
        assert fraction, message.id


def test_the_form_for_each_number_is_the_one_of_the_language() -> None:
    """The rule at the head of the catalogue is CLDR's."""
    catalogue = CATALOGUES["lt"]
    order = ("one", "few", "many", "other")
    choose, cldr = c2py(catalogue.plural_expr), to_python(catalogue.locale.plural_form)
    assert [order[choose(number)] for number in range(300)] == [cldr(number) for number in range(300)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 pranešėjas"),
        (2, "2 pranešėjai"),
        (10, "10 pranešėjų"),
        (11, "11 pranešėjų"),
        (21, "21 pranešėjas"),
        (22, "22 pranešėjai"),
        (112, "112 pranešėjų"),
    ],
)
def test_lithuanian_counts_right(number: int, words: str) -> None:
    assert translate_plural("lt", "%(num)s speaker", "%(num)s speakers", number) == words


def test_what_translates_is_called_where_its_words_stand() -> None:
    """Handed on as a value (to ``partial``) its words are not collected, and nobody has them to translate."""
    found = []
    for path in sorted((SCRIPT.parents[1] / "eventapp").rglob("*.py")):
        tree = ast.parse(path.read_text())
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in TRANSLATES)
        found += [f"{path.name}:{node.lineno}" for node in names if id(node) not in called]
    assert found == []
