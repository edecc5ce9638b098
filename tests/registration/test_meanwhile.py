"""A registration that two change at once, at the desk and by the person's own link: nobody's change is lost."""

import html
import json
import re

import pytest
from flask import Flask

from eventapp.core.browser import SESSION_COOKIE
from eventapp.visits.history import history
from eventapp.visits.queries import visit_of
from tests.conftest import sign_in
from tests.factories import make_organisation, make_visit
from tests.pages import PageForm, read_page
from tests.people.desk import LIST
from tests.registration.people import change, join, own_page, row
from tests.walk import Browser

ADDRESS = "zydrune@example.org"


@pytest.fixture
def visit(app: Flask) -> int:
    visit_id = make_visit().id
    make_organisation(visit_id)
    join(visit_id)
    return visit_id


@pytest.fixture(params=["desk", "link"])
def who(request: pytest.FixtureRequest, app: Flask, visit: int) -> Browser:
    """An organiser, or the person."""
    return Browser(sign_in(app) if request.param == "desk" else app.test_client())


def form_at(who: Browser, page: str = "") -> PageForm:
    """The form of the page, or of where whoever it is edits the registration."""
    desk = f"{LIST}/{row(ADDRESS).id}"
    path = desk if organises(who) else f"{own_page()}?edit=1&l=en"
    found = read_page(page or who.open(path).text, path.split("?", maxsplit=1)[0])
    return next(form for form in found.forms if "given_name" in form.typed)


def organises(who: Browser) -> bool:
    return who.client.get_cookie(SESSION_COOKIE) is not None


def sent(who: Browser, form: PageForm, *ticked: str, **typed: str) -> tuple[int, str]:
    """(status, page or where it leads)."""
    answer = who.send(form, [*form.filled(typed), *(("theirs", name) for name in ticked)])
    return answer.status_code, answer.location or answer.text


def error_at(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">(.*?)</label>', page, re.S)
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", found[1])).split()) if found else ""


def test_what_another_changed_is_kept_and_so_is_mine(who: Browser) -> None:
    stale = form_at(who)
    change(row(ADDRESS), position="Direktorė", diet="vegan")
    status, where = sent(who, stale, needs="A lift")
    assert (status, where.endswith("?done=both")) == (303, True)
    kept = row(ADDRESS)
    assert (kept.position, kept.diet, kept.needs) == ("Direktorė", "vegan", "A lift")
    assert "What others have changed meanwhile is kept, too." in who.open(where).text


def test_only_what_both_changed_is_asked_at_the_field_in_words_and_can_be_answered_either_way(who: Browser) -> None:
    stale = form_at(who)
    change(row(ADDRESS), position="Direktorė", diet="vegan", language="nb", given_name="Žydrė")
    status, page = sent(who, stale, position="Vedėja", diet="gluten_free", care="y", given_name="Žydrė")
    assert status == 409
    by = "a participant" if organises(who) else "by the link in your letter"
    assert error_at(page, "position") == (
        "Somebody else has changed this meanwhile, too. What stands here is yours. "
        f"{by}, 1 March 2017 at 13:00: Direktorė Take this instead of mine"
    )
    assert "1 March 2017 at 13:00: Vegan" in error_at(page, "diet")
    assert not error_at(page, "given_name")
    assert re.search(r"Language of our letters</b>: <del>Lietuvių</del> → <ins>Norsk", page)
    again = form_at(who, page)
    assert (again.value("position"), again.value("diet"), again.value("language")) == ("Vedėja", "gluten_free", "nb")
    assert row(ADDRESS).position == "Direktorė"
    assert sent(who, again, "diet")[0] == 303
    kept = row(ADDRESS)
    assert (kept.position, kept.diet, kept.language, kept.given_name) == ("Vedėja", "vegan", "nb", "Žydrė")


def test_the_organisation_is_named_and_never_by_its_code(who: Browser) -> None:
    stale = form_at(who)
    change(row(ADDRESS), organisation="birzai", other_organisation="")
    status, page = sent(who, stale, other_organisation="Varėnos viešoji biblioteka")
    assert status == 409
    assert ": Biržų rajono savivaldybė Take" in error_at(page, "organisation")
    assert ": – Take" in error_at(page, "other_organisation")
    assert error_at(page, "other_organisation").startswith("Somebody else has changed this meanwhile, too.")
    assert sent(who, form_at(who, page), "organisation", "other_organisation")[0] == 303
    assert row(ADDRESS).organisation_id is not None


def test_a_box_that_was_ticked_counts_also_if_something_else_is_wrong(who: Browser) -> None:
    stale = form_at(who)
    change(row(ADDRESS), position="Direktorė")
    page = sent(who, stale, position="Vedėja")[1]
    status, page = sent(who, form_at(who, page), "position", family_name="")
    assert (status, form_at(who, page).value("position")) == (422, "Direktorė")
    assert sent(who, form_at(who, page), family_name="Naujoji")[0] == 303
    assert (row(ADDRESS).position, row(ADDRESS).family_name) == ("Direktorė", "Naujoji")


def test_while_something_is_wrong_with_the_form_others_go_on(who: Browser) -> None:
    stale = form_at(who)
    change(row(ADDRESS), position="Direktorė")
    status, page = sent(who, stale, family_name="")
    assert (status, form_at(who, page).value("position")) == (422, "Direktorė")
    change(row(ADDRESS), position="Vyriausioji direktorė")
    assert sent(who, form_at(who, page), family_name="Naujoji")[0] == 303
    assert (row(ADDRESS).position, row(ADDRESS).family_name) == ("Vyriausioji direktorė", "Naujoji")


@pytest.mark.parametrize("seen", ["x", "[]", "", '{"position": null}', '{"no_such": 1}', "[" * 5_000, None])
def test_without_what_was_shown_nothing_is_saved_and_the_form_comes_back(who: Browser, seen: str | None) -> None:
    form = form_at(who)
    pairs = [pair for pair in form.filled({"position": "Vedėja"}) if pair[0] != "seen"]
    answer = who.send(form, pairs if seen is None else [*pairs, ("seen", seen)])
    assert answer.status_code == 409
    assert "Your page did not tell what it had shown" in answer.text or '"position": null' in str(seen)
    assert row(ADDRESS).position == ""
    page = answer.text
    assert form_at(who, page).value("position") == "Vedėja"
    assert error_at(page, "position")
    assert sent(who, form_at(who, page))[0] == 303
    assert row(ADDRESS).position == "Vedėja"


def test_saving_nothing_writes_nothing_and_says_so(who: Browser, visit: int) -> None:
    form = form_at(who)
    version, told = visit_of(visit).version, len(history(visit))
    status, where = sent(who, form)
    assert (status, where.endswith("?done=nothing")) == (303, True)
    assert "Nothing was changed, so nothing was saved." in who.open(where).text
    assert (visit_of(visit).version, len(history(visit))) == (version, told)


def test_both_typed_the_same_and_nobody_is_asked(who: Browser) -> None:
    stale = form_at(who)
    change(row(ADDRESS), position="Vedėja")
    assert sent(who, stale, position="Vedėja", needs="A lift", care="y")[0] == 303
    assert (row(ADDRESS).position, row(ADDRESS).needs) == ("Vedėja", "A lift")


def test_the_person_and_two_organisers_save_one_after_the_other(app: Flask, visit: int) -> None:
    people = [Browser(client) for client in (sign_in(app), app.test_client(), sign_in(app))]
    forms = [form_at(each) for each in people]
    said = ({"position": "Vedėja"}, {"needs": "A lift", "care": "y"}, {"diet_note": "No nuts", "care": "y"})
    for each, form, typed in zip(people, forms, said, strict=True):
        assert sent(each, form, **typed)[0] == 303
    kept = row(ADDRESS)
    assert (kept.position, kept.needs, kept.diet_note) == ("Vedėja", "A lift", "No nuts")


def test_the_person_learns_that_it_was_an_organiser_and_not_who(app: Flask, visit: int) -> None:
    person, desk = Browser(app.test_client()), Browser(sign_in(app))
    stale = form_at(person)
    assert sent(desk, form_at(desk), position="Direktorė")[0] == 303
    page = sent(person, stale, position="Vedėja")[1]
    assert " an organiser, " in error_at(page, "position")
    assert "ona@example.org" not in page
    assert json.loads(form_at(person, page).value("seen"))["position"] == "Direktorė"
