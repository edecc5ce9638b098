"""Many people added at once: as if each were entered by hand."""

import contextlib
import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.core import limits, mailboxes
from eventapp.core.db import session
from eventapp.core.errors import TooManyAttempts
from eventapp.notifications.models import Mail
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.visits.models import HistoryEntry
from tests.at_desk import DESK, opened
from tests.conftest import ON_SQLITE
from tests.factories import make_organisation, make_visit
from tests.pages import PageForm, encoded, read_page
from tests.registration.people import join, leave

PAGE = f"{DESK}/add-many/registrations"
FORM = "application/x-www-form-urlencoded"
LINES = (
    "Name\tE-mail\tOrganisation\tTelephone\tLanguage\n"
    "Ona Onaitė\tona@birzai.lt\tBiržų rajono savivaldybė\t+370 612 34567\tLithuanian\n"
    "Kari Marie Nordmann\tkari@example.org\tSomewhere else\t\tnorsk\n"
)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_organisation(visit)
    return visit


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page[page.index("<main") :])).split())


def form_of(answer: Any) -> PageForm:
    return next(form for form in read_page(answer.text, PAGE).forms if form.action == PAGE)


def paste(desk: FlaskClient, lines: str) -> Any:
    form = form_of(desk.get(PAGE))
    return desk.post(PAGE, data=dict(form.filled({"lines": lines})), content_type="multipart/form-data")


def send(desk: FlaskClient, answer: Any, verb: str = "make", *, agreed: bool = True, **typed: str) -> Any:
    named = {re.sub("^(cell|column)_(.*)", lambda m: m[0].replace("_", "-"), name): typed[name] for name in typed}
    pairs = [*form_of(answer).filled(named), *([("consent", "y")] if agreed else [])]
    address = f"{PAGE}/{verb}" if verb else PAGE
    return desk.post(address, data=encoded(pairs), content_type=FORM)


def people() -> dict[str, tuple[str, str, str]]:
    session.expire_all()
    rows = session.scalars(select(Registration))
    return {row.email: (row.given_name, row.family_name, str(row.status)) for row in rows}


def test_lines_become_registrations_with_a_letter_each(visit: int, desk: FlaskClient) -> None:
    assert PAGE in opened(desk, "registrations")
    shown = paste(desk, LINES)
    told = words(shown.text)
    assert "2 lines are new." in told
    assert "Another organisation: Somewhere else" in told
    made = send(desk, shown)
    assert (made.status_code, made.headers["Location"]) == (303, f"{DESK}/registrations?added=2")
    assert people() == {
        "ona@birzai.lt": ("Ona", "Onaitė", "confirmed"),
        "kari@example.org": ("Kari Marie", "Nordmann", "confirmed"),
    }
    kari = session.scalars(select(Registration).where(Registration.email == "kari@example.org")).one()
    assert (kari.language, kari.other_organisation, kari.organisation_id) == ("nb", "Somewhere else", None)
    assert session.scalar(select(func.count()).select_from(Mail)) == 2
    assert len({(entry.happened_at, entry.actor) for entry in session.scalars(select(HistoryEntry))}) == 1
    assert "Added: 2." in words(opened(desk, "registrations?added=2"))


@ON_SQLITE
def test_the_same_lines_once_more_change_nothing(visit: int, desk: FlaskClient) -> None:
    send(desk, paste(desk, LINES))
    again = paste(desk, LINES)
    assert "2 lines are there already. There is nothing to do." in words(again.text)
    assert send(desk, again).status_code == 422
    assert session.scalar(select(func.count()).select_from(Mail)) == 2


@ON_SQLITE
def test_nobody_is_kept_who_has_not_agreed(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES)
    refused = send(desk, shown, agreed=False)
    assert refused.status_code == 422
    assert "Ask each of them first: without their agreement we may not keep their data." in words(refused.text)
    changed = send(desk, shown, agreed_to="other words")
    assert "These words have changed meanwhile." in words(changed.text)
    assert people() == {}


@ON_SQLITE
def test_places_are_taken_one_after_the_other_and_the_rest_waits(app: Flask, desk: FlaskClient) -> None:
    make_visit(places=1)
    shown = paste(desk, LINES)
    assert words(shown.text).index("confirmed") < words(shown.text).index("on the waiting list")
    assert send(desk, shown).status_code == 303
    assert [status for *_, status in people().values()] == ["confirmed", "waitlisted"]


@ON_SQLITE
def test_without_a_queue_whoever_finds_no_place_is_told_at_the_line(app: Flask, desk: FlaskClient) -> None:
    make_visit(places=1, queue=False)
    shown = paste(desk, LINES)
    assert "All places of this visit are taken, and no waiting list is open." in words(shown.text)
    assert send(desk, shown).status_code == 422
    assert people() == {}
    pairs = [*form_of(shown).filled(), ("consent", "y"), ("out", "2")]
    made = desk.post(f"{PAGE}/make", data=encoded(pairs), content_type=FORM)
    assert made.headers["Location"].endswith("added=1")


@ON_SQLITE
def test_a_place_that_was_taken_meanwhile_is_looked_at_again(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(places=2).id
    shown = paste(desk, LINES)
    join(visit, "first@example.org")
    answer = send(desk, shown)
    assert answer.status_code == 409
    assert "It would become otherwise than was shown." in words(answer.text)
    assert list(people()) == ["first@example.org"]
    assert send(desk, answer).status_code == 303


@ON_SQLITE
def test_a_number_of_several_countries_is_asked_back_at_its_cell(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES.replace("+370 612 34567", "612 34567"))
    [asked] = [control for control in form_of(shown).controls if control.invalid]
    assert (asked.name, "+37061234567" in asked.choices) == ("cell-1-3", True)
    assert "Of which country is this number?" in words(shown.text)
    assert send(desk, shown, cell_1_3="+37061234567").status_code == 303
    assert "+37061234567" in {row.phone for row in session.scalars(select(Registration))}


@ON_SQLITE
def test_each_mistake_is_corrected_at_its_cell(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, "Name\tE-mail\tOrganisation\nOna\tona(at)birzai.lt\t\n")
    assert form_of(shown).invalid == {"cell-1-0", "cell-1-1", "cell-1-2"}
    refused = send(desk, shown)
    assert "Correct the marked cells" in words(refused.text)
    made = send(desk, refused, cell_1_0="Ona Onaitė", cell_1_1="ona@birzai.lt", cell_1_2="birzai")
    assert made.status_code == 303
    assert people() == {"ona@birzai.lt": ("Ona", "Onaitė", "confirmed")}


@ON_SQLITE
def test_missing_agreement_and_wrong_lines_are_told_at_once(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES.replace("ona@birzai.lt", "ona at birzai"))
    assert ">Add the corrected lines</button>" in shown.text
    answer = send(desk, shown, agreed=False)
    assert answer.status_code == 422
    for error in ("Ask each of them first:", "Correct the marked cells, or leave their lines out. Lines: 2."):
        assert error in words(answer.text)
    assert people() == {}


@ON_SQLITE
def test_an_organisation_like_a_known_one_is_offered(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES.replace("Biržų rajono savivaldybė", "Birzu raj. savivaldybe"))
    assert "There are similar names: please look." in words(shown.text)
    pairs = form_of(shown).filled({"answer:organisation::birzu raj. savivaldybe": "birzai"})
    desk.post(f"{PAGE}/make", data=encoded([*pairs, ("consent", "y")]), content_type=FORM)
    ona = session.scalars(select(Registration).where(Registration.email == "ona@birzai.lt")).one()
    assert ona.organisation_id is not None


@ON_SQLITE
def test_whoever_left_comes_back_and_who_stands_twice_counts_once(visit: int, desk: FlaskClient) -> None:
    leave(join(visit, "ona@birzai.lt"))
    shown = paste(desk, LINES + "Ona Onaitė\tONA@birzai.lt\tX\t\t\n")
    assert "stands here twice as line 2" in words(shown.text)
    assert send(desk, shown).status_code == 303
    assert people()["ona@birzai.lt"][2] == Status.CONFIRMED


@ON_SQLITE
def test_lines_may_have_no_headings_and_come_back(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, "ona@birzai.lt;Ona Onaitė;Biržų rajono savivaldybė;+37061234567;Vedėja\n")
    assert "1 line is new." in words(shown.text)
    back = send(desk, shown, "lines", agreed=False)
    assert "Ona Onaitė" in back.text
    anew = send(desk, shown, "", agreed=False, column_4="")
    assert anew.status_code == 200
    assert "Please correct" not in words(anew.text)
    assert send(desk, anew).status_code == 303


@ON_SQLITE
def test_what_cannot_be_read_is_refused_in_words(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    assert "Paste some lines, or choose a file." in words(paste(desk, "").text)
    shown = paste(desk, LINES)
    assert send(desk, shown, lines="").status_code == 422
    assert send(desk, shown, "", lines="").status_code == 422
    assert send(desk, shown, "lines", lines="").status_code == 422
    assert send(desk, shown, csrf_token="x").status_code == 400
    assert send(desk, shown, "", csrf_token="x").status_code == 400
    assert send(desk, shown, seen="{}").status_code == 409
    assert desk.get(f"{PAGE}/make").headers["Location"] == PAGE
    form = form_of(desk.get(PAGE))
    lost = desk.post(PAGE, data=dict(form.filled({"lines": LINES, "csrf_token": "x"})))
    assert (lost.status_code, "ona@birzai.lt" in lost.text) == (400, True)


@ON_SQLITE
def test_whoever_was_written_to_enough_is_told_at_the_line(visit: int, desk: FlaskClient) -> None:
    shown = paste(desk, LINES)
    with contextlib.suppress(TooManyAttempts):
        while True:
            limits.check({"desk_email": mailboxes.counted("kari@example.org")})
    refused = send(desk, shown)
    assert (refused.status_code, form_of(refused).invalid, people()) == (422, {"cell-2-1"}, {})
    told = words(refused.text)
    assert "Lines: 3." in told
    assert "We have written to this address very often: leave the line out, or add this person later." in told
    assert send(desk, refused, cell_2_1="another@example.org").status_code == 303
    assert sorted(people()) == ["another@example.org", "ona@birzai.lt"]


@ON_SQLITE
def test_at_most_a_hundred_are_added_at_a_time(visit: int, desk: FlaskClient) -> None:
    line = "Ona Onaitė\tona{}@birzai.lt\tbirzai\t\t\n"
    heading = LINES.split("\n", maxsplit=1)[0] + "\n"
    refused = paste(desk, heading + "".join(map(line.format, range(101))))
    assert refused.status_code == 422
    assert "These are 101 lines; at most 100 can be added at a time. Please do it in parts." in words(refused.text)
    assert "100 lines are new." in words(paste(desk, heading + "".join(map(line.format, range(100)))).text)


@ON_SQLITE
def test_a_stranger_is_led_to_the_sign_in(visit: int, client: FlaskClient) -> None:
    assert client.get(PAGE).headers["Location"] == "/sign-in"


@ON_SQLITE
def test_lines_are_numbered_as_in_the_spreadsheet(visit: int, desk: FlaskClient) -> None:
    spaced = LINES.replace("\nKari", "\n\n\t\t\nKari").replace("kari@example.org", "kari")
    shown = paste(desk, spaced)
    assert 'id="line-4"' in shown.text
    assert 'id="line-2"' not in shown.text
    refused = send(desk, shown)
    assert "Lines: 5." in words(refused.text)
    again = send(desk, refused, "", cell_4_1="kari@example.org")
    assert "2 lines are new." in words(again.text)
    assert send(desk, again).status_code == 303
    assert len(people()) == 2


@ON_SQLITE
def test_the_page_before_says_the_number_that_is_true(visit: int, desk: FlaskClient) -> None:
    assert "At most 100 people at a time." in words(desk.get(PAGE).text)
    assert "At most 500 lines at a time, with that of the headings." in words(opened(desk, "add-many/sessions"))
    for number in (101, 501):
        lines = "".join(f"Ona\to{each}@example.org\n" for each in range(number))
        assert f"These are {number} lines; at most 100 can be added" in words(paste(desk, lines).text)


@ON_SQLITE
def test_columns_that_are_left_out_are_named_and_the_consent_comes_last(visit: int, desk: FlaskClient) -> None:
    lines = "Name\tE-mail\tOrganisation\tHow do you arrive?\t\t\nOna Onaitė\to@example.org\tX\tby bus\ty\t\n"
    page = paste(desk, lines).text
    assert "These columns are left out: “How do you arrive?”, column 5. Above each" in words(page)
    assert page.index("</table>") < page.index('class="consent"') < page.index(f'formaction="{PAGE}/make"')
    assert page.count(f'formaction="{PAGE}/make"') == 1
    assert "left out:" not in words(paste(desk, LINES).text)
