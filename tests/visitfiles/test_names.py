"""Names in pasted lines: known, unknown, like."""

from collections.abc import Mapping
from itertools import count

import pytest

from eventapp.planning.plan import Key, Plan
from eventapp.visitfiles.names import NONE, Names, Place
from eventapp.visits.values import Unfit

HALL = Key("venue", "town-hall")
DRAFT = Plan(
    {
        HALL: {"name.lt": "Miesto rotušė", "name.en": "Oslo town hall", "name.nb": "Oslo rådhus"},
        HALL.within("room", "gallery"): {"name.en": "Gallery"},
        Key("venue", "library"): {"name.en": "Library, main building"},
        Key("speaker", "kari"): {"name": "Kari Nordmann"},
        Key("speaker", "ona"): {"name": "Ona Kazlauskaitė"},
    }
)


def names(answers: Mapping[str, str] = {}) -> Names:
    numbers = count(1)
    return Names(DRAFT, answers, ["lt", "en"], lambda: f"new{next(numbers)}")


@pytest.mark.parametrize(
    ("cell", "room", "place"),
    [
        ("Oslo rådhus", "", Place("town-hall")),
        ("OSLO RADHUS", "", Place("town-hall")),
        ("town-hall", "", Place("town-hall")),
        ("Miesto rotušė", "gallery", Place("town-hall", "gallery")),
        ("Oslo town hall, Gallery", "", Place("town-hall", "gallery")),
        ("Oslo town hall / Gallery", "", Place("town-hall", "gallery")),
        ("Oslo town hall – gallery", "", Place("town-hall", "gallery")),
        ("Oslo town hall (Gallery)", "", Place("town-hall", "gallery")),
        ("Oslo town hall\nGallery", "", Place("town-hall", "gallery")),
        ("Gallery", "", Place("town-hall", "gallery")),
        ("", "Gallery", Place("town-hall", "gallery")),
        ("Library, main building", "", Place("library")),
    ],
)
def test_known_places_are_found(cell: str, room: str, place: Place) -> None:
    found = names()
    assert (found.place(cell, room, 1), found.unknown) == (place, {})


def test_an_unknown_place_is_new_once() -> None:
    found = names()
    first, again = found.place("Nobel centre", "", 1), found.place("NOBEL CENTRE", "", 4)
    assert first == again == Place("new1", "", ("venue::nobel centre",))
    [unknown] = found.unknown.values()
    assert (unknown.words, unknown.lines) == ("Nobel centre", [1, 4])
    key, fields = found.made[unknown.name]
    assert (key, fields["name.lt"], fields["street"]) == (Key("venue", "new1"), "Nobel centre", "")


def test_an_unknown_room_is_new_in_its_venue() -> None:
    found = names()
    assert found.place("Oslo town hall, Cellar", "", 1) == Place("town-hall", "new1", ("room:town-hall:cellar",))
    assert found.made["room:town-hall:cellar"][0] == HALL.within("room", "new1")
    both = found.place("Nobel centre", "Attic", 2)
    assert both.uses == ("venue::nobel centre", "room:venue::nobel centre:attic")
    assert found.made[both.uses[1]][0] == Key("venue", both.venue).within("room", both.room)


def test_like_names_are_offered_and_can_be_answered() -> None:
    found = names()
    found.place("Oslo raadhus", "", 1)
    found.speakers("Ona Kazlauskienė", 1)
    near = {unknown.kind: unknown.near for unknown in found.unknown.values()}
    assert near["venue"][0][0] == "town-hall"
    assert near["speaker"] == (("ona", "Ona Kazlauskaitė"),)
    answered = names({"venue::oslo raadhus": "town-hall"})
    assert answered.place("Oslo raadhus", "", 1) == Place("town-hall")
    assert answered.place("Oslo raadhus", "Gallery", 2) == Place("town-hall", "gallery")
    left = names({"venue::oslo raadhus": NONE, "speaker::nobody": NONE})
    assert left.place("Oslo raadhus", "", 1) == Place()
    assert left.speakers("Nobody", 1) == ([], [])


def test_an_answer_that_is_no_place_of_the_visit_counts_as_new() -> None:
    assert names({"venue::x": "nowhere"}).place("x", "", 1).uses == ("venue::x",)


@pytest.mark.parametrize("between", ["; ", " / ", "\n", ";"])
def test_several_speakers_stand_in_a_cell(between: str) -> None:
    found = names()
    codes, uses = found.speakers(between.join(["Kari Nordmann", "Jonas Petraitis", "kari nordmann"]), 1)
    assert (codes, uses) == (["kari", "new1"], ["speaker::jonas petraitis"])
    assert found.made[uses[0]][1]["name"] == "Jonas Petraitis"


@pytest.mark.parametrize("words", ["x" * 300, "=A1", "a\x07b"])
def test_what_can_be_no_name_is_told(words: str) -> None:
    with pytest.raises(Unfit):
        names().speakers(words, 1)
    with pytest.raises(Unfit):
        names().place(words, "", 1)
