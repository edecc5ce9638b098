"""Releases as earlier versions stored them can be read for ever: a file of each format, which is never changed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from eventapp.core.text import say
from eventapp.exports import ical
from eventapp.exports.booklet import booklet
from eventapp.programme import snapshot
from eventapp.programme.differences import Change, find_differences
from eventapp.programme.snapshot import PublicProgramme
from eventapp.programme.succession import next_programme
from tests.factories import NOON

FOLDER = Path(__file__).parent / "releases"
FORMATS = range(1, snapshot.FORMAT + 1)
BASE = "http://visits.example.org"


def stored(number: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"format-{number}.json").read_text(encoding="utf-8"))
    return content


def said_before(now: Any, before: Any) -> Any:
    """Of what is stored now, that which ``before`` has a place for: fields have come since, each with its default."""
    if isinstance(before, dict):
        return {name: said_before(now[name], value) for name, value in before.items() if name in now}
    if isinstance(before, list):
        return [said_before(*pair) for pair in zip(now, before, strict=True)]
    return now


@pytest.fixture(params=FORMATS)
def programme(request: pytest.FixtureRequest) -> PublicProgramme:
    return snapshot.load(stored(request.param))


def test_each_format_has_its_file() -> None:
    assert sorted(FOLDER.iterdir()) == [FOLDER / f"format-{number}.json" for number in FORMATS]
    assert [stored(number)["format"] for number in FORMATS] == list(FORMATS)


def test_it_says_what_it_said(programme: PublicProgramme) -> None:
    assert (programme.slug, programme.number, len(programme.sessions)) == ("oslo-2017", 2, 16)
    (gone,) = (session for session in programme.sessions if session.removed)
    assert (gone.code, gone.status, gone.sequence) == ("kompetenciju-modelis", "cancelled", 1)
    assert programme.note == {"lt": "Antroji", "en": "Second"}
    assert {speaker.code for speaker in programme.speakers} >= {"eriksen", "johnsen"}


def test_it_is_stored_again_with_all_that_it_said(programme: PublicProgramme) -> None:
    assert snapshot.load(json.loads(json.dumps(snapshot.dump(programme)))) == programme
    said = stored(snapshot.FORMAT)
    assert said_before(snapshot.dump(snapshot.load(said)), said) == said


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_every_output_is_made_of_it(programme: PublicProgramme, language: str) -> None:
    feed = ical.feed(programme, language, BASE).decode()
    assert feed.count("BEGIN:VEVENT") == sum(1 for session in programme.sessions if session.last_starts_at) >= 15
    paper = booklet(programme, language, BASE)
    titles = [escape(say(session.title, language)) for session in programme.sessions if not session.removed]
    assert len(titles) == 15
    assert [title for title in titles if title not in paper] == []
    assert "Storsalen" in paper


def test_the_next_release_follows_it(programme: PublicProgramme) -> None:
    """An unchanged draft moves nothing; a new title is one difference, told with what it was."""
    draft = replace(programme, sessions=tuple(session for session in programme.sessions if not session.removed))
    after = next_programme(draft, programme, number=3, note={}, now=NOON)
    assert after.sessions == programme.sessions
    assert find_differences(programme, after) == ()
    first = draft.sessions[0]
    renamed = replace(draft, sessions=(replace(first, title={"en": "Another title"}), *draft.sessions[1:]))
    (difference,) = find_differences(programme, next_programme(renamed, programme, number=3, note={}, now=NOON))
    assert (difference.change, difference.code, difference.field) == (Change.CHANGED, first.code, "title")
    assert (difference.old, difference.new) == (first.title, {"en": "Another title"})


def test_what_has_come_since_has_its_default_and_what_is_unknown_is_passed_over() -> None:
    content = stored(snapshot.FORMAT)
    known = snapshot.load(content)
    for thing in (content, content["sessions"][0], content["speakers"][0], content["venues"][0]):
        thing["of_another_version"] = "?"
    for name in ("removed", "sequence", "last_ends_at"):
        del content["sessions"][0][name]
    read = snapshot.load(content)
    first = replace(known.sessions[0], removed=False, sequence=0, last_ends_at=None)
    assert read == replace(known, sessions=(first, *known.sessions[1:]))
