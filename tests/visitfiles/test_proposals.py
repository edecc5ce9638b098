"""What lines would make of a draft."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.core.cells import read_cells
from eventapp.planning.errors import ForEverybodyAndNobody, PositionIsHalf
from eventapp.planning.plan import Key, Plan, initial_fields
from eventapp.planning.rules import check_item
from eventapp.visitfiles import timewords
from eventapp.visitfiles.columns import columns_of, find_headings
from eventapp.visitfiles.matching import Change, State
from eventapp.visitfiles.names import NONE
from eventapp.visitfiles.proposals import Proposal, Sheet, propose
from eventapp.visitfiles.saying import MISSING, About
from eventapp.visits.values import Unfit

ABOUT = About(tuple(date(2017, 4, day) for day in range(3, 7)), ZoneInfo("Europe/Oslo"), ["lt", "en"], "en")
HALL, KARI, OPENING = Key("venue", "town-hall"), Key("speaker", "kari"), Key("session", "opening")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """By the clocks of Oslo in summer."""
    return datetime(2017, 4, day, hour - 2, minute, tzinfo=UTC)


def thing(kind: str, /, **fields: Any) -> dict[str, Any]:
    return {**initial_fields(kind), **{name.replace("_in_", "."): value for name, value in fields.items()}}


DRAFT = Plan(
    {
        Key("organisation", "birzai"): thing(
            "organisation", name="Biržų rajono savivaldybė", name_language="lt", role="partner"
        ),
        HALL: thing("venue", name_in_nb="Oslo rådhus"),
        HALL.within("room", "gallery"): thing("room", name_in_nb="Galleri"),
        KARI: thing("speaker", name="Kari Nordmann"),
        OPENING: thing(
            "session",
            title_in_en="Opening",
            kind="meeting",
            starts=at(3, 9),
            ends=at(3, 10),
            venue="town-hall",
            room="gallery",
        ),
        OPENING.within("slot", "kari"): thing("slot"),
        Key("session", "lunch"): thing("session", title_in_en="Lunch", kind="meal"),
    }
)


def proposed(
    text: str,
    kind: str = "session",
    draft: Plan = DRAFT,
    answers: Mapping[str, str] = {},
    left_out: Sequence[int] = (),
    first: int = 1,
) -> Proposal:
    rows, columns, numbers = read_cells(text), columns_of(kind, ["lt", "en"]), count(first)
    heading, found = find_headings(kind, rows, columns)
    named = {number: columns[name] for number, name in enumerate(found) if name}
    return propose(kind, Sheet(rows, named, heading, left_out, answers), draft, ABOUT, lambda: f"new{next(numbers)}")


def states(proposal: Proposal) -> list[State]:
    return [line.state for line in proposal.lines[1:]]


def told(proposal: Proposal) -> dict[int, str]:
    """{column: what is wrong there} of the first line below the headings."""
    found = proposal.lines[1].said.mistakes
    return {number: each.told if isinstance(each, Unfit) else each.message for number, each in found.items()}


def test_a_new_session_is_made_of_its_line() -> None:
    found = proposed(
        "Day\tTime\tTitle (en)\tPlace\tSpeakers\tStatus\n"
        "3 April\t11–12.30\tTour\tOslo rådhus\tKari Nordmann; Ola\tconfirmed"
    )
    [line] = found.of(State.NEW)
    assert line.fields == thing(
        "session",
        title_in_en="Tour",
        kind="meeting",
        status="confirmed",
        starts=at(3, 11),
        ends=at(3, 12, 30),
        venue="town-hall",
        room="",
    )
    ola = Key("speaker", "new1")
    assert line.key is not None
    added = {key: fields for key, fields in found.plan.items() if key not in DRAFT}
    assert added == {
        ola: thing("speaker", name="Ola"),
        line.key: line.fields,
        line.key.within("slot", "kari"): thing("slot"),
        line.key.within("slot", "new1"): thing("slot"),
    }
    assert [unknown.words for unknown in found.unknown] == ["Ola"]


def test_what_is_there_already_stays_as_it_is() -> None:
    found = proposed("Day\tFrom\tTo\tTitle\tPlace\tSpeakers\n3 d.\t9\t10\topening\tOslo radhus, galleri\tKari Nordmann")
    assert states(found) == [State.CHANGED]  # its title in another language
    found = proposed(
        "Day\tFrom\tTo\tTitle en\tPlace\tSpeakers\n3 d.\t9\t10\tOpening\tOslo radhus, galleri\tKari Nordmann"
    )
    assert (states(found), found.plan, found.unknown) == ([State.SAME], DRAFT, ())


def test_what_a_line_says_otherwise_is_a_change_and_the_rest_stays() -> None:
    found = proposed("Day\tFrom\tTo\tTitle en\tSpeakers\n3 d.\t9\t9.45\tOpening\tOla")
    [line] = found.of(State.CHANGED)
    assert line.key == OPENING
    assert line.changes == (
        Change("ends", at(3, 10), at(3, 9, 45)),
        Change("slots", ("kari",), ("kari", "new1")),
    )
    assert found.plan[OPENING] == {**DRAFT[OPENING], "ends": at(3, 9, 45)}


def test_a_session_without_a_time_gets_it() -> None:
    found = proposed("Day\tTime\tTitle en\n4 d.\t12–13\tLunch\n5 d.\t12–13\tLunch")
    assert states(found) == [State.CHANGED, State.NEW]
    assert found.lines[1].key == Key("session", "lunch")


def test_the_same_title_at_another_hour_is_another_session() -> None:
    assert states(proposed("Day\tTime\tTitle en\n3 d.\t14–15\tOpening")) == [State.NEW]


def test_what_takes_place_in_two_halls_at_once_is_two_sessions() -> None:
    lines = "Day\tTime\tTitle en\tPlace\n3 d.\t14–15\tTour\tOslo rådhus\n3 d.\t14–15\tTour\tLibrary"
    found = proposed(lines)
    assert states(found) == [State.NEW, State.NEW]
    draft = Plan({**found.plan})
    assert states(proposed(lines, draft=draft)) == [State.SAME, State.SAME]
    turned = proposed(
        "Day\tTime\tTitle en\tPlace\n3 d.\t14–15\tTour\tCellar\n3 d.\t14–15\tTour\tOslo rådhus", draft=draft, first=9
    )
    assert states(turned) == [State.CHANGED, State.SAME]


def test_a_line_that_stands_twice_counts_once() -> None:
    found = proposed(
        "Day\tTime\tTitle en\n3 d.\t14–15\tTour\n3 d.\t14–15\ttour\n3 d.\t9–10\tOpening\n3 d.\t9–10\tOpening"
    )
    assert states(found) == [State.NEW, State.TWICE, State.SAME, State.TWICE]
    assert [line.twin for line in found.lines[1:]] == [-1, 1, -1, 3]


def test_a_day_is_said_once_for_those_below() -> None:
    found = proposed("Day\tTime\tTitle en\nMonday\t\t\n\t11–12\tA\n\t12–13\tB\n4 d.\t9–10\tC\n\t10–11\tD")
    assert states(found) == [State.NOT_READ, *[State.NEW] * 4]
    assert [line.fields["starts"] for line in found.of(State.NEW)] == [at(3, 11), at(3, 12), at(4, 9), at(4, 10)]


def test_a_cell_may_have_day_and_hour() -> None:
    found = proposed("From\tTo\tTitle en\n2017-04-04 09:30\t2017-04-04 11:00\tTalk\n2018-04-04 09:30\t11:00\tTalk")
    [line] = found.of(State.NEW)
    assert (line.fields["starts"], line.fields["ends"]) == (at(4, 9, 30), at(4, 11))
    assert [unfit.told for unfit in found.lines[2].said.mistakes.values()] == [timewords.OTHER_DAY]


def test_a_length_says_when_it_ends() -> None:
    [line] = proposed("Day\tFrom\tLength\tTitle en\n3 d.\t9.30\t45 min\tTalk").of(State.NEW)
    assert (line.fields["starts"], line.fields["ends"]) == (at(3, 9, 30), at(3, 10, 15))


@pytest.mark.parametrize("row", ["\t\tDinner\t", "TBA\t\tDinner\tTBA", "3 d.\tTBA\tDinner\t?"])
def test_what_is_to_be_announced_has_no_time_and_no_place(row: str) -> None:
    [line] = proposed(f"Day\tTime\tTitle en\tPlace\n{row}").of(State.NEW)
    assert (line.fields["starts"], line.fields["ends"], line.fields["venue"]) == (None, None, "")
    assert line.fields["kind"] == "meal"


@pytest.mark.parametrize(
    ("row", "mistakes"),
    [
        ("3 d.\t9–10\t\t", {2: MISSING}),
        ("9 d.\t9–10\tA\t", {0: timewords.OTHER_DAY}),
        ("3 d.\tnine\tA\t", {1: timewords.NO_HOURS}),
        ("3 d.\t9\tA\t", {1: timewords.NO_END}),
        ("3 d.\t\tA\t", {0: timewords.NO_BEGINNING}),
        ("\t9–10\tA\t", {1: timewords.NO_DAY_SAID}),
        ("3 d.\t12–9\tA\t", {1: timewords.ENDS_BEFORE}),
        ("3 d.\tnine\t=A1\t=B1", {1: timewords.NO_HOURS, 2: "formula", 3: "formula"}),
    ],
)
def test_each_mistake_is_told_at_its_cell(row: str, mistakes: dict[int, str]) -> None:
    found = proposed(f"Day\tTime\tTitle en\tPlace\n{row}")
    assert states(found) == [State.WRONG]
    assert {number: "formula" if "formula" in words else words for number, words in told(found).items()} == mistakes
    assert found.plan == DRAFT


def test_without_a_title_no_line_can_be_read() -> None:
    assert told(proposed("Day\tTime\tPlace\n3 d.\t9–10\tOslo rådhus")) == {-1: MISSING}


def test_a_line_that_is_left_out_makes_nothing_and_asks_nothing() -> None:
    text = "Title en\tPlace\tSpeakers\nA\tNowhere\tOla\nOpening\tNowhere\t"
    found = proposed(text, left_out=[1, 2])
    assert (states(found), found.plan, found.unknown) == ([State.LEFT_OUT] * 2, DRAFT, ())


def test_an_answer_makes_no_new_place() -> None:
    text = "Title en\tPlace\tSpeakers\nA\tOslo raadhus\tOla"
    [line] = proposed(text, answers={"venue::oslo raadhus": "town-hall", "speaker::ola": NONE}).of(State.NEW)
    assert (line.fields["venue"], line.parts) == ("town-hall", {})


def test_what_had_to_be_answered_once_changes_nothing_when_it_is_pasted_again() -> None:
    text = "Title en\tPlace\tSpeakers\nA\tOslo raadhus\tKari Nordman"
    answers = {"venue::oslo raadhus": "town-hall", "speaker::kari nordman": "kari"}
    made = proposed(text, answers=answers)
    again = proposed(text, draft=made.plan, first=9)
    assert (states(again), again.plan) == ([State.SAME], made.plan)
    said = proposed(text, draft=made.plan, first=9, answers=dict.fromkeys(answers, "new"))
    assert states(said) == [State.CHANGED]


@pytest.mark.parametrize(
    ("kind", "text", "fields"),
    [
        ("speaker", "Name\tPosition en\nOla Nordmann\tMayor", {"name": "Ola Nordmann", "role_in_en": "Mayor"}),
        ("venue", "Place\tStreet\nLibrary\tStorgata 1", {"name_in_lt": "Library", "street": "Storgata 1"}),
        (
            "organisation",
            "Name\tPlaces\nKauno biblioteka\t12",
            {"name": "Kauno biblioteka", "places": 12, "role": "partner", "name_language": "lt"},
        ),
    ],
)
def test_other_things_are_made_of_their_lines(kind: str, text: str, fields: dict[str, Any]) -> None:
    found = proposed(text, kind)
    [line] = found.of(State.NEW)
    assert line.fields == thing(kind, **fields)
    again = proposed(text, kind, draft=found.plan)
    assert (states(again), again.plan) == ([State.SAME], found.plan)


def test_rooms_stand_in_a_cell() -> None:
    found = proposed("Place\tRooms\nOslo rådhus\tGalleri; Hall B\nLibrary\tA; B", "venue")
    assert states(found) == [State.CHANGED, State.NEW]
    rooms = [fields["name.lt"] for key, fields in found.plan.of_kind("room") if key not in DRAFT]
    assert rooms == ["Hall B", "A", "B"]


def test_half_a_position_is_told() -> None:
    assert told(proposed("Place\tLatitude\nLibrary\t59.9", "venue")) == {1: PositionIsHalf.message}


def test_what_nobody_could_save_is_a_mistake_at_its_cell() -> None:
    both = {2: ForEverybodyAndNobody.message}
    found = proposed("Title en\tOptional\tEverybody\nTour\tyes\tyes")
    assert (states(found), told(found), found.plan) == ([State.WRONG], both, DRAFT)
    draft = Plan({**DRAFT, OPENING: {**DRAFT[OPENING], "optional": True}})
    for line in ("Opening\tyes", "Opening\tno"):
        changed = proposed(f"Title en\tEverybody\n{line}", draft=draft)
        assert told(changed) == ({1: ForEverybodyAndNobody.message} if "yes" in line else {})
    everybody = Plan({**DRAFT, OPENING: {**DRAFT[OPENING], "everybody": True}})
    assert told(proposed("Title en\tOptional\nOpening\tyes", draft=everybody)) == {1: ForEverybodyAndNobody.message}


CELLS: dict[str, tuple[str, list[str]]] = {
    "session": (
        "Day\tTime\tTitle en\tPlace\tSpeakers\tOptional\tEverybody",
        ["", "3 d.", "4 d.", "9–10", "10–9", "23–1", "9", "Opening", "Lunch", "Kari Nordmann", "Ola; Per", "yes", "no"],
    ),
    "venue": ("Name\tLatitude\tLongitude\tRooms", ["", "Oslo rådhus", "Library", "59.9", "10.7", "0", "Galleri; B"]),
    "speaker": ("Name\tRole", ["", "Kari Nordmann", "Ola", "Teacher"]),
    "organisation": ("Name\tRole\tPlaces", ["", "Biržų rajono savivaldybė", "Kommune", "partner", "host", "0", "3"]),
}


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_made_of_lines_could_be_saved_by_hand(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(CELLS)))
    heading, cells = CELLS[kind]
    width = heading.count("\t") + 1
    rows = data.draw(st.lists(st.lists(st.sampled_from(cells), min_size=width, max_size=width), min_size=1, max_size=4))
    flags = data.draw(st.fixed_dictionaries({"optional": st.booleans(), "everybody": st.just(value=False)}))
    draft = Plan({**DRAFT, OPENING: {**DRAFT[OPENING], **flags}})
    found = proposed("\n".join([heading, *("\t".join(row) for row in rows)]), kind, draft)
    for key, fields in found.plan.items():
        if fields != draft.get(key):
            check_item(key, fields)


def test_the_digest_is_of_what_was_seen() -> None:
    text = "Title en\tPlace\nA\tNowhere\nOpening\tNowhere"
    assert proposed(text).digest == proposed(text).digest
    assert proposed(text).digest != proposed(text, answers={"venue::nowhere": NONE}).digest
    changed = Plan({**DRAFT, OPENING: {**DRAFT[OPENING], "venue": "", "room": ""}})
    assert proposed(text).digest != proposed(text, draft=changed).digest
