"""Folding: what people type finds what others are called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.templates import environment
from eventapp.core.text import LANGUAGES, catalogue, clean_line, clean_text, fill, fold, translate, translate_plural


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Žydrūnė", "zydrune"),
        ("Ąžuolaitė-ŠČĘĮŲ", "azuolaite-sceiu"),
        ("Brønnøysund", "bronnoysund"),
        ("Æsgård Ålesund", "aesgard alesund"),
        ("Łódź Đorđe Straße Þór", "lodz dorde strasse thor"),
        ("  İstanbul\u00a0\tırmak ", "istanbul irmak"),
        ("Z\u030cydru\u0304ne\u0307", "zydrune"),
        ("Иванов", "иванов"),
    ],
)
def test_letters_are_found_without_their_marks(written: str, typed: str) -> None:
    assert fold(written) == typed


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_words_are_folded_each_for_itself(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == " ".join(filter(None, (fold(one), fold(other))))


def test_no_letter_alone_is_folded_further_a_second_time() -> None:
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert [letter for letter in letters if fold(fold(letter)) != fold(letter)] == []


@pytest.mark.parametrize(
    "unseen",
    [
        *("\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u200b\u200d\u2060", "\u0301\u0308", "\u034f", "\ufe0f"),
        *("\U000e0041\U000e007f", "\u00ad", "\u180e", "\u17b4", "\U0001d159", "\ue000", "\U0010fffd", "\u0378"),
        *("\u2007 \u3000", "\u200f", "\x00", ""),
    ],
)
def test_what_shows_nothing_is_nothing(unseen: str) -> None:
    assert (clean_line(unseen), clean_text(f"{unseen}\n{unseen}")) == ("", "")
    assert clean_line(f"A{unseen}") != ""


@pytest.mark.parametrize("seen", ["A", "李", "ᄀ", "-", "7", "🍕", "a\u0301", "क\u094d\u200dष", "ㅤA"])
def test_what_shows_something_stays(seen: str) -> None:
    assert clean_line(seen)


# ---- the end of a sentence


def test_no_sentence_ends_twice() -> None:
    values = {"day": "2017 m. kovo 20\u00a0d.", "time": "14.05\u00a0val."}
    assert fill("Iki %(day)s.", values) % values == "Iki 2017 m. kovo 20\u00a0d."
    assert fill("Iki %(day)s. Paskui %(day)s, %(time)s.", values) % values == (
        "Iki 2017 m. kovo 20\u00a0d. Paskui 2017 m. kovo 20\u00a0d., 14.05\u00a0val."
    )
    assert fill("„%(day)s“. %(other)s.", {**values, "other": "x"}) == "„%(day)s“. %(other)s."
    assert translate("lt", "Registration opens on %(time)s.", **values) == "Registracija prasidės 14.05\u00a0val."
    assert translate_plural("en", "%(num)s until %(day)s.", "%(num)s until %(day)s.", 2, day="3 d.") == "2 until 3 d."


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_of_the_texts_ends_twice_wherever_it_is_filled_in(language: str) -> None:
    """In pages, letters and errors alike."""
    texts: dict[str | tuple[str, int], str] = catalogue("nb")._catalog  # type: ignore[attr-defined]
    sources = [words for key in texts if (words := key if isinstance(key, str) else key[0]) and "%(" in words]
    assert len([words for words in sources if re.search(r"%\(\w+\)s\.", words)]) > 10
    env = environment(language)
    for words in sources:
        values = dict.fromkeys(re.findall(r"%\((\w+)\)s", words), "3\u00a0d.")
        said = env.from_string("{{ _(words, **values) }}").render(words=words, values=values)
        assert ".." not in said, said
        assert ".." not in translate(language, words, **values)
    escaping = env.overlay(autoescape=True).from_string("{{ _('Keep %(email)s', email='<b>') }}")
    assert "&lt;b&gt;" in escaping.render()
