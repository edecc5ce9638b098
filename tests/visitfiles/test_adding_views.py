"""Many things added at once: lines pasted, corrected, made; what strangers and mistakes meet."""

import html
import io
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import session
from eventapp.programme.models import Session, Speaker, Venue
from eventapp.visits.models import HistoryEntry, Organisation
from tests.at_desk import DESK, opened
from tests.conftest import ON_SQLITE
from tests.core.test_workbook import of_rows
from tests.factories import make_session, make_venue, make_visit
from tests.hostile import ALL, WORDS, worth_trying
from tests.pages import PageForm, encoded, read_page

PAGE = f"{DESK}/add-many/sessions"
LINES = (
    "Day\tTime\tTitle\tPlace\tSpeakers\n"
    "3 April\t9–10.30\tOpening\tTown hall\tKari Nordmann; Ola Nordmann\n"
    "Tuesday\t12–13\tLunch\tCantina\t\n"
)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_venue(visit)
    return visit


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page[page.index("<main") :])).split())


def form_of(answer: Any, page: str = PAGE) -> PageForm:
    return next(form for form in read_page(answer.text, page).forms if form.action == page)


def paste(desk: FlaskClient, lines: str, page: str = PAGE, **typed: str) -> Any:
    form = form_of(desk.get(page), page)
    return desk.post(page, data=dict(form.filled({"lines": lines, **typed})), content_type="multipart/form-data")


def send(desk: FlaskClient, answer: Any, verb: str = "", page: str = PAGE, **typed: str) -> Any:
    """The table as a browser sends it, some of its fields filled in."""
    named = {
        name.replace("_", "-") if name.startswith(("cell_", "column_")) else name: value
        for name, value in typed.items()
    }
    pairs = form_of(answer, page).filled(named)
    address = f"{page}/{verb}" if verb else page
    return desk.post(address, data=encoded(pairs), content_type="application/x-www-form-urlencoded")


def titles() -> list[str]:
    session.expire_all()
    return sorted(title for row in session.query(Session) for title in row.title.values())


def test_lines_become_sessions_with_what_they_name(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES)
    assert shown.status_code == 200
    assert "2 lines are new." in words(shown.text)
    assert "Monday 3 April, 09:00–10:30" in words(shown.text)
    assert titles() == []
    made = send(desk, shown, "make")
    assert (made.status_code, made.headers["Location"]) == (303, f"{DESK}/sessions?added=2&altered=0")
    assert titles() == ["Lunch", "Opening"]
    assert {row.name for row in session.query(Speaker)} == {"Kari Nordmann", "Ola Nordmann"}
    assert "Added: 2." in words(opened(desk, "sessions?added=2&altered=0"))


@ON_SQLITE
def test_the_same_lines_once_more_change_nothing(visit: int, desk: FlaskClient) -> None:
    send(desk, paste(desk, LINES), "make")
    again = paste(desk, LINES)
    assert "2 lines are there already. There is nothing to do." in words(again.text)
    assert "/make" not in again.text
    refused = send(desk, again, "make")
    assert refused.status_code == 422
    assert "There is nothing in these lines to be made or changed." in words(refused.text)


@ON_SQLITE
def test_the_form_sent_twice_makes_each_once(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES)
    assert send(desk, shown, "make").status_code == 303
    twice = send(desk, shown, "make")
    assert twice.status_code == 409
    assert "Please look once more" in words(twice.text)
    assert titles() == ["Lunch", "Opening"]


@ON_SQLITE
def test_a_mistake_is_a_field_at_its_cell_and_corrected_there(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, "Day\tTime\tTitle\n3 April\tnine\tOpening\n")
    assert form_of(shown).invalid == {"cell-1-1"}
    assert "These are not understood as hours. Write them as in 9:00–10:30." in words(shown.text)
    refused = send(desk, shown, "make")
    assert refused.status_code == 422
    assert "Correct the marked cells, or leave their lines out. Lines: 2." in words(refused.text)
    assert send(desk, refused, "make", cell_1_1="9–10").status_code == 303
    assert titles() == ["Opening"]


@ON_SQLITE
def test_what_may_be_two_days_is_asked(app: Flask, desk: FlaskClient) -> None:
    make_visit(starts_on=date(2017, 4, 1), ends_on=date(2017, 5, 10))
    shown = paste(desk, "Day\tTime\tTitle\n4/5/2017\t9–10\tOpening\n")
    [asked] = [control for control in form_of(shown).controls if control.invalid]
    assert asked.choices == ("4/5/2017", "2017-05-04", "2017-04-05")
    assert "Which day is meant?" in words(shown.text)
    assert send(desk, shown, "make", cell_1_0="2017-04-05").status_code == 303
    assert session.query(Session).one().starts_at.date() == date(2017, 4, 5)


@ON_SQLITE
def test_columns_are_corrected_by_hand(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, "3 d.\t9–10\tSomewhere\tOpening\n4 d.\t9–10\tSomewhere\tLunch")
    assert titles() == []
    assert "Place: Somewhere" not in words(shown.text)
    turned = send(desk, shown, column_2="place", column_3="title.en")
    assert "Place: Somewhere" in words(turned.text)
    assert send(desk, turned, "make").status_code == 303
    assert titles() == ["Lunch", "Opening"]


@ON_SQLITE
def test_what_was_corrected_and_makes_more_than_was_seen_is_shown_first(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, "Title\tPlace\nOpening\tTown hall\nLunch\t=A1")
    again = send(desk, shown, "make", cell_2_1="Cantina")
    assert again.status_code == 409
    assert "Place: Cantina" in words(again.text)
    assert send(desk, again, "make").status_code == 303
    assert len(session.query(Venue).all()) == 2


@ON_SQLITE
def test_an_unknown_name_may_be_somebody_known(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, "Title\tPlace\nOpening\tTown hal")
    assert "There are similar names: please look." in words(shown.text)
    made = send(desk, shown, "make", **{"answer:venue::town hal": "town-hall"})
    assert made.status_code == 303
    venue = session.query(Venue).one()
    assert session.query(Session).one().venue_id == venue.id


@ON_SQLITE
def test_a_line_is_left_out(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES)
    form = form_of(shown)
    body = encoded([*form.filled(), ("out", "2")])
    made = desk.post(f"{PAGE}/make", data=body, content_type="application/x-www-form-urlencoded")
    assert made.headers["Location"].endswith("added=1&altered=0")
    assert titles() == ["Opening"]
    assert session.query(Venue).count() == 1  # the cantina was of the other line


@ON_SQLITE
def test_what_is_otherwise_is_shown_with_what_was(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "opening", title={"en": "Opening"})
    shown = paste(desk, "Day\tTime\tTitle\tKind\tPlace\n3 d.\t9–10.30\tOpening\tdiscussion\tTown hall")
    told = words(shown.text)
    assert "1 line changes what is there." in told
    assert "Kind: Meeting → Discussion" in told
    assert "Place: – → Town hall" in told
    assert send(desk, shown, "make").status_code == 303
    assert session.query(Session).one().kind == "discussion"


@ON_SQLITE
def test_what_others_changed_meanwhile_is_looked_at_again(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES)
    make_session(visit, "lunch", title={"en": "Lunch"}, starts_at=None, ends_at=None)
    answer = send(desk, shown, "make")
    assert answer.status_code == 409
    assert "It would become otherwise than was shown. Please look once more, then send it." in words(answer.text)
    assert titles() == ["Lunch"]


@ON_SQLITE
def test_all_is_written_by_one_act(visit: int, desk: FlaskClient) -> None:
    send(desk, paste(desk, LINES), "make")
    entries = session.query(HistoryEntry).all()
    assert len({(entry.happened_at, entry.actor) for entry in entries}) == 1
    assert sorted(entry.kind for entry in entries) == [
        *("session", "session", "slot", "slot", "speaker", "speaker", "venue")
    ]


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "lines", "table"),
    [
        ("speakers", "Name\tPosition\nKari Nordmann\tMayor", Speaker),
        ("organisations", "Name\tRole\nKauno biblioteka\tpartneris", Organisation),
    ],
)
def test_other_lists_have_it_too(app: Flask, desk: FlaskClient, kind: str, lines: str, table: Any) -> None:
    make_visit()
    page = f"{DESK}/add-many/{kind}"
    assert page in opened(desk, kind)
    shown = paste(desk, lines, page)
    assert send(desk, shown, "make", page).headers["Location"] == f"{DESK}/{kind}?added=1&altered=0"
    assert session.query(table).count() == 1
    assert "1 line is there already." in words(paste(desk, lines, page).text)


@ON_SQLITE
def test_rooms_come_with_their_places(visit: int, desk: FlaskClient) -> None:
    page = f"{DESK}/add-many/venues"
    send(desk, paste(desk, "Place\tRooms\nTown hall\tAttic; Cellar", page), "make", page)
    assert "Attic" in words(opened(desk, "venues/town-hall"))


@ON_SQLITE
@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "Paste some lines, or choose a file."),
        ("a\x00b\tc", "This is no text"),
        ("a\tb\n" * 9_000, "These are 9000 lines; at most 500 can be added at a time."),
        ("\t" * 60 + "a", "Line 1 has 61 columns; at most 40 can be read."),
        ("a\n" + "x" * 200_000, "In line 2 there is a cell of 200000 characters"),
        (f"{'Ąžuolas' * 500}\tb\n" * 24, "These lines are too long together."),
    ],
)
def test_lines_that_cannot_be_read_are_refused_in_words_and_stay(
    visit: int, desk: FlaskClient, lines: str, told: str
) -> None:
    answer = paste(desk, lines)
    assert answer.status_code == 422
    assert told in words(answer.text)
    if lines and "\0" not in lines:
        assert html.escape(lines[:100].strip(), quote=False) in answer.text


@ON_SQLITE
def test_back_to_the_lines_with_what_was_corrected(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, "Day\tTime\tTitle\n3 April\tnine\tOpening\n")
    back = send(desk, shown, "lines", cell_1_1="9–10")
    assert back.status_code == 200
    assert form_of(back).filled()[1] == ("lines", "Day\tTime\tTitle\n3 April\t9–10\tOpening")


@ON_SQLITE
def test_what_a_form_says_wrongly_makes_nothing(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES)
    for typed in (
        {"seen": "["},
        {"seen": "{}"},
        {"seen": '{"columns": 3, "heading": [], "out": 1, "answers": 1, "digest": 1}'},
        {"seen": "[" * 5000},
        {"seen": '{"columns": [], "heading": 1e999, "out": [], "answers": {}, "digest": ""}'},
        {"seen": '{"columns": [], "heading": 0, "out": [-1e999], "answers": {}, "digest": ""}'},
    ):
        assert send(desk, shown, "make", **typed).status_code == 409
    assert send(desk, shown, "make", lines="").status_code == 422
    assert send(desk, shown, "make", csrf_token="x").status_code == 400
    assert send(desk, shown, csrf_token="x").status_code == 400
    assert titles() == []


@ON_SQLITE
def test_a_verb_that_is_read_leads_to_the_page_and_a_stranger_to_the_sign_in(
    visit: int, desk: FlaskClient, client: FlaskClient
) -> None:
    assert desk.get(f"{PAGE}/make").headers["Location"] == PAGE
    assert desk.get(f"{PAGE}/lines").headers["Location"] == PAGE


@ON_SQLITE
def test_a_stranger_is_led_to_the_sign_in(visit: int, client: FlaskClient) -> None:
    for address in (PAGE, f"{PAGE}/make", f"{PAGE}/lines"):
        assert client.get(address).headers["Location"] == "/sign-in"
        assert client.post(address, data={}).status_code in (303, 401)


@ON_SQLITE
def test_a_file_is_read_in_place_of_lines(visit: int, desk: FlaskClient) -> None:
    content = of_rows(["Day", "From", "To", "Title"], ["2017-04-03", "9:00", "10:00", "Opening"])
    data = {"lines": "ignored", "csrf_token": dict(form_of(desk.get(PAGE)).filled())["csrf_token"]}
    shown = desk.post(PAGE, data=data | {"file": (io.BytesIO(content), "plan.xlsx")})
    assert "1 line is new." in words(shown.text)
    assert send(desk, shown, "make").status_code == 303
    broken = desk.post(PAGE, data=data | {"file": (io.BytesIO(content[:300]), "plan.xlsx")})
    assert broken.status_code == 422
    assert "This file cannot be read" in words(broken.text)
    assert "ignored" in broken.text


@ON_SQLITE
def test_no_words_break_the_pages(visit: int, desk: FlaskClient) -> None:
    for typed in worth_trying(ALL):
        plain = typed.encode("utf-8", "replace").decode()
        shown = paste(
            desk, f"Title\tDay\tTime\tPlace\tSpeakers\tKind\n{plain}\t{plain}\t{plain}\t{plain}\t{plain}\tmeal"
        )
        assert shown.status_code in (200, 422), typed
        if shown.status_code == 200:
            assert send(desk, shown, "make").status_code in (303, 409, 422), typed
    names = paste(desk, "Title\tPlace\tSpeakers\n" + "\n".join(f"{each}\t{each}\t{each}" for each in WORDS))
    assert names.status_code == 200
    assert "<script>alert" not in names.text


@ON_SQLITE
def test_three_hundred_lines_with_many_new_names_fit_into_a_form(visit: int, desk: FlaskClient) -> None:
    lines = [f"{3 + n % 4} d.\t9–10\tŠventė {n}\tVieta nr. {n}\tPranešėja {n} Ąžuolaitė; Kitas {n}" for n in range(300)]
    shown = paste(desk, "\n".join(["Diena\tLaikas\tTema\tVieta\tPranešėjai", *lines]))
    assert len(encoded(form_of(shown).filled())) < 256 * 1024
    assert "And these:" in words(shown.text)
    assert send(desk, shown, "make").status_code == 303
    assert (session.query(Session).count(), session.query(Speaker).count()) == (300, 600)
