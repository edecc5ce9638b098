"""What an organiser finds by a few letters: of each kind, in any spelling, in as many statements whatever there is."""

from typing import Any

import pytest
from flask import Flask

from eventapp.core.text import LANGUAGES, translate
from eventapp.desk.find import KINDS, MORE_PAGES, MOST, Found, Group, Seeker, find
from eventapp.registration.jobs import put_in_place
from eventapp.visits.frame import PAGES, READERS_PAGES
from eventapp.visits.queries import visit_of, visits
from tests.factories import (
    LINKS,
    NOON,
    make_organisation,
    make_session,
    make_speaker,
    make_venue,
    make_visit,
    text,
)
from tests.registration.people import join, row
from tests.registration.test_submissions import statements


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_visit(slug="bergen", name=text("Visit to Bergen"), short_name={"nb": "Bergenstur"})
    make_organisation(visit, name="Žydrūnų biblioteka")
    make_venue(visit, "town-hall", name=text("Rådhuset"), street="Storgata 12")
    make_speaker(visit, "obrien", name="Åse O’Brien", affiliation=text("University"))
    make_session(visit, "lunch", title=text("Lunch at Ødegård"), starts_at=NOON)
    join(visit, "zydrune@example.org")
    join(visit, "aase@example.org", given_name="Åse", family_name="O’Brien-Smith", phone="+4740812399")
    return visit


def seeker(visit: int, language: str = "en", *, writes: bool = True) -> Seeker:
    return Seeker(visit_of(visit), language, writes, visits(), LINKS.sign_place)


def named(groups: list[Group]) -> dict[str, list[str]]:
    return {group.title: [each.name for each in group.found] for group in groups}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("obrien", {"People": ["Åse O’Brien-Smith"], "Speakers": ["Åse O’Brien"]}),
        ("O'Brien aase", {"People": ["Åse O’Brien-Smith"], "Speakers": ["Åse O’Brien"]}),
        ("brien-smith", {"People": ["Åse O’Brien-Smith"]}),
        ("zydrun", {"People": ["Žydrūnė Ąžuolaitė"], "Organisations": ["Žydrūnų biblioteka"]}),
        ("ŽYDRŪNĖ", {"People": ["Žydrūnė Ąžuolaitė"]}),
        ("408 12 399", {"People": ["Åse O’Brien-Smith"]}),
        ("0 612 34567", {"People": ["Žydrūnė Ąžuolaitė"]}),
        ("radhus", {"Venues": ["Rådhuset"]}),
        ("raadhuset", {"Venues": ["Rådhuset"]}),
        ("storgata 12", {"Venues": ["Rådhuset"]}),
        ("odegard", {"Sessions": ["Lunch at Ødegård"]}),
        ("oedegaard lunch", {"Sessions": ["Lunch at Ødegård"]}),
        ("bergen", {"Other visits": ["Visit to Bergen"]}),
        ("bergenst", {"Other visits": ["Visit to Bergen"]}),
        ("histor", {"Pages": ["History"]}),
        ("istorija", {"Pages": ["History"]}),
        ("oslo", {}),
        ("nobody at all", {}),
        ("", {}),
        ("   ", {}),
        ("¤", {}),
        ("'; DROP TABLE registration; --", {}),
        ("%", {}),
        ("_", {}),
    ],
)
def test_what_is_meant_is_found(visit: int, words: str, expected: dict[str, list[str]]) -> None:
    for _ in range(2):  # before the worker knows the newcomers, and afterwards
        assert named(find(seeker(visit), words)) == expected
        put_in_place()


def test_each_leads_to_its_page_and_says_what_tells_it_apart(visit: int) -> None:
    desk = "/organise/visits/oslo"
    found = {group.title: group.found for group in find(seeker(visit), "obrien")}
    (person,), (speaker,) = found["People"], found["Speakers"]
    assert person.more == "Varėnos biblioteka, confirmed"
    assert person.address == f"{desk}/registrations/{row('aase@example.org').id}"
    assert speaker == Found("Åse O’Brien", "University", f"{desk}/speakers/obrien")
    [lunch] = find(seeker(visit), "lunch")[0].found
    assert (lunch.address, "2017" in lunch.more) == (f"{desk}/sessions/lunch", True)
    [hall] = find(seeker(visit), "radhuset")[0].found
    assert hall == Found("Rådhuset", "Storgata 12", f"{desk}/venues/town-hall")
    [bergen] = find(seeker(visit), "bergen")[0].found
    assert (bergen.address, "2017" in bergen.more) == ("/organise/visits/bergen/", True)


def test_readers_find_what_they_may_see(visit: int) -> None:
    reader = seeker(visit, writes=False)
    assert named(find(reader, "obrien")) == {"People": ["Åse O’Brien-Smith"]}
    for words in ("40812399", "4081", "lunch", "radhus", "zydrunu", "histor"):
        assert named(find(reader, words)) == {}, words
    assert named(find(reader, "registrat")) == {"Pages": ["Registrations"]}
    assert named(find(reader, "bergen")) == {"Other visits": ["Visit to Bergen"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_found_by_its_name_in_the_reader_s_language(visit: int, language: str) -> None:
    for page, name in (*PAGES, *MORE_PAGES):
        called = translate(language, name)
        groups = find(seeker(visit, language), called)
        addresses = [each.address for group in groups for each in group.found if each.name == called]
        assert f"/organise/visits/oslo/{page}" in addresses, name
    assert {page for page, _ in PAGES} > set(READERS_PAGES)


def test_of_many_some_are_shown(app: Flask) -> None:
    visit = make_visit().id
    for number in range(MOST + 2):
        join(visit, f"{number}@example.org")
        make_session(visit, f"talk-{number}", title=text(f"Talk {number}"))
    assert {title: len(names) for title, names in named(find(seeker(visit), "zydrune")).items()} == {"People": MOST}
    assert {title: len(names) for title, names in named(find(seeker(visit), "talk")).items()} == {"Sessions": MOST}


def test_as_many_statements_for_many_as_for_few(app: Flask) -> None:
    counted = []
    for slug, number in (("few", 1), ("many", 9)):
        visit = make_visit(slug=slug).id
        for each in range(number):
            join(visit, f"{each}@{slug}.org")
            make_session(visit, f"talk-{each}", title=text("Žydrūnė"))
            make_organisation(visit, f"org-{each}", name="Žydrūnė")
        put_in_place()
        with statements() as asked:
            assert len(find(seeker(visit), "zydrune")) == 3
        counted.append(len(asked))
    assert counted[0] == counted[1] < 16


def test_the_kinds_are_called_differently() -> None:
    titles: list[Any] = [kind.title for kind in KINDS]
    assert len(set(titles)) == len(titles)
