"""organiser add, list, link, remove: what they do shows in the browser at once, and in the log."""

import json
from pathlib import Path

import pytest

from eventapp.accounts.operations import make_sign_in_link
from eventapp.accounts.queries import link_is_good
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from tests.commands.typed import Said, typed
from tests.conftest import SECRET, installation, sign_in


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation in which ona@example.org is an organiser, signed in in one browser."""
    with installation(tmp_path) as app:
        sign_in(app)
    return tmp_path


def command(home: Path, *words: str, status: int = 0) -> Said:
    values = {"EVENTAPP_DATA_DIR": str(home), "EVENTAPP_SECRET_KEY": SECRET, "EVENTAPP_LOG_FORMAT": "json"}
    said = typed(values, "organiser", *words)
    assert said.status == status, said
    return said


def noted(result: Said) -> list[tuple[str, int]]:
    """(event, account) of each line of the security log."""
    lines = [json.loads(line) for line in result.error.splitlines()]
    assert {line["logger"] for line in lines} <= {"eventapp.security"}
    assert "@" not in result.error
    return [(line["event"], line["account"]) for line in lines]


def test_an_organiser_comes_and_goes(home: Path) -> None:
    added = command(home, "add", "Jonas@Pašto.lt", "--language", "nb")
    assert added.out == "Jonas@pašto.lt is an organiser.\n"
    ((event, account),) = noted(added)
    assert event == "organiser added"
    listed = command(home, "list").out.splitlines()
    day = f"{utc_now():%Y-%m-%d}"
    assert [line.split() for line in listed] == [
        [str(account - 1), "ona@example.org", "en", day, "sessions:", "1"],
        [str(account), "Jonas@pašto.lt", "nb", day, "sessions:", "0"],
    ]
    removed = command(home, "remove", "JONAS@xn--pato-h6a.lt")
    assert removed.out == "JONAS@xn--pato-h6a.lt is no organiser any more; 1 left.\n"
    assert noted(removed) == [("organiser removed", account)]
    again = command(home, "remove", "jonas@pašto.lt", status=1)
    assert again.error == "eventapp: There is no organiser with this e-mail address.\n"
    assert [line.split()[1] for line in command(home, "list").out.splitlines()] == ["ona@example.org"]


def test_who_is_removed_is_out_of_all_browsers_at_once(tmp_path: Path) -> None:
    with installation(tmp_path) as app:
        desk = sign_in(app)
        with transaction():
            unspent = make_sign_in_link("ona@example.org", now=utc_now())
        assert desk.get("/organise/").status_code == 200
        session.remove()
        command(tmp_path, "remove", "ona@example.org")
        assert desk.get("/organise/").headers["Location"] == "/sign-in"
        assert not link_is_good(unspent, now=utc_now())


def test_a_printed_link_is_one_line_and_signs_in(home: Path) -> None:
    printed = command(home, "link", "ona@example.org").out
    address, path = printed.strip().split("/sign-in/")
    assert (address, len(printed.splitlines())) == ("http://127.0.0.1:8000", 1)
    with installation(home):
        assert link_is_good(path, now=utc_now())
