"""People's places in the alphabet, one a language: written by the worker after the commit (decision 151)."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, update

from eventapp.core.alphabets import sort_keys, version
from eventapp.core.db import execute, session
from eventapp.registration.models import NOWHERE, SORTED_BY, Registration
from eventapp.visits.queries import visits

AT_ONCE: Final = 500
_ROWS: Final = Registration.__table__.c
# Whoever is renamed meanwhile is not put in their former name's place.
_PUT: Final = (
    update(Registration.__table__)  # type: ignore[arg-type]
    .where(
        _ROWS.id == bindparam("of_row"),
        _ROWS.family_name == bindparam("family"),
        _ROWS.given_name == bindparam("given"),
    )
    .values(sort_version=bindparam("made_by"), **{name: bindparam(f"key_{name}") for name in SORTED_BY.values()})
)


def newcomers() -> ColumnElement[bool]:
    """Who has no place yet: registered or renamed a moment ago."""
    of_any = Registration.visit_id.in_([visit.id for visit in visits()])
    return of_any & unplaced()


def unplaced() -> ColumnElement[bool]:
    """The same, of one visit's people."""
    return Registration.sort_en == NOWHERE


def misplaced() -> ColumnElement[bool]:
    """Whose place was found by another version of the alphabets."""
    return (Registration.sort_en != NOWHERE) & (Registration.sort_version != version())


def some_are_misplaced() -> bool:
    return session.scalar(select(Registration.id).where(misplaced()).limit(1)) is not None


def find_again() -> int:
    """Find the places anew of some whose place is of another version; gives of how many, at most AT_ONCE."""
    query = select(Registration.id, Registration.family_name, Registration.given_name)
    rows = session.execute(query.where(misplaced()).order_by(Registration.id).limit(AT_ONCE)).all()
    place((identity, family, given) for identity, family, given in rows)
    return len(rows)


def place(people: Iterable[tuple[UUID, str, str]]) -> None:
    """Let them have their places: (id, family name, given name)."""
    if asked := [_place(*person) for person in people]:
        execute(_PUT, asked)


def _place(identity: object, family: str, given: str) -> dict[str, Any]:
    keys = sort_keys(family, given)
    made = {f"key_{SORTED_BY[language]}": key for language, key in keys.items()}
    return {"of_row": identity, "family": family, "given": given, "made_by": version(), **made}
