"""Clashes at the desk: their page, the overview, the form after saving, the release."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp.planning.remedy_words import MOST
from tests.at_desk import DESK, opened, save, statements
from tests.factories import NOON, make_session, make_slot, make_speaker, make_visit, publish
from tests.pages import PageForm, read_page

KARI = "Kari Nordmann speaks in two places at once."


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit().id


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page[page.index("<main") :])).split())


def clashing(visit: int, *codes: str) -> None:
    """At the same time, all with the same speaker."""
    speaker = make_speaker(visit)
    for code in codes:
        make_slot(make_session(visit, code, title={"en": f"Session {code}"}).id, speaker.id)


def test_each_clash_is_told_with_links_to_its_sessions(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    page = opened(desk, "clashes")
    assert f"Not possible 1 {KARI} Monday 3 April, 09:00–10:30 Session a " in words(page)
    assert [f'href="{DESK}/sessions/{code}"' in page for code in "ab"] == [True, True]


def test_days_and_sessions_with_clashes_have_links_with_their_number(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b", "c")
    later = {"starts_at": NOON.replace(month=4, day=4, hour=7), "ends_at": NOON.replace(month=4, day=4, hour=9)}
    ola = make_speaker(visit, "ola", name="Ola Nordmann")
    for code in "de":
        make_slot(make_session(visit, code, title={"en": f"Session {code}"}, **later).id, ola.id)
    page = opened(desk, "clashes")
    assert "all days 4 Mon 3 April 3 Tue 4 April 1" in words(page)
    tuesday = opened(desk, "clashes?day=2017-04-04")
    assert "Ola Nordmann speaks in two places" in words(tuesday)
    assert KARI not in words(tuesday)
    assert f'name="back" value="{DESK}/clashes?day=2017-04-04"' in tuesday
    assert "4 clashes in the programme Mon 3 April 3 clashes Tue 4 April 1 clash" in words(opened(desk, ""))
    rows = opened(desk, "sessions")
    assert "Session a 2 clashes (Session a)" in words(rows)
    assert "Session d 1 clash (Session d)" in words(rows)
    assert f'href="{DESK}/clashes?session=d"' in rows
    of_one = words(opened(desk, "clashes?session=d"))
    assert "Clashes Session d All clashes" in of_one
    assert KARI not in of_one


def test_what_an_address_names_and_is_not_there_leaves_all_or_nothing(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    assert KARI in words(opened(desk, "clashes?day=2017-04-09"))
    assert KARI not in words(opened(desk, "clashes?session=none"))


def test_without_any_it_says_so(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a")
    assert "nobody is in two places" in words(opened(desk, "clashes"))
    assert "clash" not in words(opened(desk, ""))
    assert "Clashes" not in words(opened(desk, "release"))


def test_a_stranger_is_sent_to_sign_in_and_an_unknown_visit_is_not_there(visit: int, client: FlaskClient) -> None:
    assert client.get(f"{DESK}/clashes").headers["Location"].startswith("/sign-in")


def test_an_unknown_visit_has_no_clashes(visit: int, desk: FlaskClient) -> None:
    assert desk.get("/organise/visits/none/clashes").status_code == 404


def test_three_clashing_sessions_cost_as_many_statements_as_two(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    counted = statements(desk, f"{DESK}/clashes")
    make_slot(make_session(visit, "c").id, make_speaker(visit, "ola").id)
    clashed = make_session(visit, "d", title={"en": "Session d"})
    make_slot(clashed.id, make_speaker(visit, "per").id)
    assert statements(desk, f"{DESK}/clashes") == counted


def test_the_overview_counts_them_and_leads_there(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b", "c")
    page = opened(desk, "")
    assert f'href="{DESK}/clashes"' in page
    assert "3 clashes in the programme" in words(page)


def test_a_saved_session_says_what_it_is_in_and_an_opened_one_does_not(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    assert KARI not in words(opened(desk, "sessions/a"))
    answer = save(desk, "sessions/a", **{"title-en": "Moved"})
    assert answer.status_code == 303
    page = opened(desk, answer.headers["Location"].removeprefix(f"{DESK}/"))
    assert "There is 1 clash: " + KARI in words(page)
    assert f'href="{DESK}/sessions/b"' in page
    make_session(visit, "alone")
    answer = save(desk, "sessions/alone", **{"title-en": "Moved", "from": "15:00", "to": "16:00"})
    assert "There is 1 clash" not in words(opened(desk, answer.headers["Location"].removeprefix(f"{DESK}/")))


def test_above_the_button_of_a_release_stands_what_clashes(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    page = words(opened(desk, "release"))
    assert page.index(KARI) < page.index("Release version 1")
    publish(visit)  # nothing is forbidden, and where nothing is to be released nothing is warned of
    assert KARI not in words(opened(desk, "release"))


WHY = "Kari opens, and comes over then"


def meant(page: str, verb: str = "intended") -> PageForm:
    """The form of the page that says so, or takes it back."""
    return next(form for form in read_page(page, f"{DESK}/clashes").forms if form.action.endswith(f"/clashes/{verb}"))


def send(desk: FlaskClient, form: PageForm, **typed: str) -> TestResponse:
    return desk.post(form.action, data=dict(form.filled()) | typed)


def test_a_clash_that_is_meant_is_listed_apart_and_counted_nowhere(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    answer = send(desk, meant(opened(desk, "clashes")), reason=WHY)
    assert answer.headers["Location"] == f"{DESK}/clashes?done=intended"
    page = words(opened(desk, "clashes?done=intended"))
    assert "Noted: this clash is intended." in page
    assert "None but those that are intended." in page
    assert f"Intended 1 {KARI} Monday 3 April, 09:00–10:30 Session a · Session b {WHY} ona@example.org, " in page
    assert "clash" not in words(opened(desk, ""))
    release = words(opened(desk, "release"))
    assert KARI not in release
    assert "1 clash is intended" in release
    send(desk, meant(opened(desk, "clashes"), "open-again"))
    assert "Not possible 1" in words(opened(desk, "clashes"))


def test_the_overview_says_how_many_more_are_meant(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b", "c")
    send(desk, meant(opened(desk, "clashes")), reason=WHY)
    assert "2 clashes in the programme (1 more is intended)" in words(opened(desk, ""))


def test_without_a_reason_or_with_too_long_a_one_it_is_refused_at_its_field(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    form = meant(opened(desk, "clashes"))
    for typed, refusal in ((" ", "Please say why"), ("x" * 301, "Please write at most 300 characters; these are 301.")):
        answer = send(desk, form, reason=typed)
        assert answer.status_code == 422
        why = f"why-{dict(form.filled())['clash']}"
        assert f'<a href="#{why}">' in answer.text
        assert f'id="{why}-error">{refusal}' in answer.text
        assert f'value="{typed.strip()}"' in answer.text
    assert WHY not in words(opened(desk, "clashes"))


def test_a_clash_that_was_moved_meanwhile_is_shown_again_with_what_was_typed(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    answer = send(desk, meant(opened(desk, "clashes")), reason=WHY, state="as it was")
    assert answer.status_code == 409
    assert "This clash is another one by now" in words(answer.text)
    assert send(desk, meant(answer.text)).status_code == 303
    assert WHY in words(opened(desk, "clashes"))
    assert "gone meanwhile" in words(send(desk, meant(answer.text), reason=WHY, clash="none").text)


def test_a_form_without_its_token_is_shown_again_filled(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    answer = send(desk, meant(opened(desk, "clashes")), reason=WHY, csrf_token="")
    assert answer.status_code == 400
    assert f'value="{WHY}"' in answer.text


def test_after_saving_a_session_the_way_leads_back_there_and_nowhere_else(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    form = meant(opened(desk, "sessions/a?done=1"))
    for back in ("//example.org/", "https://example.org", f"{DESK}/\nx"):
        assert send(desk, form, reason=back, back=back).headers["Location"] == f"{DESK}/clashes?done=intended"
        form = meant(opened(desk, "clashes"), "open-again")
        send(desk, form)
        form = meant(opened(desk, "sessions/a?done=1"))
    answer = send(desk, form, reason=WHY)
    assert answer.headers["Location"] == f"{DESK}/sessions/a?done=intended"
    page = words(opened(desk, "sessions/a?done=intended"))
    assert "Noted: this clash is intended." in page
    assert KARI not in page


def test_three_that_are_meant_cost_as_many_statements_as_one(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b", "c")
    send(desk, meant(opened(desk, "clashes")), reason=WHY)
    counted = statements(desk, f"{DESK}/clashes")
    for _ in range(2):
        send(desk, meant(opened(desk, "clashes")), reason=WHY)
    assert statements(desk, f"{DESK}/clashes") == counted
    assert "Intended 3" in words(opened(desk, "clashes"))


def test_whoever_reads_the_address_of_a_button_is_led_to_the_page(visit: int, desk: FlaskClient) -> None:
    for verb in ("intended", "open-again"):
        assert desk.get(f"{DESK}/clashes/{verb}").headers["Location"] == f"{DESK}/clashes"


def remedies(page: str, code: str = "b") -> list[PageForm]:
    """The buttons that would end something by moving that session."""
    forms = read_page(page, f"{DESK}/clashes").forms
    return [form for form in forms if form.action == f"{DESK}/sessions/{code}/move"]


def test_a_remedy_does_what_its_button_says_and_leads_back(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    page = opened(desk, "clashes")
    assert "Session b: Start at 10:30, until 12:00" in words(page)
    answer = send(desk, remedies(page)[0])
    assert answer.headers["Location"] == f"{DESK}/clashes?changed=1"
    page = words(opened(desk, "clashes?changed=1"))
    assert "1 session changed." in page
    assert "None: nobody is in two places" in page
    assert "10:30 –12:00 1 h 30 min Session b" in words(opened(desk, "sessions")).replace("\xa0", " ")


def test_a_remedy_sent_twice_moves_once_and_one_that_a_colleague_forestalled_not_at_all(
    visit: int, desk: FlaskClient
) -> None:
    clashing(visit, "a", "b")
    first = remedies(opened(desk, "clashes"))[0]
    assert send(desk, first).headers["Location"] == f"{DESK}/clashes?changed=1"
    assert send(desk, first).headers["Location"] == f"{DESK}/clashes?changed=0&so_already=1"
    answer = send(desk, first, start="11:00")
    assert answer.status_code == 409
    assert "Session b stays as it is: moved by somebody meanwhile" in words(answer.text)


def test_a_remedy_of_a_clash_that_is_gone_moves_nothing(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    page = opened(desk, "clashes")
    send(desk, remedies(page)[0])
    answer = send(desk, remedies(page, "a")[0])
    assert answer.status_code == 409
    assert "This clash is gone already, so nothing was moved." in words(answer.text)
    assert "09:00 –10:30 1 h 30 min Session a" in words(opened(desk, "sessions")).replace("\xa0", " ")


def test_a_remedy_of_a_clash_that_lies_otherwise_by_now_moves_nothing(visit: int, desk: FlaskClient) -> None:
    clashing(visit, "a", "b")
    first, other = (remedies(opened(desk, "clashes"), code)[0] for code in "ba")
    assert send(desk, first, start="09:30", end="+30", clash="").status_code == 303
    answer = send(desk, other)
    assert answer.status_code == 409
    assert "Something of this clash was moved meanwhile, so nothing was moved now." in words(answer.text)
    assert "09:00 –10:30 1 h 30 min Session a" in words(opened(desk, "sessions")).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("page", "then"), [("sessions/a?done=1", "sessions/a?done=1&changed=1"), ("release", "release?changed=1")]
)
def test_after_saving_and_before_releasing_there_are_remedies_too(
    visit: int, desk: FlaskClient, page: str, then: str
) -> None:
    clashing(visit, "a", "b")
    answer = send(desk, remedies(opened(desk, page), "a")[0])
    assert answer.headers["Location"] == f"{DESK}/{then}"
    assert KARI not in words(opened(desk, then))


def test_of_many_the_first_have_remedies_and_the_others_a_link(visit: int, desk: FlaskClient) -> None:
    clashing(visit, *(f"s{number}" for number in range(12)))
    page = opened(desk, "clashes")
    assert "Not possible 66" in words(page)
    about = re.findall(r'href="([^"]*clashes\?about=[^"]*)"', page)
    assert len(about) == 66 - MOST
    only = opened(desk, about[0].removeprefix(f"{DESK}/"))
    assert "Not possible 1" in words(only)
    assert "How can it be resolved?" not in only


def test_the_public_reads_nothing_of_it(visit: int, client: FlaskClient) -> None:
    clashing(visit, "a", "b")
    publish(visit)
    for page in ("programme", "sessions/a", "speakers/kari", "changes"):
        assert "two places" not in client.get(f"/en/oslo/{page}").text
