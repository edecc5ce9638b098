"""Registrations as a table in words, for a spreadsheet program."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table

from eventapp.core import mailboxes
from eventapp.core.keepers import marks
from eventapp.core.personal import Sees
from eventapp.core.text import LANGUAGE_NAMES, Message, translate
from eventapp.exports.spreadsheet import Cell
from eventapp.people.listing import Filter, everybody
from eventapp.people.queue import Why
from eventapp.questions.columns import AnswerColumns
from eventapp.registration.labels import DIET_NAMES, FIELD_NAMES, STATUS_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.queries import waiting
from eventapp.registration.rules import Status
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Right
from eventapp.visits.queries import organisations

COLUMNS: Final = (
    *("family_name", "given_name", "organisation", "status", "email", "phone", "position"),
    *("diet", "diet_note", "needs", "language", "registered"),
)
QUEUE: Final = (Message("Place in the queue"), Message("Waits since"), Message("Waits because"))
"""Before all others, where those who wait are listed."""
_MARKS: Final = marks(cast(Table, Registration.__table__))
KEPT: Final = (
    *(Registration.id, Registration.turn, Registration.consent_at),
    *(getattr(Registration, name) for name in COLUMNS if name not in ("organisation", "registered")),
    *(Registration.organisation_id, Registration.other_organisation, Registration.created_at),
)


AT_ONCE: Final = 500
"""Of so many people the answers are read in one statement."""


def shown_to(right: Right) -> tuple[str, ...]:
    """Which of COLUMNS whoever has that right sees, by their marks."""
    if right is Right.ORGANISER:
        return COLUMNS
    hidden = {name for name, mark in _MARKS.items() if mark.seen_by not in (Sees.READER, Sees.EVERYBODY)}
    return tuple(name for name in COLUMNS if name not in hidden)


def heads(chosen: Filter, answers: AnswerColumns, shown: Sequence[str] = COLUMNS) -> list[str]:
    """What the columns are called; last those of the visit's own questions. ``shown``: which of COLUMNS there are."""
    language = answers.language
    of_queue = QUEUE if chosen.status is Status.WAITLISTED else ()
    named = [translate(language, words) for words in (*of_queue, *(FIELD_NAMES[name] for name in shown))]
    return [*named, *answers.every.values()]


def rows(
    visit: VisitFacts, chosen: Filter, answers: AnswerColumns, shown: Sequence[str] = COLUMNS, *, now: datetime
) -> Iterator[list[Cell]]:
    """One a person, in the list's order; days and hours on the visit's clock."""
    told = _people(visit, chosen, answers.language, shown, now=now)
    while some := list(islice(told, AT_ONCE)):
        cells = answers.cells([person for person, _ in some], answers.every, numbers=True)
        yield from ([*row, *cells[person]] for person, row in some)


def _people(
    visit: VisitFacts, chosen: Filter, language: str, shown: Sequence[str], *, now: datetime
) -> Iterator[tuple[UUID, list[Cell]]]:
    """(whose, the cells of what everybody is asked)."""
    names = {item.id: item.name for item in organisations(visit.id)}
    zone = ZoneInfo(visit.timezone)
    statuses = {status: translate(language, words) for status, words in STATUS_NAMES.items()}
    diets = {diet: translate(language, words) for diet, words in DIET_NAMES.items()}
    in_queue = _in_queue(visit, chosen, language, now)
    for row in everybody(visit.id, chosen, language, *KEPT):
        made = {
            "organisation": names.get(row.organisation_id, row.other_organisation),
            "status": statuses[Status(row.status)],
            "email": mailboxes.shown(row.email),
            "diet": diets[row.diet],
            "language": LANGUAGE_NAMES[row.language],
            "registered": _shown(row.created_at, zone),
        }
        yield row.id, [*in_queue(row), *(made[name] if name in made else getattr(row, name) for name in shown)]


def _in_queue(visit: VisitFacts, chosen: Filter, language: str, now: datetime) -> Callable[[Row[Any]], list[Cell]]:
    """What fills the columns QUEUE."""
    if chosen.status is not Status.WAITLISTED:
        return lambda _row: []
    queue = waiting(visit.id)
    numbers = {person.turn: number for number, person in enumerate(queue, 1)}
    why, zone = Why(visit, language, now), ZoneInfo(visit.timezone)
    needs = why.needs([person.id for person in queue])
    return lambda row: [
        numbers[row.turn],
        _shown(row.consent_at, zone),
        why.of(row.organisation_id, needs.get(row.id, ())),
    ]


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
