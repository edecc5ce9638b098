"""The desk: who may be registered twice, compared, merged after a preview, or said to be two."""

import re

from flask.testing import FlaskClient

from tests.at_desk import opened, statements, words
from tests.pages import encoded, read_page
from tests.people.desk import LIST, get, one, post
from tests.registration.people import join, row, states

A, B, FORM = "a@example.org", "b@example.org", "application/x-www-form-urlencoded"


def pair(visit: int) -> str:
    """Two with one name; gives what follows the list's address of their comparison."""
    join(visit, A, phone="+37061111111")
    join(visit, B, phone="+37062222222")
    return f"{one(row(A))}/same/{row(B).id}"


def press(desk: FlaskClient, page: str, ending: str, **typed: str):  # type: ignore[no-untyped-def]
    """As a browser sends the form on that page whose address ends so."""
    form = next(each for each in read_page(get(desk, page), f"{LIST}{page}").forms if each.action.endswith(ending))
    sent = dict(form.filled()) | typed
    return desk.post(form.action, data=encoded(list(sent.items())), content_type=FORM)


def test_who_may_be_registered_twice_stands_on_a_page_with_the_reason(visit: int, desk: FlaskClient) -> None:
    path = pair(visit)
    assert f'href="{LIST}/duplicates"' in get(desk)
    page = get(desk, "/duplicates")
    assert "the same name" in words(page)
    assert f'href="{LIST}{path}"' in page


def test_both_are_compared_and_merged(visit: int, desk: FlaskClient) -> None:
    path = pair(visit)
    page = words(get(desk, path))
    for said in ("+37061111111", "+37062222222", "Both have a place", "It cannot be undone."):
        assert said in page
    done = press(desk, path, str(row(B).id), **{"stays-phone": "other"})
    assert (done.status_code, done.location) == (303, f"{LIST}{one(row(A))}?done=merged")
    assert "Both registrations are one now." in get(desk, f"{one(row(A))}?done=merged")
    assert (states(), row(A).phone) == ({A: "confirmed"}, "+37062222222")
    assert "merged with another registration of the same person" in desk.get("/organise/visits/oslo/history").text
    assert desk.get(f"{LIST}{path}").status_code == 404, "who is merged already cannot be merged again"


def test_two_people_are_not_shown_again(visit: int, desk: FlaskClient) -> None:
    path = pair(visit)
    done = press(desk, path, "/apart")
    assert (done.status_code, done.location) == (303, f"{LIST}/duplicates?done=apart")
    page = words(get(desk, "/duplicates?done=apart"))
    assert "this pair is not shown again" in page
    assert "Nobody seems to be registered twice." in page
    assert desk.get(f"{LIST}{path}/apart").location == f"{LIST}{path}"


def test_what_others_changed_meanwhile_is_told_in_words(visit: int, desk: FlaskClient) -> None:
    path = pair(visit)
    answer = press(desk, path, str(row(B).id), seen="another")
    assert answer.status_code == 409
    assert "was changed meanwhile, so nothing was merged" in words(answer.text)
    assert states() == {A: "confirmed", B: "confirmed"}


def test_a_foreign_form_does_nothing(visit: int, desk: FlaskClient) -> None:
    path = pair(visit)
    assert desk.post(f"{LIST}{path}").status_code == 400
    assert desk.post(f"{LIST}{path}/apart").status_code == 400
    assert len(states()) == 2


def test_nobody_is_compared_with_themselves(visit: int, desk: FlaskClient) -> None:
    pair(visit)
    answer = desk.get(f"{LIST}{one(row(A))}/same/{row(A).id}")
    assert answer.status_code == 422
    assert "one and the same registration" in words(answer.text)


def test_the_other_registration_is_looked_for(visit: int, desk: FlaskClient) -> None:
    pair(visit)
    path = f"{one(row(A))}/same"
    assert f'href="{LIST}{path}"' in get(desk, one(row(A)))
    found = post(desk, path, q=B)
    assert re.findall(rf'href="{LIST}{path}/([^"]*)"', found.text) == [str(row(B).id)]
    assert "Nobody else is found by that." in post(desk, path, q="nobody at all").text
    assert post(desk, path, q="x" * 200).status_code == 422


def test_more_pairs_are_shown_for_the_same_statements(visit: int, desk: FlaskClient) -> None:
    pair(visit)
    opened(desk, "registrations/duplicates")
    few = statements(desk, f"{LIST}/duplicates")
    for number in range(3):
        join(visit, f"n{number}@example.org")
    assert statements(desk, f"{LIST}/duplicates") == few
