"""Answers that are files: here they are keys."""

import pytest

from eventapp.questions.kinds.attached import Attached
from eventapp.questions.kinds.kind import NoSuchChoice

KEY = "0123456789abcdef" * 2


def test_it_is_kept_as_its_key_and_told_without_it() -> None:
    kind = Attached()
    assert kind.read(KEY) == KEY
    assert kind.read("") == ""
    assert kind.say(KEY, "en", {}) == "A file is attached."
    assert kind.cell(KEY, "en", {}) == "Yes"
    assert kind.plain(KEY) is True


@pytest.mark.parametrize("typed", ["x", KEY[1:], KEY.upper(), "../" + KEY[3:]])
def test_what_is_no_key_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchChoice):
        Attached().read(typed)
