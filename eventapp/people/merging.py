"""Two registrations of one person: found, looked at beside each other, made one, or said to be two."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select

from eventapp.core import keepers, mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import execute, session
from eventapp.core.keepers import Person
from eventapp.notifications.operations import withdraw_mails
from eventapp.people.errors import DoublesChanged, SamePerson
from eventapp.people.models import Apart
from eventapp.questions.answers import forget_some, write_waits
from eventapp.questions.queries import answers_of
from eventapp.registration import contact, mails
from eventapp.registration.choosing import choice_places
from eventapp.registration.doubles import Double, Known, doubles, pair
from eventapp.registration.history import PersonAction, record
from eventapp.registration.merges import ANSWER, Half, Merge, merge_of
from eventapp.registration.models import Registration
from eventapp.registration.operations import promote
from eventapp.registration.queries import find_by_email
from eventapp.registration.rows import about, get_row, store, write
from eventapp.registration.rules import CARE, ENDED, HOLDS, Diet
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts

ROW_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("given_name", "family_name"),
    "email": ("email",),
    "phone": ("phone",),
    "position": ("position",),
    **{name: (name,) for name in CARE},
    "language": ("language",),
}
"""{field of a merge: the columns that go together in it}; answers are fields, too (merges.ANSWER)."""
_COLUMNS = (Registration.given_name, Registration.family_name, Registration.phone, Registration.email)


def find_doubles(visit_id: int) -> list[Double]:
    """Who may be registered twice, the earliest first. Whoever has cancelled is held against those who come only."""
    here = (Registration.visit_id == visit_id, Registration.emptied_at.is_(None))
    rows = execute(
        select(Registration.id, *_COLUMNS, Registration.status)
        .where(*here)
        .order_by(Registration.created_at, Registration.turn)
    ).all()
    two = execute(select(Apart.one_id, Apart.other_id).where(Apart.visit_id == visit_id)).all()
    gone = {row.id for row in rows if row.status in ENDED}
    known = [Known(row.id, row.given_name, row.family_name, row.phone, row.email) for row in rows]
    found = doubles(known, {(row.one_id, row.other_id) for row in two})
    return [each for each in found if not {each.one, each.other} <= gone]


def look_at(one: Registration, other: Registration) -> Merge:
    """Both beside each other, and which of them would stay. Raises SamePerson."""
    if one.id == other.id:
        raise SamePerson
    answers = answers_of(one.visit_id, [one.id, other.id])
    halves = [_half(row, {code: kept.kept for code, kept in answers.get(row.id, {}).items()}) for row in (one, other)]
    return merge_of(*halves)


def _half(row: Registration, answers: Mapping[str, str]) -> Half:
    said = {name: "\n".join(_words(row, column) for column in columns) for name, columns in ROW_FIELDS.items()}
    said = {name: words if words.strip() else "" for name, words in said.items()}
    said |= {f"{ANSWER}{code}": answer for code, answer in answers.items()}
    return Half(row.id, str(row.status), row.turn, row.consent_at, said)


def _words(row: Registration, column: str) -> str:
    value = str(getattr(row, column))
    return "" if column == "diet" and value == Diet.NONE else value


def merge_people(
    visit_id: int, one_id: UUID, other_id: UUID, chosen: Mapping[str, str], seen: str, *, act: Act
) -> UUID:
    """Make one registration of two, in every room; gives its id. The other one is gone, and its link opens nothing.

    ``chosen``: {field: merges.Side}; ``seen``: the ``digest`` of what was looked at. Place, turn and organisation stay
    together with the better state; a place that is free now goes to the next. A letter is written only where the
    address is another one afterwards. Raises SamePerson, DoublesChanged, RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    merge = look_at(get_row(visit_id, one_id), get_row(visit_id, other_id))
    if merge.digest != seen:
        raise DoublesChanged
    kept, gone = get_row(visit_id, merge.kept.id), get_row(visit_id, merge.other.id)
    taken = merge.taken(chosen)
    had_place = gone.status in HOLDS
    codes = [name.removeprefix(ANSWER) for name in taken if name.startswith(ANSWER)]
    moves = gone.email if "email" in taken else ""
    contact.forget_new(gone, act.now)
    withdraw_mails(about(gone.id), gone.email, now=act.now)
    _take_over(kept, gone, taken)
    forget_some(visit_id, kept.id, codes)
    session.flush()
    keepers.merge(Person(visit_id, gone.id), Person(visit_id, kept.id), act=act)
    session.expunge(gone)
    if kept.status in HOLDS and not had_place:
        _wait_where_full(visit, kept, codes)
    record(kept, PersonAction.MERGED, act)
    _settle_address(visit, kept, moves, act)
    promote(visit, act)
    return kept.id


def _take_over(kept: Registration, gone: Registration, taken: list[str]) -> None:
    columns = [column for name, columns in ROW_FIELDS.items() if name in taken for column in columns]
    for column in columns:
        if column != "email":
            setattr(kept, column, getattr(gone, column))
    kept.keep_days = min(kept.keep_days, gone.keep_days)
    # a calendar follows the highest count, and an even one says that the visit stands in it
    while kept.calendar_count < gone.calendar_count:
        kept.calendar_count += 2


def _wait_where_full(visit: VisitFacts, kept: Registration, codes: list[str]) -> None:
    """What is taken from somebody without a place held none: it waits where there is none left."""
    places = choice_places(visit.id)
    answers = answers_of(visit.id, [kept.id]).get(kept.id, {})
    for code in codes:
        over = [pick for pick in places.picks({code: answers[code].kept}) if places.is_overfull(pick)]
        if over:
            write_waits(visit.id, kept.id, code, {pick.choice: visit.version for pick in over})


def _settle_address(visit: VisitFacts, kept: Registration, moves: str, act: Act) -> None:
    """``moves``: the address that it has from now on, "" the same; its link is then a new one, and is sent there."""
    if moves:
        contact.forget_new(kept, act.now)
        withdraw_mails(about(kept.id), kept.email, now=act.now)
        kept.email, kept.email_key = moves, None
        kept.generation += 1
        session.flush()
    if kept.email_key is None and find_by_email(visit.id, kept.email) is None:
        kept.email_key = mailboxes.key(kept.email) if kept.email else None
    store(kept)
    if moves:
        write(mails.LINK, kept, visit, act)


def set_apart(visit_id: int, one_id: UUID, other_id: UUID, *, act: Act) -> None:
    """They are two people: the desk does not show them as one again. Raises SamePerson, RegistrationNotFound,
    PersonIsEmptied."""
    hold_facts(visit_id)
    one, other = get_row(visit_id, one_id), get_row(visit_id, other_id)
    if one.id == other.id:
        raise SamePerson
    first, second = pair(one.id, other.id)
    if session.get(Apart, (first, second)) is None:
        session.add(Apart(visit_id=visit_id, one_id=first, other_id=second))
        for row in (one, other):
            record(row, PersonAction.APART, act)
