"""People's places in the alphabet, one a language: written by the worker after the commit (decision 151)."""

from typing import Any, Final

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
    return of_any & (Registration.sort_en == NOWHERE)


def misplaced() -> ColumnElement[bool]:
    """Whose place was found by another version of the alphabets."""
    return (Registration.sort_en != NOWHERE) & (Registration.sort_version != version())


def some_are(which: ColumnElement[bool]) -> bool:
    return session.scalar(select(Registration.id).where(which).limit(1)) is not None


def put_in_place(which: ColumnElement[bool]) -> int:
    """Find the places of some of these; gives of how many, at most AT_ONCE."""
    query = select(Registration.id, Registration.family_name, Registration.given_name)
    rows = session.execute(query.where(which).order_by(Registration.id).limit(AT_ONCE)).all()
    if rows:
        execute(_PUT, [_place(*row) for row in rows])
    return len(rows)


def _place(identity: object, family: str, given: str) -> dict[str, Any]:
    keys = sort_keys(family, given)
    made = {f"key_{SORTED_BY[language]}": key for language, key in keys.items()}
    return {"of_row": identity, "family": family, "given": given, "made_by": version(), **made}
