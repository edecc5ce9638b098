"""Folding: what people type finds what others are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.text import fold


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
