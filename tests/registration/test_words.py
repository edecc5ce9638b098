"""Newcomers are found at once, and by the same words once the worker has written them; none of them stays behind."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from eventapp.core.acts import PARTICIPANT, Act
from eventapp.core.db import session, transaction
from eventapp.core.errors import Refusal
from eventapp.people import listing
from eventapp.registration import erasing, operations, words
from eventapp.registration.jobs import put_in_place
from eventapp.registration.models import NOWHERE, Registration, SearchWord
from eventapp.registration.rules import Status
from eventapp.visits.models import Visit
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, entry, join, leave, row
from tests.registration.test_submissions import correct, send, statements

ACT = Act(PARTICIPANT, LINKS, NOON)


def found(visit_id: int, typed: str, few: int = listing.FEW, **chosen: object) -> list[str]:
    """Without the worker."""
    chosen_ones = listing.Filter(words=typed, **chosen)  # type: ignore[arg-type]
    page = listing.page_of(visit_id, chosen_ones, listing.Cursor(), "lt", LINKS.sign_place, few=few)
    return sorted(item.email for item in page.rows)


def kept(visit_id: int) -> set[tuple[object, str]]:
    """All words of the table."""
    session.remove()
    query = select(SearchWord.registration_id, SearchWord.word).where(SearchWord.visit_id == visit_id)
    return {(person, word) for person, word in session.execute(query)}


def keys(visit_id: int) -> set[tuple[object, str]]:
    """All words of the people's keys."""
    people = session.scalars(select(Registration).where(Registration.visit_id == visit_id))
    return {(person.id, word) for person in people for word in person.search_key.split()}


def test_registering_writes_no_words_and_the_worker_writes_them_all(app: Flask) -> None:
    visit = make_visit().id
    with statements() as asked:
        person = join(visit)
    assert [statement for statement in asked if "registration_word" in statement] == []
    assert (person.search_key, kept(visit)) == ("", set())
    put_in_place()
    person = row("zydrune@example.org")
    assert person.search_key == words.key_of(person)
    assert kept(visit) == keys(visit) != set()


SPELLINGS = {
    "Åse O’Brien": ("aase", "åse", "obrien", "o'brien", "brien", "aase obr"),
    "Žydrūnė Kūčinskaitė-Šimkė": ("zydrune", "ŽYDR", "kucinskaite", "simke", "kucinskaitesimke"),
    "Bjørg Ødegård": ("bjorg", "odegard", "oedegaard", "ØDEG"),
}


@pytest.mark.parametrize("few", [0, listing.FEW])
@pytest.mark.parametrize("name", SPELLINGS)
def test_a_newcomer_is_found_by_what_will_find_them(app: Flask, name: str, few: int) -> None:
    visit, other = make_visit().id, make_visit(slug="bergen").id
    birzai = make_organisation(visit)
    for number in range(3):
        join(visit, f"old-{number}@example.org", given_name="Jonas", family_name="Jonaitis", phone="+4740812345")
    put_in_place()
    given, family = name.split(" ", maxsplit=1)
    join(other, "elsewhere@example.org", given_name=given, family_name=family)
    join(visit, "new@example.org", given_name=given, family_name=family, organisation="birzai", other_organisation="")
    typed = [*SPELLINGS[name], "new@ex", "0 612 34567", "2345", f"{family} 612", "exampl"]
    for _ in range(2):
        for each in typed:
            assert "new@example.org" in found(visit, each, few), each
            assert "elsewhere@example.org" not in found(visit, each, few), each
        assert found(visit, "jonas") == [f"old-{number}@example.org" for number in range(3)]
        assert found(visit, SPELLINGS[name][0], few, status=Status.WAITLISTED) == []
        assert found(visit, SPELLINGS[name][0], few, organisation=birzai.id) == ["new@example.org"]
        assert found(visit, "2345", few, telephones=False) == []
        assert found(visit, f"{SPELLINGS[name][0]} nobody", few) == []
        put_in_place()


def test_a_search_looks_at_so_many_newcomers_and_no_more(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "MOST_LOOKED_AT", 2)
    visit = make_visit().id
    for number in range(3):
        join(visit, f"{number}@example.org")
    assert len(found(visit, "zydrune")) == 2
    put_in_place()
    assert len(found(visit, "zydrune")) == 3


def test_many_are_served_some_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "AT_ONCE", 2)
    visit = make_visit().id
    for number in range(4):
        join(visit, f"{number}@example.org")
    with transaction():
        assert words.serve_newcomers(visit) == 2
    put_in_place()
    assert len(kept(visit)) == len(keys(visit)) > 4
    assert words.visits_with_newcomers() == []


def test_a_visit_that_is_removed_meanwhile_keeps_no_other_waiting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, visit = make_visit(slug="gone").id, make_visit().id
    join(visit)
    with transaction():
        session.execute(delete(Visit).where(Visit.id == gone))
    monkeypatch.setattr(words, "visits_with_newcomers", lambda: [gone, visit])
    put_in_place()
    assert kept(visit) == keys(visit) != set()


def test_whoever_comes_back_by_another_name_is_found_by_the_new_one_alone(app: Flask) -> None:
    visit = make_visit().id
    leave(join(visit, other_organisation="", organisation=""))
    put_in_place()
    join(visit, family_name="Naujoji", other_organisation="Kita")
    assert found(visit, "naujoji") == ["zydrune@example.org"]
    put_in_place()
    assert (found(visit, "naujoji"), found(visit, "azuolaite")) == (["zydrune@example.org"], [])
    assert kept(visit) == keys(visit)


def test_whoever_is_renamed_or_moved_before_the_worker_comes_keeps_no_earlier_word(app: Flask) -> None:
    visit = make_visit().id
    key = send(visit)
    change(join(visit, "other@example.org"), family_name="Naujoji")
    correct(visit, key)
    for _ in range(2):
        assert kept(visit) == keys(visit)
        assert found(visit, "zydrnue") == []
        assert found(visit, "naujoji") == ["other@example.org"]
        assert found(visit, "azuolaite") == ["zydrune@example.org"]
        put_in_place()


STEPS = st.lists(
    st.tuples(st.sampled_from(["join", "change", "leave", "correct", "erase", "serve"]), st.integers(0, 1)),
    min_size=3,
    max_size=14,
)
NAMES = ("Åse", "Žydrūnė Ona", "Odd", "Bjørg")


class Story:
    def __init__(self) -> None:
        self.visit, self.key, self.number = make_visit(slug=uuid4().hex).id, "", 0

    def join(self, who: int) -> None:
        said = entry(f"{who}@example.org", given_name=NAMES[self.number % 4], phone=f"+3706123456{self.number % 10}")
        self.key = operations.register(self.visit, said, act=ACT)

    def change(self, who: int) -> None:
        said = entry(f"{who}@example.org", given_name=NAMES[self.number % 4])
        operations.change_registration(self.visit, self._id(who), said, act=ACT)

    def leave(self, who: int) -> None:
        operations.cancel_registration(self.visit, self._id(who), act=ACT)

    def correct(self, who: int) -> None:
        self.key = operations.correct_address(self.visit, self.key, f"{1 - who}@example.org", act=ACT)

    def erase(self, who: int) -> None:
        erasing.erase_person(self.visit, self._id(who), act=ACT)

    def serve(self, _who: int) -> None:
        words.serve_newcomers(self.visit)

    def _id(self, who: int) -> UUID:
        """Nobody's where there is none."""
        mine = Registration.visit_id == self.visit, Registration.email_key == f"{who}@example.org"
        return session.scalar(select(Registration.id).where(*mine)) or UUID(int=0)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_words_are_those_of_the_keys_whatever_is_done(app: Flask, steps: list[tuple[str, int]]) -> None:
    story = Story()
    for what, who in steps:
        story.number += 1
        try:
            with transaction():
                getattr(story, what)(who)
        except Refusal:
            pass
        session.remove()
        assert kept(story.visit) == keys(story.visit)
    with transaction():
        words.serve_newcomers(story.visit)
    people = session.scalars(select(Registration).where(Registration.visit_id == story.visit)).all()
    assert [person.search_key for person in people] == [words.key_of(person) for person in people]
    assert [person.id for person in people if person.sort_en == NOWHERE] == []
    assert kept(story.visit) == keys(story.visit)


def test_whoever_is_erased_while_the_worker_is_at_it_leaves_no_word(app: Flask) -> None:
    """Both hold the visit: one comes after the other, in either order."""
    visit = make_visit().id
    for number in range(12):
        join(visit, f"{number}@example.org")
    ids = [row(f"{number}@example.org").id for number in range(12)]
    session.remove()

    def erase() -> None:
        for identity in ids:
            with transaction():
                erasing.erase_person(visit, identity, act=ACT)

    def run(work: Callable[[], None]) -> threading.Thread:
        def inside() -> None:
            with app.app_context():
                work()

        return threading.Thread(target=inside)

    both = [run(put_in_place), run(erase)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert (kept(visit), keys(visit)) == (set(), set())
