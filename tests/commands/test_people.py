"""One person's data from the command line: handed over, erased."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventapp.core import erasures
from eventapp.core.db import session
from tests.commands.typed import Said, typed
from tests.conftest import SECRET, installation
from tests.factories import make_visit
from tests.registration.people import join, states


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with installation(tmp_path):
        yield tmp_path


def person(home: Path, *words: str) -> Said:
    session.remove()
    said = typed({"EVENTAPP_DATA_DIR": str(home), "EVENTAPP_SECRET_KEY": SECRET}, "person", *words)
    session.remove()
    return said


def test_what_is_kept_is_written_as_json_by_address_and_by_id(home: Path) -> None:
    identity = str(join(make_visit().id, needs="Rampa").id)
    by_address = person(home, "export", "oslo", "Zydrune@EXAMPLE.org")
    assert by_address.status == 0
    said = json.loads(by_address.out)
    assert said["data"]["registration"][0]["needs"] == "Rampa"
    by_id = json.loads(person(home, "export", "oslo", identity).out)
    assert by_id["data"] == said["data"]


def test_a_person_is_erased_only_with_yes_and_is_written_down(home: Path) -> None:
    visit = make_visit()
    identity = str(join(visit.id).id)
    asked = person(home, "erase", "oslo", "zydrune@example.org")
    assert asked.status != 0
    assert "to erase it for good add --yes" in asked.error
    assert list(states()) == ["zydrune@example.org"]
    done = person(home, "erase", "oslo", identity, "--yes")
    assert (done.status, done.out) == (0, f"oslo: registration {identity} is erased; it cannot be put back\n")
    assert states() == {}
    assert (home / erasures.FILE).read_text() == f"registration {identity}\n"


@pytest.mark.parametrize(
    ("slug", "who", "reason"),
    [
        ("oslo", "nobody@example.org", "oslo: nobody is registered with nobody@example.org"),
        ("oslo", "not an address", "not an address: "),
        ("oslo", "c7ea46f3-e55d-4ab4-9506-e0fa8af81785", "There is no such registration in this visit"),
        ("nowhere", "nobody@example.org", "There is no such visit."),
    ],
)
def test_who_is_not_there_is_told_in_one_line(home: Path, slug: str, who: str, reason: str) -> None:
    make_visit()
    for verb in ("export", "erase"):
        said = person(home, verb, slug, who)
        assert (said.status != 0, said.out) == (True, "")
        assert reason in said.error
