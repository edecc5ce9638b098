"""A shell has one reader's values at its marks, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.shells import Shell, mark


def test_values_stand_at_their_marks_as_words() -> None:
    shell = Shell.of(f"<b>{mark('token')}</b> ąžuolas <i>{mark('name')}</i>{mark('token')}")
    made = shell.filled({"token": 'T"', "name": "<Åse>"}).decode()
    assert made == "<b>T&#34;</b> ąžuolas <i>&lt;Åse&gt;</i>T&#34;"


def test_a_page_without_marks_stays_as_it_is() -> None:
    assert Shell.of("ąžuolas").filled({}) == "ąžuolas".encode()


def test_a_mark_that_nobody_fills_in_is_an_error() -> None:
    with pytest.raises(KeyError):
        Shell.of(mark("token")).filled({"other": ""})


@pytest.mark.parametrize("typed", ["{{ token }}", "0" * 32 + "-token-", "token", "%(token)s", "\x00token\x00"])
def test_what_looks_like_a_mark_stays(typed: str) -> None:
    assert Shell.of(f"{typed}{mark('token')}").filled({"token": "T"}).decode() == f"{typed}T"


def test_a_value_that_is_a_mark_stays_one() -> None:
    """It is looked for when the page is made, never in what readers say."""
    made = Shell.of(mark("name") + mark("token")).filled({"name": mark("token"), "token": "T"}).decode()
    assert made == mark("token") + "T"


@given(st.lists(st.sampled_from(["a", "-", "token", mark("token"), mark("name")]), max_size=12))
def test_filling_in_is_replacing(parts: list[str]) -> None:
    page = "".join(parts)
    made = Shell.of(page).filled({"token": "T", "name": "N"}).decode()
    assert made == page.replace(mark("token"), "T").replace(mark("name"), "N")
