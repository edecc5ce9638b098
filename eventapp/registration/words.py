"""The words by which people are found. Those of a newcomer are written by the worker, a moment after the commit
(docs/decisions/285).

A row's words in the table are those of its ``search_key``, whoever reads; both are written while the visit is held.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, select, text, update
from sqlalchemy.orm import InstrumentedAttribute

from eventapp.core import mailboxes
from eventapp.core.db import execute, session
from eventapp.registration import alphabet
from eventapp.registration.finding import has_each, search_key
from eventapp.registration.models import Attempt, Registration, SearchWord
from eventapp.visits.operations import hold_facts

AT_ONCE: Final = 100
"""So many are served while the visit is held."""
_TOLD: Final = ("family_name", "given_name", "email", "other_organisation", "phone")
"""The columns whose words are kept."""
MOST_LOOKED_AT: Final = 1000
_WORDS = SearchWord.__table__.c
_INSERT: Final = text(
    "INSERT INTO registration_word (visit_id, word, registration_id) VALUES (:visit_id, :word, :registration_id)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("registration_id", type_=_WORDS.registration_id.type))
_DELETE: Final = delete(SearchWord.__table__).where(  # type: ignore[arg-type]
    _WORDS.visit_id == bindparam("visit_id"),
    _WORDS.word == bindparam("word"),
    _WORDS.registration_id == bindparam("registration_id"),
)
_KEY: Final = (
    update(Registration.__table__)  # type: ignore[arg-type]
    .where(Registration.__table__.c.id == bindparam("of_row"))
    .values(search_key=bindparam("key"))
)


def key_of(row: Registration | Row[Any]) -> str:
    """All by which that person is found."""
    names = (row.family_name, row.given_name)
    return search_key(*names, mailboxes.shown(row.email), row.other_organisation, phone=row.phone)


def write_words(row: Registration, *, instead_of: str) -> None:
    """Write the words of the row's key; ``instead_of``: the key that it had."""
    _change([(row, instead_of, row.search_key)])


def forget_words(row: Registration | Attempt) -> None:
    """Delete the words of its key."""
    _change([(row, row.search_key, "")])


def visits_with_newcomers() -> list[int]:
    """In which somebody waits to be served."""
    return list(session.scalars(select(Registration.visit_id).where(alphabet.newcomers()).distinct()))


def serve_newcomers(visit_id: int) -> int:
    """Let some who registered or were renamed a moment ago be found by their words, and stand in the order of the
    alphabets; gives of how many, at most AT_ONCE. Raises VisitNotFound."""
    hold_facts(visit_id)
    rows = newcomers(visit_id, Registration.search_key, most=AT_ONCE)
    keys = [(row, row.search_key, key_of(row)) for row in rows]
    _change(keys)
    if new := [{"of_row": row.id, "key": key} for row, earlier, key in keys if key != earlier]:
        execute(_KEY, new)
    alphabet.place([(row.id, row.family_name, row.given_name) for row in rows])
    return len(rows)


def newcomers_with(visit_id: int, asked: Sequence[tuple[str, ...]]) -> list[UUID]:
    """Of those whom the worker has not served yet, who has each of these words (finding.looked_for); MOST_LOOKED_AT are
    looked at: only without a worker there are more."""
    return [row.id for row in newcomers(visit_id, most=MOST_LOOKED_AT) if has_each(key_of(row), asked)]


def newcomers(visit_id: int, *more: InstrumentedAttribute[Any], most: int) -> Collection[Row[Any]]:
    """Some whom the worker has not served yet, with what their words are made of, and ``more`` columns."""
    columns = (Registration.id, Registration.visit_id, *(getattr(Registration, name) for name in _TOLD), *more)
    query = select(*columns).where(Registration.visit_id == visit_id, alphabet.unplaced())
    return session.execute(query.order_by(Registration.id).limit(most)).all()


def _change(keys: Collection[tuple[Registration | Attempt | Row[Any], str, str]]) -> None:
    """(row, its key so far, its key from now on) of some."""
    stale = [each for row, earlier, key in keys for each in _named(row, set(earlier.split()) - set(key.split()))]
    fresh = [each for row, earlier, key in keys for each in _named(row, set(key.split()) - set(earlier.split()))]
    for statement, asked in ((_DELETE, stale), (_INSERT, fresh)):
        if asked:
            execute(statement, asked)


def _named(row: Registration | Attempt | Row[Any], words: set[str]) -> Iterator[dict[str, Any]]:
    return ({"visit_id": row.visit_id, "registration_id": row.id, "word": word} for word in sorted(words))
