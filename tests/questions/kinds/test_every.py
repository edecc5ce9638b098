"""What holds for each kind."""

import pytest

from eventapp.core.text import LANGUAGES
from eventapp.questions.kinds.every import KINDS
from eventapp.questions.kinds.kind import Control, Kind


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_nothing_typed_is_nothing_kept(kind: Kind) -> None:
    assert kind.read("") == ""


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_can_be_chosen_is_read_and_said(kind: Kind) -> None:
    written = {"one": "First", "two": "Second"}
    for language in LANGUAGES:
        offered = kind.choices(language, written)
        assert bool(offered) == (kind.control in (Control.ONE, Control.TICKS))
        for code, words in offered.items():
            assert kind.read(code, tuple(written)) == code
            assert kind.say(code, language, written) == words


def test_names_are_short_and_stay() -> None:
    assert list(KINDS) == [
        *("short", "long", "yes_no", "one", "some", "count", "number", "date", "moment"),
        *("country", "phone", "email", "web", "file", "heading"),
    ]
