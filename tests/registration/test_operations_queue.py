"""The law of the queue, whatever is done: while it moves nobody waits in vain; afterwards nobody gets a place."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp.core.acts import COMMAND, PARTICIPANT, WORKER, Act, organiser
from eventapp.core.db import session, transaction
from eventapp.core.errors import Refusal
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.planning.operations import Edit, save_item
from eventapp.planning.plan import REGISTRATION, VISIT, Key
from eventapp.registration import contact, erasing, operations
from eventapp.registration.errors import OrganisationIsFull, OrganisersDecideThat, RegistrationClosed, VisitIsFull
from eventapp.registration.models import Registration
from eventapp.registration.queries import places, waiting
from eventapp.registration.rules import Status
from eventapp.visitfiles.operations import load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.models import Visit
from eventapp.visits.queries import visit_of
from eventapp.visits.rules import phase
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import change, entry, join, leave, letters, row, states

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SENDERS = ("", "birzai", "prienai")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("join", "join", "join", "correct", "add", "leave", "back", "move"),
                *("places", "of", "load", "until", "open", "day", "erase"),
            ]
        ),
        st.integers(0, 4),
        st.integers(0, 2),
    ),
    min_size=6,
    max_size=24,
)


class Story:
    """A visit with two organisations, and what is done to it an hour after the other."""

    def __init__(self, *, after_the_end: bool) -> None:
        self.now, self.key = NOON, ""
        # over for long where it is open after the end, so that a term can be over while others wait
        year = 2007 if after_the_end else 2017
        days = {"starts_on": date(year, 4, 3), "ends_on": date(year, 4, 6)}
        until = {"queue_until": NOON + 12 * HOUR, "after_the_end": after_the_end}
        self.visit = make_visit(slug=uuid4().hex, places=1, **days, **until).id
        for code in SENDERS[1:]:
            make_organisation(self.visit, code, places=1)

    def do(self, what: str, number: int, other: int) -> None:
        """Whatever is refused changes nothing."""
        self.now += MINUTE if what == "correct" else HOUR
        try:
            with transaction():
                getattr(self, f"_{what}")(number, other)
        except Refusal:
            pass
        finally:
            session.remove()

    def statuses(self) -> dict[UUID, Status]:
        found = session.scalars(select(Registration).where(Registration.visit_id == self.visit))
        return {item.id: item.status for item in found}

    def _join(self, number: int, other: int) -> None:
        said = entry(f"{number}@example.org", organisation=SENDERS[other])
        self.key = operations.register(self.visit, said, act=Act(PARTICIPANT, LINKS, self.now))

    def _correct(self, number: int, _other: int) -> None:
        self.key = operations.correct_address(
            self.visit, self.key, f"{number}@example.org", act=Act(PARTICIPANT, LINKS, self.now)
        )

    def _add(self, number: int, other: int) -> None:
        said = entry(f"{number}@example.org", organisation=SENDERS[other])
        operations.add_registration(self.visit, said, act=Act(organiser(1), LINKS, self.now))

    def _one(self, number: int) -> Registration | None:
        people = session.scalars(select(Registration).where(Registration.visit_id == self.visit))
        return next((item for item in people if item.email == f"{number}@example.org"), None)

    def _leave(self, number: int, _other: int) -> None:
        if found := self._one(number):
            operations.cancel_registration(self.visit, found.id, act=Act(PARTICIPANT, LINKS, self.now))

    def _back(self, number: int, _other: int) -> None:
        if found := self._one(number):
            operations.put_back_registration(self.visit, found.id, act=Act(organiser(1), LINKS, self.now))

    def _move(self, number: int, other: int) -> None:
        if found := self._one(number):
            said = entry(found.email, organisation=SENDERS[other])
            operations.change_registration(self.visit, found.id, said, act=Act(PARTICIPANT, LINKS, self.now))

    def _save(self, key: Key, **said: object) -> None:
        edit = Edit(key, said, {})
        save_item(self.visit, edit, act=Act(organiser(1), LINKS, self.now))

    def _places(self, number: int, _other: int) -> None:
        self._save(REGISTRATION, places=number)

    def _of(self, number: int, other: int) -> None:
        self._save(Key("organisation", SENDERS[1 + other % 2]), places=number)

    def _until(self, number: int, _other: int) -> None:
        self._save(REGISTRATION, queue_until=self.now + (number - 2) * HOUR if number else None)

    def _open(self, number: int, _other: int) -> None:
        self._save(REGISTRATION, after_the_end=bool(number % 2))

    def _day(self, number: int, _other: int) -> None:
        """The visit begins earlier or later."""
        self._save(VISIT, first_day=date(2017, 3 if number % 2 else 4, 2))

    def _load(self, number: int, _other: int) -> None:
        slug = session.get_one(Visit, self.visit).slug
        said = f'[visit]\nslug = "{slug}"\ntimezone = "Europe/Oslo"\n[registration]\nplaces = {number}\n'
        load_visit(read_visit_file("a.toml", said.encode()), act=Act(COMMAND, LINKS, self.now), overwrite=True)

    def _erase(self, number: int, _other: int) -> None:
        if found := self._one(number):
            found.consent_at = NOON - timedelta(days=3000)
            erasing.erase_expired(self.visit, act=Act(WORKER, LINKS, self.now))


@pytest.mark.parametrize("after_the_end", [False, True])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_law_of_the_queue(app: Flask, after_the_end: bool, steps: list[tuple[str, int, int]]) -> None:
    story = Story(after_the_end=after_the_end)
    for step in steps:
        before = story.statuses()
        story.do(*step)
        visit = visit_of(story.visit)
        if phase(visit, story.now).queue_moves:
            free = places(visit)
            for person in waiting(visit.id):
                assert free.visit_is_full() or free.organisation_is_full(person.organisation), step
        else:
            waited = {identity for identity, status in before.items() if status == Status.WAITLISTED}
            now = story.statuses()
            assert {now[identity] for identity in waited & now.keys()} <= {Status.WAITLISTED, Status.CANCELLED}, step
        if step[0] == "back" and story.statuses() != before:
            taken = places(visit)
            new = [each for each, status in story.statuses().items() if before[each] != status]
            assert len(new) == 1, "nobody else gets or loses a place by it"
            assert taken.limit is None or taken.taken <= taken.limit or story.statuses()[new[0]] == Status.WAITLISTED
        if phase(visit, story.now).window == "closed" and step[0] in ("join", "correct"):
            assert story.statuses() == before, step


def over() -> Visit:
    """A visit that ended on 6 April, seen on the 10th."""
    return make_visit(places=1, after_the_end=False)


TENTH = datetime(2017, 4, 10, 12, tzinfo=UTC)


def test_a_visit_that_is_over_takes_nobody_unless_it_is_open_after_the_end(app: Flask) -> None:
    visit = over()
    with pytest.raises(RegistrationClosed):
        join(visit.id, now=TENTH)
    assert (states(), letters()) == ({}, [])
    with transaction():
        session.get_one(Visit, visit.id).after_the_end = True
    join(visit.id, now=TENTH)
    assert states() == {"zydrune@example.org": "confirmed"}


def test_an_address_is_not_corrected_into_a_visit_that_has_ended_meanwhile(app: Flask) -> None:
    visit = over()
    last = datetime(2017, 4, 6, 21, 59, tzinfo=UTC)  # a minute before midnight in Oslo
    with transaction():
        key = operations.register(visit.id, entry("a@example.org"), act=Act(PARTICIPANT, LINKS, last))
    for email in ("a@example.org", "b@example.org"):
        with pytest.raises(RegistrationClosed), transaction():
            operations.correct_address(visit.id, key, email, act=Act(PARTICIPANT, LINKS, last + MINUTE))
    assert states() == {"a@example.org": "confirmed"}
    with transaction():
        operations.correct_address(
            visit.id, key, "b@example.org", act=Act(PARTICIPANT, LINKS, last + timedelta(seconds=59))
        )
    assert states() == {"b@example.org": "confirmed"}


@pytest.mark.parametrize("seconds", [-1, 0])
def test_the_visit_begins_at_its_own_midnight(app: Flask, seconds: int) -> None:
    """On Samoa's clocks, eleven hours after the day has begun in Greenwich."""
    visit = make_visit(places=1, after_the_end=False, timezone="Pacific/Pago_Pago")
    first = join(visit.id, "a@example.org")
    join(visit.id, "b@example.org")
    midnight = datetime(2017, 4, 3, 11, tzinfo=UTC)
    leave(first, now=midnight + timedelta(seconds=seconds))
    assert states()["b@example.org"] == ("confirmed" if seconds else "waitlisted")


def test_once_the_queue_has_stopped_nobody_joins_it(app: Flask) -> None:
    visit = make_visit(places=1, queue_until=NOON + HOUR)
    make_organisation(visit.id, "full", places=0)
    join(visit.id, "a@example.org")
    for refused, organisation in ((VisitIsFull, ""), (VisitIsFull, "full")):
        with pytest.raises(refused):
            join(visit.id, "b@example.org", organisation=organisation, now=NOON + HOUR)
    leave(row("a@example.org"))
    with pytest.raises(OrganisationIsFull):
        join(visit.id, "b@example.org", organisation="full", now=NOON + HOUR)
    join(visit.id, "b@example.org", now=NOON + HOUR)
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed"}


def test_a_later_beginning_lets_the_queue_move_again(app: Flask) -> None:
    visit = make_visit(places=1, after_the_end=False)
    first = join(visit.id, "a@example.org")
    join(visit.id, "b@example.org")
    on_the_first_day = datetime(2017, 4, 3, 12, tzinfo=UTC)
    leave(first, now=on_the_first_day)
    assert states()["b@example.org"] == "waitlisted"
    with transaction():
        edit = Edit(VISIT, {"first_day": date(2017, 4, 5)}, {})
        save_item(visit.id, edit, act=Act(organiser(1), LINKS, on_the_first_day))
    assert states()["b@example.org"] == "confirmed"


def test_the_worker_erases_and_promotes_nobody_once_the_queue_has_stopped(app: Flask) -> None:
    visit = make_visit(places=1, keep_days=10, queue_until=NOON + HOUR)
    join(visit.id, "a@example.org")
    join(visit.id, "b@example.org")
    with transaction():
        later = session.scalars(select(Registration).where(Registration.email_key == "b@example.org")).one()
        later.consent_at = NOON + timedelta(days=90)
    with transaction():
        assert erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, NOON + timedelta(days=60))) == 1
    assert states() == {"b@example.org": "waitlisted"}


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ({"after_the_end": False}, "iki vizito pradžios"),
        ({"queue_until": NOON + HOUR}, "iki 2017\u00a0m. kovo 1\u00a0d. 14.00\u00a0val."),
        ({}, "Kai tik ateis jūsų eilė"),
    ],
)
def test_the_letter_to_who_waits_promises_no_more_than_is_kept(
    app: Flask, until: dict[str, object], words: str
) -> None:
    visit = make_visit(places=0, **until)
    waits = join(visit.id)
    written = text_of(session.scalars(select(Mail)).one())
    assert words in written
    assert ("nebeskirsime" in written) is bool(until)
    session.remove()
    with transaction():
        contact.send_link(visit.id, waits.id, waits.email, act=Act(WORKER, LINKS, NOON + 2 * HOUR))
    again = text_of(session.scalars(select(Mail).order_by(Mail.created_at.desc()).limit(1)).one())
    stopped = "queue_until" in until
    assert ("Laukiančiųjų eilė nebejuda" in again, words in again) == (stopped, not stopped)


@pytest.mark.parametrize(
    ("moderated", "places", "refused"),
    [("nobody", None, False), ("nobody", 1, True), ("other", None, True), ("everybody", None, False)],
)
def test_nobody_leaves_a_share_of_places_or_passes_a_decision_by_themselves(
    app: Flask, moderated: str, places: int | None, refused: bool
) -> None:
    visit = make_visit(places=9)
    make_organisation(visit.id, places=places)
    ada = join(visit.id, organisation="birzai", other_organisation="")
    with transaction():
        session.get_one(Visit, visit.id).moderated = moderated
    if refused:
        with pytest.raises(OrganisersDecideThat):
            change(ada, organisation="", other_organisation="Elsewhere")
        session.rollback()
    with transaction():
        changed = entry(ada.email, organisation="", other_organisation="Elsewhere")
        operations.change_registration(visit.id, ada.id, changed, act=Act(organiser(1), LINKS, NOON))
    assert row(ada.email).organisation_id is None
