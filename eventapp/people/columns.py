"""Registrations as a table in words, for a spreadsheet program."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core import mailboxes
from eventapp.core.text import LANGUAGE_NAMES, translate
from eventapp.people.listing import Filter, everybody
from eventapp.registration.labels import DIET_NAMES, FIELD_NAMES, STATUS_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import organisations

COLUMNS: Final = (
    *("family_name", "given_name", "organisation", "status", "email", "phone", "position"),
    *("diet", "diet_note", "needs", "language", "registered"),
)
KEPT: Final = (
    *(getattr(Registration, name) for name in COLUMNS if name not in ("organisation", "registered")),
    *(Registration.organisation_id, Registration.other_organisation, Registration.created_at),
)


def heads(language: str) -> list[str]:
    """What the columns are called."""
    return [translate(language, FIELD_NAMES[name]) for name in COLUMNS]


def rows(visit: VisitFacts, chosen: Filter, language: str) -> Iterator[list[str]]:
    """One a person, by name; days and hours on the visit's clock."""
    names = {item.id: item.name for item in organisations(visit.id)}
    zone = ZoneInfo(visit.timezone)
    statuses = {status: translate(language, words) for status, words in STATUS_NAMES.items()}
    diets = {diet: translate(language, words) for diet, words in DIET_NAMES.items()}
    for row in everybody(visit.id, chosen, *KEPT):
        made = {
            "organisation": names.get(row.organisation_id, row.other_organisation),
            "status": statuses[Status(row.status)],
            "email": mailboxes.shown(row.email),
            "diet": diets[row.diet],
            "language": LANGUAGE_NAMES[row.language],
            "registered": f"{row.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
        }
        yield [made[name] if name in made else getattr(row, name) for name in COLUMNS]
